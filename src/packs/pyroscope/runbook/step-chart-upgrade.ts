import { compareVersions } from '../versions.ts';
import { helmRollback, helmUpgrade, verifyCommand } from './helm-upgrade.ts';
import { keptBlocks } from './kept-blocks.ts';
import { serverSettings } from './kept-server.ts';
import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';

/** A first step, and the chart that the release has after it. */
export interface ChartStep {
  readonly step: MigrationStep;
  /** Undefined where only the server changes. */
  readonly chart?: string;
}

const WHY_CHART =
  'A chart upgrade and a phase change together cannot be told apart when something goes wrong, and dual on older charts loses data by its own defaults. Both toggles are written out, so that the defaults that flip in 2.0.2 change nothing.';

const WHY_SERVER =
  'The values pin an image whose server does not know the flags that this chart gives it in dual: the pods would restart for ever.';

/**
 * The chart first, in the phase that is: dual on charts before 2.0.0 starts with flags that servers before 1.20.0
 * refuse (audit B1), writes to a local filesystem beside a configured bucket (A1), and leaves blocks behind at 2.0.0 (A2).
 */
export function chartUpgrade(state: MigrationState): ChartStep | undefined {
  const { values, chart, targetChart } = state;
  const { phase } = values;
  if (phase === 'off') return undefined;
  const isOlder = compareVersions(chart, targetChart) < 0;
  const server = serverSettings(values, isOlder ? targetChart : values.chart);
  if (!isOlder && server.length === 0) return undefined;
  const blocks = isOlder ? keptBlocks(values, targetChart) : { settings: [], notes: [] };
  const step: MigrationStep = {
    id: isOlder ? 'chart-upgrade' : 'server-upgrade',
    title: isOlder
      ? `Chart ${chart} → ${targetChart}, still in ${phase}`
      : `The server of chart ${chart}, still in ${phase}`,
    why: isOlder ? WHY_CHART : WHY_SERVER,
    command: helmUpgrade(state, {
      phase,
      ...(isOlder && { chart: targetChart }),
      settings: [...server, ...blocks.settings],
    }),
    verify: verifyCommand(state, phase),
    rollback: helmRollback(state),
    notes: [
      ...server.map((setting) => `${setting} stands in for the image.tag that your values pin.`),
      ...blocks.notes,
    ],
  };
  return { step, ...(isOlder && { chart: targetChart }) };
}
