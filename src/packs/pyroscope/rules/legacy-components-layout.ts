import { type Assignment, likely, sure } from '../../../pack.ts';
import { isV2Only, type Layout, partsOf } from '../facts/components.ts';
import { type PyroscopePhase, skipsDual, togglesInWords } from '../facts/phases.ts';
import {
  chartMajorOf,
  hasV2,
  type PyroscopeCase,
  type PyroscopeRule,
  type PyroscopeState,
  singleBinaryOf,
} from '../read/facts.ts';
import { unwrittenToggles } from '../read/toggles.ts';
import {
  DUAL,
  EXPERIMENT,
  each,
  manifests,
  oneBinary,
  PHASE_FLAGS_1,
  PHASE_FLAGS_2,
  V1,
} from './examples.ts';

const V2_PARTS = partsOf('v2');
const INGESTER = 'pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n';
const SPLIT = '  microservices:\n    enabled: true\n';
const WHOLE = `pyroscope:\n  components:\n${['ingester', 'querier', 'distributor', ...V2_PARTS].map((name) => `    ${name}:\n      kind: StatefulSet\n`).join('')}`;

/** The list names v2 alone, and the toggles are the chart's own. */
const V2_LISTED = `pyroscope:\n  components:\n${[...V2_PARTS, 'distributor', 'query-frontend', 'compaction-worker'].map((name) => `    ${name}:\n      kind: StatefulSet\n`).join('')}`;

const rendered = (names: readonly string[], phase: PyroscopePhase, label = 'default-pyroscope'): string =>
  manifests('2.2.1', {
    components: each(names, { args: [`-memberlist.cluster-label=${label}`, ...PHASE_FLAGS_2[phase]] }),
    documents: [MEMBERLIST],
  });
const MEMBERLIST =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: pyroscope-memberlist\n  namespace: default\n  labels:\n    helm.sh/chart: pyroscope-2.2.1\n    app.kubernetes.io/instance: pyroscope\n';
const OF_V1 = ['distributor', 'ingester', 'querier', 'query-frontend'];

/** Components of v1 whose module a 2.x server does not have in v2. */
const MODULES_GONE = ['ingester', 'compactor', 'querier', 'query-scheduler', 'store-gateway'];

const LAYOUTS: Readonly<Record<Layout, string>> = {
  'single-binary': 'single binary',
  microservices: 'release in microservices',
  legacy: 'release of pyroscope.components without architecture.microservices.enabled',
};

/** A single binary that Helm rendered without v2 lacks its ports, mounts, addresses and rights. */
function missingInSingleBinary(state: PyroscopeState): readonly string[] {
  const all = singleBinaryOf(state);
  const isWhole = all?.flags['metastore.address'] ?? all?.variables.PYROSCOPE_METASTORE_SERVICE;
  return isWhole ? [] : ['the metastore (its addresses, ports and volume mount)'];
}

/**
 * What the phase needs and the release lacks: as it was rendered, for what Helm did not render no edit can make. Values
 * are seldom all there are, and say for certain only which components of v2 they leave out.
 */
function missingParts({ now, rendered = now }: PyroscopeCase): readonly string[] {
  const phase = likely(now.phase);
  const there = new Set(rendered.components.map(({ name }) => name));
  if (phase === undefined || there.size === 0) return [];
  if (sure(rendered.layout) === 'single-binary') return phase === 'v1' ? [] : missingInSingleBinary(rendered);
  if (now.values && sure(now.layout) !== 'legacy') return [];
  const needed = now.values ? (hasV2(now) ? V2_PARTS : []) : partsOf(phase);
  return needed.filter((part) => !there.has(part));
}

/** Values for components of v2 alone, none with a kind, are meant for a single binary (audit B15). */
export const tunesSingleBinary = ({ values, components }: PyroscopeState): boolean =>
  values !== undefined && components.every(({ name, kind }) => kind === '' && isV2Only(name));

function harmOf({ now, rendered = now }: PyroscopeCase): string {
  const phase = likely(now.phase);
  if (phase === 'v1') return 'Pushes and queries of v1 need them.';
  if (phase === 'dual')
    return 'Pushes are answered 200 and go to v1 alone: it looks like dual, and v2 has nothing.';
  const gone = rendered.components.find(({ name }) => MODULES_GONE.includes(name));
  return chartMajorOf(now) >= 2 && gone
    ? `The pods of v1 exit at start: unrecognised module name: ${gone.name}.`
    : 'All pods start, and every push fails: service is unavailable.';
}

const toggles = (phase: PyroscopePhase): readonly Assignment[] => [
  [['architecture', 'storage', 'v1'], phase !== 'v2'],
  [['architecture', 'storage', 'v2'], phase !== 'v1'],
];

const layoutOf = (layout: Layout | undefined, keepsLabel: boolean): readonly Assignment[] => [
  ...(layout === 'single-binary' ? [] : [[['architecture', 'microservices', 'enabled'], true] as const]),
  ...(keepsLabel ? [[['architecture', 'microservices', 'clusterLabelSuffix'], ''] as const] : []),
];

const setFlags = (values: readonly Assignment[]): string =>
  values.map(([path, value]) => `--set ${path.join('.')}=${value === '' ? "''" : value}`).join(' ');

/** The phases that a release goes through from one to another: dual is never left out. */
const phasesBetween = (from: PyroscopePhase, to: PyroscopePhase): readonly PyroscopePhase[] =>
  skipsDual(from, to) ? ['dual', to] : [to];

/**
 * The phase that the release goes on from: the installed one, else the rendered one. Legacy components are rendered in v2
 * where a chart's default says so, and what runs is v1, as they cannot hold v2.
 */
function phaseToLeave({ before, now, rendered = now }: PyroscopeCase): PyroscopePhase | undefined {
  if (before !== undefined) return sure(before.phase);
  return sure(rendered.layout) === 'legacy' && sure(rendered.phase) === 'v2' ? 'v1' : sure(rendered.phase);
}

/**
 * What a release that runs goes on with, in the steps that `next` prints: the layout in the phase that it is in, then one
 * phase after the other.
 */
function wayOut(of: PyroscopeCase, target: PyroscopePhase): string {
  const { now, before, rendered = now } = of;
  const layout = sure(rendered.layout);
  const running = before && sure(before.layout);
  const from = phaseToLeave(of) ?? target;
  const phases = phasesBetween(from, target);
  const needsLayout = layout === 'legacy' && running !== 'microservices';
  // A legacy release in v2 stores nothing: the layout comes with the next phase.
  const ahead = needsLayout && from !== target && from !== 'v2' ? [from, ...phases] : phases;
  const [first = target, ...later] = ahead;
  const flags = setFlags([...layoutOf(layout, needsLayout), ...toggles(first)]);
  const label =
    needsLayout && running === undefined
      ? ['if the release runs with microservices.enabled, leave clusterLabelSuffix out']
      : [];
  if (later.length === 0) return [`render it with ${flags}`, ...label].join('; ');
  const then = later.map((phase) => {
    const wait = phase === 'v2' ? ', after 24 hours in dual,' : '';
    return `then${wait} with --phase ${phase} ${setFlags(toggles(phase))}`;
  });
  const shortcut =
    phases.length > 1 && before === undefined
      ? ['if the release is in dual already, take the last step alone']
      : [];
  return [`first render it with --phase ${first} ${flags}`, ...then, ...shortcut, ...label].join('; ');
}

/** A release that runs so is not told at every step. */
const lacksThemAlready = (before: PyroscopeState, now: PyroscopeState): boolean =>
  sure(before.layout) === sure(now.layout) && sure(before.phase) === sure(now.phase);

const ENABLED = ['architecture', 'microservices', 'enabled'];

/** Audit A8, A9 and the guide's phases. */
export const legacyComponentsLayout: PyroscopeRule = {
  id: 'legacy-components-layout',
  formerly: ['parts-missing', 'v2-without-its-components'],
  severity: 'error',
  isFirst: true,
  refusesSteps: true,
  summary: 'the release lacks components that its phase needs',
  why: 'The release would look healthy and lose what the missing components should store.',
  details: `Components listed under \`pyroscope.components\` are all that the chart renders as long as
\`architecture.microservices.enabled\` is not on: where the list names none of v2, there is no metastore, segment-writer,
compaction-worker, query-backend or admin, in any chart from 1.15.1 to 2.2.1. A list that names them as well is sound.

Seen with servers 1.21.0 and 2.2.1: in dual pushes were answered 200 while v2 got none of them; in v2 every push failed
(charts up to 1.21.0), or the v1 components exited with \`unrecognised module name: ingester\` (2.x, where v2 is the
default from 2.0.2 on).

A release that ran with \`architecture.microservices.enabled\` loses its v2 side when the key is left out of the next
upgrade: \`-f values-micro-services.yaml\` alone does not set it. An empty \`clusterLabelSuffix\` keeps old and new pods in
one ring while a legacy release is switched over.

In render the phase may also ask for what the values did not: phasegate edits what Helm rendered, and cannot make
components. Let Helm render them, in dual first.`,
  audit: ['A8', 'A9'],
  sources: [
    'charts 1.15.1 to 2.2.1, rendered by helm',
    'servers 1.21.0 and 2.2.1, started with those arguments',
  ],
  get good() {
    return [
      { values: `${DUAL}${SPLIT}${INGESTER}` },
      { values: `${DUAL}${WHOLE}` },
      { values: V2_LISTED },
      { values: `${V1}${INGESTER}` },
      { chart: '2.0.1', values: INGESTER },
      { chart: '1.14.0', values: `${DUAL}${INGESTER}` },
      { values: `${DUAL}pyroscope:\n  components:\n    metastore:\n      replicaCount: 1\n` },
      { values: `${V1}${INGESTER}`, before: `${DUAL}${SPLIT}${INGESTER}` },
      { manifests: rendered(OF_V1, 'v1'), asked: { phase: 'v1' } },
      { manifests: rendered([...OF_V1, ...V2_PARTS], 'dual'), asked: { phase: 'dual' } },
      { manifests: rendered([...OF_V1, ...V2_PARTS], 'dual'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: `${DUAL}${INGESTER}`, at: 'pyroscope.components' },
      { chart: '2.0.2', values: INGESTER, at: 'pyroscope.components' },
      { chart: '1.15.1', values: `${DUAL}${INGESTER}`, at: 'pyroscope.components' },
      {
        chart: '1.21.0',
        values: `${DUAL.replace('v1: true', 'v1: false')}${INGESTER}`,
        at: 'pyroscope.components',
      },
      {
        values: `${DUAL}${INGESTER}`,
        before: `${DUAL}${SPLIT}${INGESTER}`,
        at: 'architecture.microservices.enabled',
      },
      { manifests: rendered(OF_V1, 'dual'), asked: { phase: 'dual' } },
      { manifests: rendered(OF_V1, 'v1'), asked: { phase: 'v2' } },
      { manifests: rendered(OF_V1, 'v2') },
      { manifests: rendered(OF_V1, 'v2'), asked: { phase: 'dual' } },
      { manifests: rendered(OF_V1, 'v1', 'default-pyroscope-micro-services'), asked: { phase: 'dual' } },
      { manifests: rendered(V2_PARTS, 'v2'), asked: { phase: 'v1' } },
      {
        manifests: oneBinary('1.21.0', { args: PHASE_FLAGS_1.v1, env: EXPERIMENT }),
        asked: { phase: 'dual' },
      },
    ];
  },
  judge(of, report) {
    const { now, before, history, rendered = now } = of;
    const phase = likely(now.phase);
    const missing = missingParts(of);
    if (phase === undefined || missing.length === 0 || tunesSingleBinary(now)) return;
    if (history !== undefined && before !== undefined && lacksThemAlready(before, now)) return;
    const isLost = before !== undefined && sure(before.layout) === 'microservices' && hasV2(before);
    const layout = sure(rendered.layout) ?? 'legacy';
    const { values } = now;
    const enabled = values && (values.at(...ENABLED)?.place ?? values.place(...ENABLED));
    report({
      at: isLost ? enabled : values?.place('pyroscope', 'components'),
      what: `${phase} needs ${missing.join(', ')}, missing from this ${LAYOUTS[layout]}`,
      why: isLost
        ? 'Those that run are deleted, a metastore index on an emptyDir with them, and writes to v2 fail.'
        : `${harmOf(of)}${values ? '' : ' phasegate edits what Helm rendered, and cannot make components.'}`,
      fix: fixFor(of, phase),
    });
  },
};

const ENABLE = 'set architecture.microservices.enabled: true';
const SAME_LABEL = 'architecture.microservices.clusterLabelSuffix: ""';

/** In values the layout is kept that runs; a legacy one changes in the phase that it is in. */
function fixFor(of: PyroscopeCase, phase: PyroscopePhase): string {
  const { now, before, rendered = now } = of;
  const layout = before && sure(before.layout);
  if (layout === 'single-binary' && sure(rendered.layout) !== layout)
    return 'remove pyroscope.components, as the release runs as a single binary';
  if (now.values === undefined) return wayOut(of, phase);
  if (layout === 'microservices') return ENABLE;
  const both = `${ENABLE} and ${SAME_LABEL}`;
  const fromV1 = `first ${both} in v1, with ${togglesInWords('v1')}; then go to dual`;
  if (before !== undefined) return sure(before.phase) === 'v1' ? fromV1 : both;
  const isByDefault = phase === 'v2' && unwrittenToggles(now).length > 0;
  return isByDefault
    ? `${fromV1}; a release that is new or in dual needs ${ENABLED.join('.')}: true alone`
    : `${ENABLE}, with ${SAME_LABEL} where the release runs without it; or stay in v1 with ${togglesInWords('v1')}`;
}
