import { counted, percent } from '../../english.ts';
import { earliestText, TIMES_ARE_UTC, utcTime } from '../../times.ts';
import type {
  Block,
  Changes,
  ComponentItem,
  FindingItem,
  Head,
  List,
  Page,
  RoutePair,
  RouteSide,
  Section,
  StateBlock,
} from '../blocks.ts';
import { releaseTitle } from '../blocks.ts';
import { placeText } from '../lint/describe.ts';
import {
  errorsIn,
  type PlanNotice,
  type PlannedComponent,
  type PlannedRoute,
  type PlanReport,
  type PlanSide,
  safeFlag,
  type Verdict,
  verdictOf,
} from './plan-report.ts';
import { readiness } from './readiness.ts';

const step = (before: string, after: string): string => (before === after ? before : `${before} → ${after}`);

/** `one → other`, or `stays in one`. */
const phaseStep = ({ before, after }: PlanReport): string =>
  before.phase === after.phase ? `stays in ${after.phase}` : step(before.phase, after.phase);

const chartStep = ({ before, after }: PlanReport): string => `chart ${step(before.chart, after.chart)}`;

const VERDICTS = {
  refused: { tone: 'bad', text: 'refused' },
  errors: { tone: 'bad', text: 'not yet: the values have errors' },
  closed: { tone: 'warn', text: 'not yet: the gate is closed' },
  open: { tone: 'good', text: 'the gate is open' },
  ungated: { tone: 'none', text: 'nothing blocks it; the gate was not checked' },
} as const satisfies Readonly<Record<Verdict, NonNullable<Head['verdict']>>>;

function verdict(report: PlanReport): NonNullable<Head['verdict']> {
  const kind = verdictOf(report);
  const earliest = kind === 'closed' ? report.gate?.earliest : undefined;
  const detail = earliest === undefined ? {} : { detail: `opens ${earliestText(earliest, report.time)}` };
  const errors = kind === 'errors' && {
    text: `not yet: the values have ${counted(errorsIn(report), 'error')}`,
  };
  const { acceptedLoss } = report;
  const pair = kind === 'ungated' &&
    report.isPair && { text: 'nothing in the manifests blocks it; the cluster was not asked' };
  const { tone, text } = { ...VERDICTS[kind], ...errors, ...pair };
  if (acceptedLoss.length === 0 || tone === 'bad') return { tone, text, ...detail };
  return {
    tone: 'warn',
    text: `${text}, with data loss accepted: ${acceptedLoss.join(', ')}`,
    ...detail,
  };
}

const stateOf = (when: string, { phase, tone, chart, server, mode, source }: PlanSide): StateBlock => ({
  when,
  phase,
  tone: tone ?? 'none',
  facts: [
    ...(chart === '' ? [] : [{ name: 'chart', value: chart }]),
    { name: 'server', value: server },
    ...(mode === '' ? [] : [{ name: 'mode', value: mode, isPlain: true }]),
  ],
  source,
});

/** Two clusters side by side: nothing goes from one to the other. */
function headOfPair(report: PlanReport): Head {
  const { release, before, after, time, beside = '' } = report;
  const context = release.kubeContext === undefined ? [] : [`context ${release.kubeContext}`];
  return {
    line: `${releaseTitle(release)} (${after.phase}) beside ${beside}`,
    maker: 'phasegate plan',
    name: release.name,
    place: release.namespace,
    facts: [`beside ${beside}`, ...context, `planned ${utcTime(time)}`],
    verdict: verdict(report),
    states: [stateOf('other', before), stateOf('this', after)],
  };
}

function head(report: PlanReport): Head {
  const { release, before, after, time } = report;
  const context = release.kubeContext === undefined ? [] : [`context ${release.kubeContext}`];
  return {
    line: `${releaseTitle(release)}: ${phaseStep(report)} (${chartStep(report)})`,
    maker: 'phasegate plan',
    name: release.name,
    place: release.namespace,
    facts: [phaseStep(report), chartStep(report), ...context, `planned ${utcTime(time)}`],
    verdict: verdict(report),
    states: [stateOf('today', before), stateOf('then', after)],
  };
}

const NOTICES = {
  refusal: { tone: 'bad', label: 'refused', rank: 0 },
  warning: { tone: 'warn', label: 'warning', rank: 1 },
  note: { tone: 'none', label: 'note', rank: 2 },
} as const;

const noticeItem = ({ severity, id, what, why, remedy, inValues }: PlanNotice): FindingItem => {
  const { tone, label } = NOTICES[severity];
  return { tone, label, ...(inValues && { place: placeText(inValues) }), what, id, why, remedy };
};

/** What stops the step, then what must be known before it. */
function notices({ notices: all }: PlanReport): Block[] {
  const rankOf = ({ severity, isCause }: PlanNotice): number => (isCause ? -1 : NOTICES[severity].rank);
  const sorted = all.toSorted((one, other) => rankOf(one) - rankOf(other));
  return sorted.length === 0 ? [] : [{ kind: 'findings', items: sorted.map(noticeItem) }];
}

/** What the step does, in sentences, and whether it can be undone, at what cost. */
function consequences({ consequences: all, isReversible, costOfGoingBack, isPair }: PlanReport): List {
  const sentences = all.map((sentence) => ({ text: sentence }));
  if (isPair) return { kind: 'list', items: sentences };
  const answer = isReversible ? 'possible' : 'not possible without data loss';
  const text = costOfGoingBack === '' ? answer : `${answer}: ${costOfGoingBack}`;
  const back = { label: 'going back', text, tone: isReversible ? 'good' : 'warn' } as const;
  return { kind: 'list', items: [...sentences, back] };
}

const CLAIMS = {
  none: { text: '', tone: 'none' },
  kept: { text: 'claims kept', tone: 'none' },
  new: { text: 'new claims', tone: 'good' },
  orphaned: { text: 'claims left behind', tone: 'bad' },
} as const;

/** `3 replicas`, `2 → 3 replicas`, empty if the number is not known. */
function replicaStep({ replicasBefore, replicasAfter }: PlannedComponent): string {
  const known = replicasAfter ?? replicasBefore;
  if (known === undefined) return '';
  const isSame = replicasBefore === undefined || replicasBefore === known;
  return isSame ? counted(known, 'replica') : `${replicasBefore} → ${counted(known, 'replica')}`;
}

function componentItem(component: PlannedComponent): ComponentItem {
  const {
    name,
    kind,
    stores,
    tone,
    change,
    replicasBefore: before,
    replicasAfter: after,
    claims,
  } = component;
  const isScaled = before !== undefined && after !== undefined && before !== after;
  return {
    change: change === 'kept' && isScaled ? 'scaled' : change,
    name,
    workload: kind,
    stores: stores.join(' + '),
    tone,
    replicas: replicaStep(component),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    claims: CLAIMS[claims],
    isUntouched: change === 'kept' && before === after && (claims === 'none' || claims === 'kept'),
  };
}

const CHANGE_RANK = { added: 0, removed: 1, kept: 2 } as const;

function components({ components: all, before, after, isPair }: PlanReport): Block[] {
  if (all.length === 0 || isPair) return [];
  const sorted = all.toSorted((one, other) => CHANGE_RANK[one.change] - CHANGE_RANK[other.change]);
  return [{ kind: 'components', before: before.phase, after: after.phase, items: sorted.map(componentItem) }];
}

function routeSide(routes: readonly PlannedRoute[]): RouteSide {
  const texts = routes.map(
    ({ store, share, note }) => `${store} ${percent(share)}${note === undefined ? '' : ` (${note})`}`,
  );
  return {
    text: routes.length === 0 ? 'unknown' : texts.join(', '),
    routes: routes.map((route) => ({ ...route, label: percent(route.share) })),
  };
}

type PairShape = Pick<RoutePair, 'name' | 'flow' | 'direction'>;

function routePair(
  shape: PairShape,
  one: readonly PlannedRoute[],
  other: readonly PlannedRoute[],
): RoutePair {
  const [before, after] = [routeSide(one), routeSide(other)];
  return { ...shape, before, after, isSame: before.text === after.text };
}

const routes = ({ stored, writesBefore, writesAfter, readsBefore, readsAfter }: PlanReport): Block => ({
  kind: 'routes',
  pairs: [
    routePair({ name: 'writes', flow: stored, direction: 'to stores' }, writesBefore, writesAfter),
    routePair({ name: 'reads', flow: 'queries', direction: 'from stores' }, readsBefore, readsAfter),
  ],
});

function flags({ flags: all }: PlanReport): Changes[] {
  const rows = all.map(safeFlag).map(({ component, flag, before, after }) => ({
    cells: [{ text: component }, { text: flag, isCode: true }],
    before,
    after,
  }));
  return rows.length === 0 ? [] : [{ kind: 'changes', columns: ['component', 'flag'], rows }];
}

const checklist = ({ checklist: items }: PlanReport): Block[] =>
  items.length === 0 ? [] : [{ kind: 'checklist', items }];

/** What stops the step first, then what it does, then whether it may be taken. All times are UTC. */
export function planPage(report: PlanReport): Page {
  const sections: readonly Omit<Section, 'kind'>[] = [
    { id: 'notices', title: 'Before anything else', blocks: notices(report) },
    { id: 'consequences', title: 'What happens', label: 'what happens', blocks: [consequences(report)] },
    { id: 'components', title: 'Components', label: 'components', blocks: components(report) },
    { id: 'paths', title: 'Write and read paths', blocks: report.isPair ? [] : [routes(report)] },
    { id: 'flags', title: 'Flags that change', label: 'flags', blocks: flags(report) },
    { id: 'readiness', title: 'Can this step be taken?', blocks: readiness(report) },
    { id: 'checklist', title: 'Checklist', label: 'checklist', blocks: checklist(report) },
  ];
  return {
    head: report.isPair ? headOfPair(report) : head(report),
    blocks: sections
      .filter(({ blocks }) => blocks.length > 0)
      .map((section): Section => ({ kind: 'section', ...section })),
    version: report.version,
    footer: `phasegate ${report.version}, planned ${utcTime(report.time)}. ${TIMES_ARE_UTC}`,
  };
}
