import { compareVersions, isBefore } from '../../../chart/versions.ts';
import { sure } from '../../../pack.ts';
import { helmRollback, verifyCommand } from '../../../step/helm-commands.ts';
import { type RunbookStep, stepMarkdown } from '../../../step/runbook.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { asWeight, keyOfReading } from '../facts/settings.ts';
import { stateOfValues } from '../read/values.ts';
import { commonWrites } from '../read/weights.ts';
import { replicasOf } from '../rules/shared/replicas.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { stateOf } from './release-state.ts';
import { fixedSplit, keptBlocks, metastoreClaim, serverSettings, volumeNotes } from './step-settings.ts';
import { type MigrationState, upgradeCommand } from './upgrade.ts';

/** A release once its chart is the one to end with; its revision then is one that nobody knows yet. */
function upgraded({ revision: _, ...state }: MigrationState): MigrationState {
  return { ...state, chart: state.targetChart };
}

/**
 * The steps that are left, in the order that is safe: chart, layout, dual, v2. None where the release is in v2 on the
 * chart it is to end with.
 */
export function migrationSteps(state: MigrationState, now: Date): readonly RunbookStep[] {
  const first = chartUpgrade(state);
  const then = first?.chart === undefined ? state : upgraded(state);
  const layout = first && lacksV2(state.values) ? undefined : microservicesOn(then);
  const steps = [first?.step, layout, toDual(then, now), wholeWeights(then), toV2(then)];
  return steps.filter((step): step is RunbookStep => step !== undefined);
}

/** A first step, and the chart that the release has after it. */
interface ChartStep {
  readonly step: RunbookStep;
  /** Undefined if only the server changes. */
  readonly chart?: string;
}

const WHY_CHART =
  'If chart and phase change together and something goes wrong, you cannot tell which one caused it. Dual on older charts also loses data with default settings. Both toggles are written out, so the changed defaults of 2.0.2 have no effect.';

const WHY_SERVER =
  'The values pin an image whose server does not know the flags that this chart sets in dual: the pods would crash-loop.';

/**
 * The chart first, in the phase that is: dual on charts before 2.0.0 starts with flags that servers before 1.20.0
 * refuse (audit B1), writes to a local filesystem beside a configured bucket (A1), and leaves blocks behind at 2.0.0 (A2).
 */
function chartUpgrade(state: MigrationState): ChartStep | undefined {
  const { values, chart, targetChart } = state;
  const { phase } = values;
  if (phase === 'off') return undefined;
  const isOlder = compareVersions(chart, targetChart) < 0;
  const server = serverSettings(values, isOlder ? targetChart : values.chart);
  if (!isOlder && server.length === 0) return undefined;
  const blocks = isOlder ? keptBlocks(values, targetChart) : { settings: [], notes: [] };
  const what = isOlder ? `Chart ${chart} → ${targetChart}` : `The server of chart ${chart}`;
  const layout = lacksV2(values) ? layoutChange(values) : undefined;
  const step: RunbookStep = {
    id: isOlder ? 'chart-upgrade' : 'server-upgrade',
    title: `${what}${layout ? ' and architecture.microservices.enabled' : ''}, still in ${phase}`,
    why: [isOlder ? WHY_CHART : WHY_SERVER, ...(layout ? [layout.why] : [])].join(' '),
    command: upgradeCommand(state, {
      phase,
      ...(isOlder && { chart: targetChart }),
      settings: [...server, ...blocks.settings, ...(layout?.settings ?? [])],
    }),
    verify: verifyCommand(state, phase),
    rollback: helmRollback(state),
    notes: [
      ...server.map((setting) => `${setting} replaces the image.tag that your values pin.`),
      ...blocks.notes,
      ...(layout?.notes ?? []),
    ],
  };
  return { step, ...(isOlder && { chart: targetChart }) };
}

const SETTINGS = [
  'architecture.microservices.enabled=true',
  'architecture.microservices.clusterLabelSuffix=',
];

/** With the layout the components of v2 come, and their time begins. */
const FROM_NOW =
  'Whatever the phase says, v2 has had no components and so no data until now: the 24 hours in dual count from this step.';

/** Components without those of v2, by what is there. */
const isLegacy = (values: PyroscopeValues): boolean => stateOf(values).mode === 'legacy';

/** Render refuses such a release in any chart: what it lacks comes with the first step. */
const lacksV2 = (values: PyroscopeValues): boolean =>
  isLegacy(values) && (values.phase === 'dual' || values.phase === 'v2');

function layoutChange(values: PyroscopeValues): Pick<RunbookStep, 'why' | 'notes'> & {
  readonly settings: readonly string[];
} {
  const hasV2 = values.phase !== 'v1';
  return {
    why: 'pyroscope.components alone renders no v2 component. The empty label suffix keeps old and new pods in one memberlist ring during the rollout; keep it from now on.',
    settings: [...SETTINGS, ...(hasV2 ? metastoreClaim(values) : [])],
    notes: [
      'Add microservices.enabled and clusterLabelSuffix to your values file: later upgrades need them.',
      ...(hasV2 ? [FROM_NOW] : []),
    ],
  };
}

/** Legacy components render no v2 part (audit A8); the label suffix would split the ring while pods roll (B3). */
function microservicesOn(state: MigrationState): RunbookStep | undefined {
  const { values } = state;
  const { phase } = values;
  if (phase === 'off' || !isLegacy(values)) return undefined;
  const { why, settings, notes } = layoutChange(values);
  return {
    id: 'microservices-on',
    title: `architecture.microservices.enabled, still in ${phase}`,
    why,
    command: upgradeCommand(state, { phase, settings }),
    verify: verifyCommand(state, phase),
    rollback: helmRollback(state),
    notes,
  };
}

const PEERS = 'pyroscope.extraArgs.metastore\\.raft\\.bootstrap-expect-peers';

/** Several single binaries are several metastores; the chart tells them nothing of each other (audit B4). */
function peers({ mode, components }: PyroscopeValues): readonly string[] {
  const [all] = components;
  const replicas = mode === 'single-binary' && all ? (replicasOf(all) ?? 1) : 1;
  return replicas > 1 ? [`${PEERS}=${replicas}`] : [];
}

/** Charts before 2.0.0 are fit for dual, and have a border before them. */
const chartNotes = ({ chart }: MigrationState): readonly string[] =>
  isBefore(chart, FIRST_CHART.architecture)
    ? [
        `Chart ${chart} keeps the v2 blocks of a single binary on the local volume, where charts from ${FIRST_CHART.architecture} on do not look. End with one of those if you can.`,
      ]
    : [];

/** v1 → dual: both stores are written, reads go over to v2 by themselves. */
function toDual(state: MigrationState, now: Date): RunbookStep | undefined {
  const { values } = state;
  if (values.phase !== 'v1') return undefined;
  const split = fixedSplit(state.timeLine, now);
  return {
    id: 'to-dual',
    title: 'v1 → dual',
    why: 'Both stores are written from here on. v1 does not change, so you can go back at any time.',
    command: upgradeCommand(state, {
      phase: 'dual',
      settings: [...metastoreClaim(values), ...peers(values), ...split.settings],
    }),
    verify: verifyCommand(state, 'dual'),
    rollback: upgradeCommand(state, { phase: 'v1' }),
    notes: [
      ...split.notes,
      ...volumeNotes(values),
      ...(values.mode === 'single-binary'
        ? ['The pod is down for about a minute.', ...chartNotes(state)]
        : []),
    ],
  };
}

/** `pyroscope.extraArgs."a.b"` as --set takes it. */
const setPath = (setting: string): string =>
  setting.replace(/"([^"]*)"/, (_, flag: string) => flag.replaceAll('.', '\\.'));

/** Where v2's share of the writes is to be raised; undefined if it gets all of them. */
function settingOf(values: PyroscopeValues): string | undefined {
  const weight = commonWrites(stateOfValues(values))?.segmentWriter;
  if (weight === undefined || (asWeight(sure(weight)) ?? 1) >= 1) return undefined;
  return setPath(keyOfReading('segmentWriterWeight', weight, values.chartMajor));
}

/** The time in dual counts only while v2 gets all that is written: what it never got is gone with v1. */
function wholeWeights(state: MigrationState): RunbookStep | undefined {
  const setting = settingOf(state.values);
  if (setting === undefined) return undefined;
  return {
    id: 'whole-weights',
    title: 'dual, with all writes to v2',
    why: 'v2 gets only a share of the writes, so it has gaps. The 24 hours in dual count from here on.',
    command: upgradeCommand(state, { phase: 'dual', settings: [`${setting}=1`] }),
    verify: verifyCommand(state, 'dual'),
    rollback: helmRollback(state),
    notes: [],
  };
}

/** dual → v2, after the soak: what was written before dual is not readable any more. */
function toV2(state: MigrationState): RunbookStep | undefined {
  const { values } = state;
  if (values.phase === 'v2' || values.phase === 'off') return undefined;
  return {
    id: 'to-v2',
    title: 'dual → v2',
    why: 'This removes v1. Take this step after at least 24 hours in dual, with phasegate verify green. Afterwards, profiles from before dual can no longer be queried (they stay in the bucket).',
    command: upgradeCommand(state, { phase: 'v2', gated: true }),
    verify: verifyCommand(state, 'v2'),
    rollback: upgradeCommand(state, { phase: 'dual' }),
    notes: [
      'If you go back to dual, v1 does not have what was written in v2 only.',
      'The volume claims of v1 components stay; delete them when you no longer need them.',
      ...(values.phase === 'dual' ? volumeNotes(values) : []),
    ],
  };
}

/** The whole migration of one release, as Markdown. */
export function runbook(state: MigrationState, steps: readonly RunbookStep[], now: Date): string {
  const { release, namespace, values, chart, targetChart } = state;
  const last = isBefore(chart, targetChart) ? targetChart : chart;
  const head = `# ${release} in ${namespace}: storage v1 → v2

Written on ${now.toISOString().slice(0, 10)} for chart ${chart} (${values.mode}) in phase ${values.phase}; it ends with chart ${last} in v2. Take one
step at a time, and verify each one before you take the next. \`phasegate next\` prints the step that is due.`;
  return `${[head, ...steps.map(stepMarkdown)].join('\n\n')}\n`;
}
