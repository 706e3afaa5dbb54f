import { compareVersions, isBefore } from '../../../chart/versions.ts';
import { type Assignment, type Pack, type Path, type Step, type StepsLeft, sure } from '../../../pack.ts';
import { stateAfter } from '../../../release/from-values.ts';
import { shownPath } from '../../../rules/settings.ts';
import { NO_HISTORY } from '../../../step/time-line.ts';
import { PYROSCOPE_CHART } from '../chart/pyroscope-chart.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { PHASE_FACTS, PHASES, type PyroscopePhase, STORAGE_PATH } from '../facts/phases.ts';
import { keyOfReading, pathOfReading, SETTINGS } from '../facts/settings.ts';
import {
  chartMajorOf,
  chartOf,
  hasV2,
  type PyroscopeCase,
  type PyroscopeFacts,
  type PyroscopeState,
} from '../read/facts.ts';
import { storesOf } from '../read/stores.ts';
import { readValues } from '../read/values.ts';
import { dualWrites, sharesIn, sharesOf, type V2Gap, v2Gaps } from '../read/weights.ts';
import {
  expectedPeers,
  fixedSplit,
  keptBlocks,
  metastoreClaim,
  NOTHING,
  type Said,
  serverSettings,
  volumeNotes,
} from './step-settings.ts';
import { isSingle } from './transition.ts';

type PyroscopeStep = Step<PyroscopePhase>;

/** The steps that are left, in the order that is safe: chart, layout, dual, v2. @param target the chart to end with */
export function migrationSteps(of: PyroscopeCase, target: string): StepsLeft<PyroscopePhase> {
  const { now } = of;
  const phase = sure(now.phase);
  if (phase === undefined) return 'both storage layers are off, and no chart renders that';
  if (isBefore(target, FIRST_CHART.soundInDual))
    return `the server of chart ${target} does not start in dual; end with chart ${FIRST_CHART.soundInDual} or a newer one`;
  const first = chartUpgrade(now, phase, target);
  const chart = first?.chart ?? chartOf(now);
  const layout = first && comesAlong(now) ? undefined : microservicesOn(now, phase);
  const [dual, v2] = [toDual(of, phase, chart), toV2(now, phase)];
  const before = [first, layout, dual].filter((step) => step !== undefined);
  return [...before, wholeWeights(reached(now, before), dual !== undefined), v2].filter(
    (step) => step !== undefined,
  );
}

/** What a release is once steps were taken: a step may bring weights into force that were written and did nothing. */
const reached = (now: PyroscopeState, steps: readonly PyroscopeStep[]): PyroscopeState =>
  steps.reduce((state, step) => stateAfter(OF_VALUES, state, step), now);

/** What it takes to read values; the pack itself imports this file. */
const OF_VALUES = {
  readValues,
  stores: storesOf,
  settings: SETTINGS,
  charts: [PYROSCOPE_CHART],
  phases: PHASES.map((phase) => PHASE_FACTS[phase]),
} satisfies Partial<Pack<PyroscopeFacts>>;

const WHY_CHART =
  'If chart and phase change together and something goes wrong, you cannot tell which one caused it. Dual on older charts also loses data with default settings. Both toggles are written out, so the changed defaults of 2.0.2 have no effect.';

const WHY_SERVER =
  'The values pin an image whose server does not know the flags that this chart sets in dual: the pods would crash-loop.';

/**
 * The chart first, in the phase that is: dual on charts before 2.0.0 starts with flags that servers before 1.20.0
 * refuse (audit B1), writes to a local filesystem beside a configured bucket (A1), and leaves blocks behind at 2.0.0 (A2).
 */
function chartUpgrade(now: PyroscopeState, phase: PyroscopePhase, target: string): PyroscopeStep | undefined {
  const chart = chartOf(now);
  const isOlder = compareVersions(chart, target) < 0;
  const server = serverSettings(now, isOlder ? target : chart);
  if (!isOlder && server.length === 0) return undefined;
  const blocks = isOlder ? keptBlocks(now, target) : { set: [], notes: [] };
  const what = isOlder ? `Chart ${chart} → ${target}` : `The server of chart ${chart}`;
  const layout = comesAlong(now) ? layoutChange(now) : undefined;
  const of = { phase, ...(isOlder && { chart: target }) };
  const weights = keptWeights(now, of);
  return {
    id: isOlder ? 'chart-upgrade' : 'server-upgrade',
    title: `${what}${layout ? ' and architecture.microservices.enabled' : ''}, still in ${phase}`,
    why: [isOlder ? WHY_CHART : WHY_SERVER, ...(layout ? [layout.why] : [])].join(' '),
    ...of,
    set: [...server, ...blocks.set, ...(layout?.set ?? []), ...weights.set],
    notes: [
      ...server.map(([path, tag]) => `${path.join('.')}=${tag} replaces the image.tag that your values pin.`),
      ...blocks.notes,
      ...(layout?.notes ?? []),
      ...weights.notes,
      ...(hasV2(now) && !layout ? volumeNotes(now) : []),
    ],
  };
}

/** Charts before 2.0.0 do not pass weights on (audit C2): those that somebody wrote would begin to count with the chart. */
function keptWeights(now: PyroscopeState, step: Pick<PyroscopeStep, 'phase' | 'chart'>): Said {
  const [was, is] = [sharesIn(now), sharesIn(stateAfter(OF_VALUES, now, step))];
  if (was === undefined || is === undefined) return NOTHING;
  const fallen = WEIGHTS.filter(([share]) => is[share] < was[share]);
  return {
    set: fallen.map(([share, setting]) => [weightPath(setting), was[share]]),
    notes: fallen.map(
      ([share, setting]) =>
        `Chart ${chartOf(now)} ignores ${shownPath(weightPath(setting))}: ${was[share]} is in force, and ${is[share]} would be from this step on. Correct it in your values file, too.`,
    ),
  };
}

const WEIGHTS = [
  ['ingester', 'ingesterWeight'],
  ['segmentWriter', 'segmentWriterWeight'],
] as const;

const weightPath = (setting: (typeof WEIGHTS)[number][1]): Path => [...STORAGE_PATH, 'migration', setting];

const MICROSERVICES: readonly Assignment[] = [
  [['architecture', 'microservices', 'enabled'], true],
  [['architecture', 'microservices', 'clusterLabelSuffix'], ''],
];

/** With the layout the components of v2 come, and their time begins. */
const FROM_NOW =
  'Whatever the phase says, v2 has had no components and so no data until now: the 24 hours in dual count from this step.';

/** Components without those of v2, by what is there. */
const isLegacy = ({ layout }: PyroscopeState): boolean => sure(layout) === 'legacy';

/**
 * Whether the layout changes with the chart: render refuses a release that lacks components of its phase in any chart,
 * and charts before the phases did not read what a later one acts on.
 */
const comesAlong = (now: PyroscopeState): boolean =>
  isLegacy(now) && (hasV2(now) || now.values?.isTrue('architecture', 'microservices', 'enabled') === true);

const layoutChange = (now: PyroscopeState) => ({
  why: 'pyroscope.components alone renders no v2 component. The empty label suffix keeps old and new pods in one memberlist ring during the rollout; keep it from now on.',
  set: [...MICROSERVICES, ...(hasV2(now) ? metastoreClaim(now) : [])],
  notes: [
    'Add microservices.enabled and clusterLabelSuffix to your values file: later upgrades need them.',
    ...(hasV2(now) ? [FROM_NOW] : []),
  ],
});

/** Legacy components render no v2 part (audit A8); the label suffix would split the ring while pods roll (B3). */
const microservicesOn = (now: PyroscopeState, phase: PyroscopePhase): PyroscopeStep | undefined =>
  isLegacy(now)
    ? {
        id: 'microservices-on',
        title: `architecture.microservices.enabled, still in ${phase}`,
        phase,
        ...layoutChange(now),
      }
    : undefined;

/** Charts before 2.0.0 are fit for dual, and have a border before them. */
const chartNotes = (chart: string): readonly string[] =>
  isBefore(chart, FIRST_CHART.architecture)
    ? [
        `Chart ${chart} keeps the v2 blocks of a single binary on the local volume, where charts from ${FIRST_CHART.architecture} on do not look. End with one of those if you can.`,
      ]
    : [];

/** v1 → dual: both stores are written, reads go over to v2 by themselves. @param chart the one that the step runs on */
function toDual(
  { now, history = NO_HISTORY, clock }: PyroscopeCase,
  phase: PyroscopePhase,
  chart: string,
): PyroscopeStep | undefined {
  if (phase !== 'v1') return undefined;
  const split = fixedSplit(history, clock);
  const weights = nothingDropped(now, chart);
  return {
    id: 'to-dual',
    title: 'v1 → dual',
    why: 'Both stores are written from here on. v1 does not change, so you can go back at any time.',
    phase: 'dual',
    back: 'v1',
    set: [...metastoreClaim(now), ...expectedPeers(now), ...split.set, ...weights.set],
    notes: [
      ...split.notes,
      ...weights.notes,
      ...volumeNotes(now),
      ...(isSingle(now) ? ['The pod is down for about a minute.', ...chartNotes(chart)] : []),
    ],
  };
}

/** Weights written ahead may drop profiles once they count, which render refuses (audit A5): v1 has to go on getting all. */
function nothingDropped(now: PyroscopeState, chart: string): Said {
  const dual = stateAfter(OF_VALUES, now, { phase: 'dual', chart });
  const dropping = dualWrites(dual).filter((writes) => {
    const shares = sharesOf(writes);
    return shares !== undefined && Math.max(shares.ingester, shares.segmentWriter) < 1;
  });
  const paths = dropping.map(({ ingester }) => pathOfReading('ingesterWeight', ingester, chartMajorOf(dual)));
  return {
    set: paths.map((path) => [path, 1]),
    notes: paths.map(
      (path) =>
        `${shownPath(path)}=1 replaces a weight in your values: with both below 1, some profiles would reach no store.`,
    ),
  };
}

/**
 * The time in dual counts only while v2 gets all that is written: what it never got is gone with v1.
 * @param isAhead whether dual is still to come: a write path in extraArgs has to go before it, as rules refuse it there
 */
function wholeWeights(now: PyroscopeState, isAhead: boolean): PyroscopeStep | undefined {
  const gaps = v2Gaps(now).filter(
    ({ setting, reading: { by, tenant } }) =>
      !(isAhead && setting === 'writePath' && by === 'person' && tenant === undefined),
  );
  if (gaps.length === 0) return undefined;
  const major = chartMajorOf(now);
  const of = (setting: V2Gap['setting']): readonly V2Gap[] => gaps.filter((one) => one.setting === setting);
  return {
    id: 'whole-weights',
    title: 'dual, with all writes to v2',
    why: 'v2 gets only a share of the writes, so it has gaps. The 24 hours in dual count from here on.',
    phase: 'dual',
    set: of('segmentWriterWeight').map(({ setting, reading }) => [pathOfReading(setting, reading, major), 1]),
    notes: [
      ...of('writePath').map(
        ({ setting, reading }) =>
          `Remove ${keyOfReading(setting, reading, major)} from your values: it keeps profiles from v2.`,
      ),
      ...volumeNotes(now),
    ],
  };
}

/** dual → v2, after the soak: what was written before dual is not readable any more. */
function toV2(now: PyroscopeState, phase: PyroscopePhase): PyroscopeStep | undefined {
  if (phase === 'v2') return undefined;
  return {
    id: 'to-v2',
    title: 'dual → v2',
    why: 'This removes v1. Take this step after at least 24 hours in dual, with phasegate verify green. Afterwards, profiles from before dual can no longer be queried (they stay in the bucket).',
    phase: 'v2',
    back: 'dual',
    gated: true,
    notes: [
      'If you go back to dual, v1 does not have what was written in v2 only.',
      'The volume claims of v1 components stay; delete them when you no longer need them.',
      ...(phase === 'dual' ? volumeNotes(now) : []),
    ],
  };
}
