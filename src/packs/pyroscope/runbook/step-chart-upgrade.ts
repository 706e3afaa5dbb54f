import { compareVersions } from '../versions.ts';
import { helmRollback, helmUpgrade, verifyCommand } from './helm-upgrade.ts';
import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';

/**
 * The chart first, in the phase that is: dual on charts before 2.0.0 starts with flags that servers before 1.20.0
 * refuse (audit B1), writes to a local filesystem beside a configured bucket (A1), and leaves blocks behind at 2.0.0 (A2).
 */
export function chartUpgrade(state: MigrationState): MigrationStep | undefined {
  const { values, targetChart } = state;
  if (compareVersions(values.chart, targetChart) >= 0 || values.phase === 'off') return undefined;
  return {
    id: 'chart-upgrade',
    title: `Chart ${values.chart} → ${targetChart}, still in ${values.phase}`,
    why: 'A chart upgrade and a phase change together cannot be told apart when something goes wrong, and dual on older charts loses data by its own defaults. Both toggles are written out, so that the defaults that flip in 2.0.2 change nothing.',
    command: helmUpgrade(state, { chart: targetChart, phase: values.phase }),
    verify: verifyCommand(state, values.phase),
    rollback: helmRollback(state),
    notes: [],
  };
}
