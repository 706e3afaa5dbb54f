import { both } from '../../../english.ts';
import type { Component } from '../../../pack.ts';
import { phaseUnclearAmong } from '../../../rules/phase-unclear.ts';
import { PHASES } from '../facts/phases.ts';
import { keyOfFlag } from '../facts/settings.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';
import { PHASE_FLAG_NAMES } from './extra-args-contradict-toggles.ts';

const binary = (all: readonly string[], more: readonly string[]): string =>
  oneBinary('2.2.1', { args: [...all, ...more] });

/** Flags of a phase that extraArgs set: a phase that is named with one of them in place is refused. */
function flagsToRemove(components: readonly Component[]): string | undefined {
  const keys = components.flatMap((component) =>
    PHASE_FLAG_NAMES.filter((flag) => component.flags[flag]?.by === 'person').map((flag) =>
      keyOfFlag(component, flag),
    ),
  );
  if (keys.length === 0) return undefined;
  return `remove ${both([...new Set(keys)])} from the values, and set the phase only with architecture.storage.v1 and .v2`;
}

export const phaseUnclear: PyroscopeRule = {
  ...phaseUnclearAmong(PHASES, ({ components }) => flagsToRemove(components)),
  details: `Without a requested phase, render reads it from the manifests: the write path, the storage architecture, the flags of
the query backend, \`all.enable-v1-*\` and the components must agree (charts 1.15.1 to 2.2.1).`,
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm in each phase'],
  get good() {
    return [
      { manifests: binary(PHASE_FLAGS_2.v1, []) },
      { manifests: binary(['-architecture.storage=v2'], ['-write-path=ingester']), asked: { phase: 'v1' } },
    ];
  },
  get bad() {
    return [{ manifests: binary(['-architecture.storage=v2'], ['-write-path=ingester']) }];
  },
};
