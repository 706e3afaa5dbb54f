import { phaseUnclearAmong } from '../../../rules/phase-unclear.ts';
import { PHASES } from '../facts/phases.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const both = (all: readonly string[], more: readonly string[]): string =>
  oneBinary('2.2.1', { args: [...all, ...more] });

export const phaseUnclear: PyroscopeRule = {
  ...phaseUnclearAmong(PHASES),
  details: `Without a requested phase, render reads it from the manifests: the write path, the storage architecture, the flags of
the query backend, \`all.enable-v1-*\` and the components must agree (charts 1.15.1 to 2.2.1).`,
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm in each phase'],
  get good() {
    return [
      { manifests: both(PHASE_FLAGS_2.v1, []) },
      { manifests: both(['-architecture.storage=v2'], ['-write-path=ingester']), asked: { phase: 'v1' } },
    ];
  },
  get bad() {
    return [{ manifests: both(['-architecture.storage=v2'], ['-write-path=ingester']) }];
  },
};
