import { dualWeights, writersOf } from '../rules/shared/dual-weights.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { asWeight } from '../weights.ts';
import { helmRollback, helmUpgrade, verifyCommand } from './helm-upgrade.ts';
import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';

/** `pyroscope.extraArgs."a.b"` as --set takes it. */
const setPath = (setting: string): string =>
  setting.replace(/"([^"]*)"/, (_, flag: string) => flag.replaceAll('.', '\\.'));

/** Where v2's share of the writes is to be raised; undefined where it gets all of them. */
function settingOf(values: PyroscopeValues): string | undefined {
  const [writer] = writersOf(values);
  const weight = writer && dualWeights(values, writer)?.segmentWriter;
  return weight !== undefined && (asWeight(weight.text ?? '') ?? 1) < 1 ? setPath(weight.setting) : undefined;
}

/** The time in dual counts only while v2 gets all that is written: what it never got is gone with v1. */
export function wholeWeights(state: MigrationState): MigrationStep | undefined {
  const setting = settingOf(state.values);
  if (setting === undefined) return undefined;
  return {
    id: 'whole-weights',
    title: 'dual, with all writes to v2',
    why: 'v2 gets a share of the writes only, and has holes where it got none: the 24 hours in dual count from here on.',
    command: helmUpgrade(state, { phase: 'dual', settings: [`${setting}=1`] }),
    verify: verifyCommand(state, 'dual'),
    rollback: helmRollback(state),
    notes: [],
  };
}
