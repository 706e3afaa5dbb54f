import { FIRST_CHART_2 } from '../rules/shared/experiment-charts.ts';
import { replicasOf } from '../rules/shared/replicas.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { isBefore } from '../versions.ts';
import { helmUpgrade, verifyCommand } from './helm-upgrade.ts';
import { metastoreClaim, volumeNotes } from './metastore-volume.ts';
import type { MigrationState } from './migration-state.ts';
import type { MigrationStep } from './migration-step.ts';
import { fixedSplit } from './second-dual.ts';

const PEERS = 'pyroscope.extraArgs.metastore\\.raft\\.bootstrap-expect-peers';

/** Several single binaries are several metastores; the chart tells them nothing of each other (audit B4). */
function peers({ mode, components }: PyroscopeValues): readonly string[] {
  const [all] = components;
  const replicas = mode === 'single-binary' && all ? (replicasOf(all) ?? 1) : 1;
  return replicas > 1 ? [`${PEERS}=${replicas}`] : [];
}

/** Charts before 2.0.0 are fit for dual, and have a border before them. */
const chartNotes = ({ chart }: MigrationState): readonly string[] =>
  isBefore(chart, FIRST_CHART_2)
    ? [
        `Chart ${chart} keeps the blocks of a single binary's v2 on the local volume, where charts from ${FIRST_CHART_2} on do not look: end with one of those if you can.`,
      ]
    : [];

/** v1 → dual: both stores are written, reads go over to v2 by themselves. */
export function toDual(state: MigrationState, now: Date): MigrationStep | undefined {
  const { values } = state;
  if (values.phase !== 'v1') return undefined;
  const split = fixedSplit(state.timeLine, now);
  return {
    id: 'to-dual',
    title: 'v1 → dual',
    why: 'Both storages are written from here on. v1 stays what it is; the step can be taken back at any time.',
    command: helmUpgrade(state, {
      phase: 'dual',
      settings: [...metastoreClaim(values), ...peers(values), ...split.settings],
    }),
    verify: verifyCommand(state, 'dual'),
    rollback: helmUpgrade(state, { phase: 'v1' }),
    notes: [
      ...split.notes,
      ...volumeNotes(values),
      ...(values.mode === 'single-binary'
        ? ['The pod is away for about a minute.', ...chartNotes(state)]
        : []),
    ],
  };
}
