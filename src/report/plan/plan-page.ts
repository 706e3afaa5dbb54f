import { counted } from '../../english.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import {
  durationText,
  earliestText,
  earliestTime,
  instantOf,
  TIMES_ARE_UTC,
  timeUntil,
  utcTime,
} from '../../times.ts';
import type {
  Block,
  Changes,
  ComponentItem,
  FindingItem,
  Head,
  List,
  Moment,
  Page,
  RoutePair,
  RouteSide,
  Section,
  State,
  Status,
  TimeLine,
  TimeSpan,
} from '../blocks.ts';
import { releaseTitle } from '../blocks.ts';
import { placeText } from '../lint/describe.ts';
import { soakProgress } from '../soak-progress.ts';
import {
  type PlanNotice,
  type PlannedComponent,
  type PlannedRoute,
  type PlanReport,
  type PlanSide,
  type PlanSpan,
  safeFlag,
  type Verdict,
  verdictOf,
} from './plan-report.ts';

const step = (before: string, after: string): string => (before === after ? before : `${before} → ${after}`);

/** `v1 → dual`, or `stays in dual`. */
const phaseStep = ({ before, after }: PlanReport): string =>
  before.phase === after.phase ? `stays in ${after.phase}` : step(before.phase, after.phase);

const chartStep = ({ before, after }: PlanReport): string => `chart ${step(before.chart, after.chart)}`;

const VERDICTS = {
  refused: { tone: 'bad', text: 'refused' },
  closed: { tone: 'warn', text: 'not yet: the gate is closed' },
  open: { tone: 'good', text: 'the gate is open' },
  ungated: { tone: 'none', text: 'nothing forbids it; the gate was not asked' },
} as const satisfies Readonly<Record<Verdict, NonNullable<Head['verdict']>>>;

function verdict(report: PlanReport): NonNullable<Head['verdict']> {
  const kind = verdictOf(report);
  const earliest = kind === 'closed' ? report.gate?.earliest : undefined;
  const detail = earliest === undefined ? {} : { detail: `opens ${earliestText(earliest, report.time)}` };
  return { ...VERDICTS[kind], ...detail };
}

const stateOf = (when: string, { phase, tone, chart, server, mode, source }: PlanSide): State => ({
  when,
  phase,
  tone: tone ?? 'none',
  facts: [
    { name: 'chart', value: chart },
    { name: 'server', value: server },
    { name: 'mode', value: mode, isPlain: true },
  ],
  source,
});

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

const noticeItem = ({ severity, id, what, why, remedy }: PlanNotice): FindingItem => {
  const { tone, label } = NOTICES[severity];
  return { tone, label, what, id, why, remedy };
};

/** What stops the step, then what must be known before it. */
function notices({ notices: all }: PlanReport): Block[] {
  const sorted = all.toSorted((one, other) => NOTICES[one.severity].rank - NOTICES[other.severity].rank);
  return sorted.length === 0 ? [] : [{ kind: 'findings', items: sorted.map(noticeItem) }];
}

/** What the step does, in sentences, and whether it can be undone, at what cost. */
function consequences({ consequences: all, isReversible, costOfGoingBack }: PlanReport): List {
  const answer = isReversible ? 'possible' : 'not possible without loss';
  const text = costOfGoingBack === '' ? answer : `${answer}: ${costOfGoingBack}`;
  const back = { label: 'going back', text, tone: isReversible ? 'good' : 'warn' } as const;
  return { kind: 'list', items: [...all.map((sentence) => ({ text: sentence })), back] };
}

const CLAIMS = {
  none: { text: '', tone: 'none' },
  kept: { text: 'claims kept', tone: 'none' },
  new: { text: 'new claims', tone: 'good' },
  orphaned: { text: 'claims left behind', tone: 'bad' },
} as const;

/** `3 replicas`, `2 → 3 replicas`, empty where the number is not known. */
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

function components({ components: all, before, after }: PlanReport): Block[] {
  if (all.length === 0) return [];
  const sorted = all.toSorted((one, other) => CHANGE_RANK[one.change] - CHANGE_RANK[other.change]);
  return [{ kind: 'components', before: before.phase, after: after.phase, items: sorted.map(componentItem) }];
}

/** `100 %`, `12.5 %`. @param share a fraction of all */
export const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

function routeSide(routes: readonly PlannedRoute[]): RouteSide {
  const texts = routes.map(
    ({ store, share, note }) => `${store} ${percent(share)}${note === undefined ? '' : ` (${note})`}`,
  );
  return {
    text: routes.length === 0 ? 'not known' : texts.join(', '),
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

const moment = (time: string): Moment => ({ text: utcTime(time), time });

function span({ phase, tone, since, until, isCertain }: PlanSpan, now: string): TimeSpan {
  const [from, to] = [instantOf(since), instantOf(until ?? now)];
  const milliseconds = from === undefined || to === undefined ? 0 : Math.max(0, to - from);
  return {
    phase,
    tone: tone ?? 'none',
    length: durationText(milliseconds),
    milliseconds,
    from: moment(since),
    to: until === undefined ? { text: 'today' } : moment(until),
    isCertain,
  };
}

function whenPlanned(report: PlanReport): Moment {
  const kind = verdictOf(report);
  if (kind === 'refused') return { text: 'refused' };
  if (kind === 'open') return { text: 'can be taken now' };
  const earliest = report.gate?.earliest ?? report.soak?.earliest;
  if (earliest === undefined) return { text: 'not known when' };
  const until = timeUntil(earliest, report.time);
  const text = `at the earliest ${earliestTime(earliest)}${until === undefined ? '' : `, ${until}`}`;
  return { text, time: earliest };
}

function plannedSpan(report: PlanReport): TimeSpan {
  const { phase, tone } = report.after;
  const length = verdictOf(report) === 'refused' ? 'asked for' : 'planned';
  return {
    phase,
    tone: tone ?? 'none',
    length,
    milliseconds: 0,
    from: whenPlanned(report),
    isCertain: true,
    isPlanned: true,
  };
}

/** The phases of the past, and the one that is asked for. */
function timeLine(report: PlanReport): TimeLine[] {
  if (report.timeLine.length === 0) return [];
  const past = report.timeLine.map((one) => span(one, report.time));
  const next = report.before.phase === report.after.phase ? [] : [plannedSpan(report)];
  return [{ kind: 'time line', spans: [...past, ...next] }];
}

function gateText({ gate, time }: PlanReport): string {
  if (gate === undefined) return 'not asked';
  if (gate.isOpen) return 'open';
  return gate.earliest === undefined
    ? 'closed'
    : `closed, opens ${earliestText(gate.earliest, time)} at the earliest`;
}

function gate(report: PlanReport): Status {
  const reasons = (report.gate?.reasons ?? []).map((text) => ({ text }));
  return {
    kind: 'status',
    name: 'gate',
    text: gateText(report),
    tone: report.gate === undefined ? 'none' : report.gate.isOpen ? 'good' : 'warn',
    details: reasons.length === 0 ? [] : [{ kind: 'list', items: reasons }],
  };
}

const SEVERITIES = ['error', 'warning', 'info'] as const;
const FINDING_TONES = { error: 'bad', warning: 'warn', info: 'none' } as const;

const findingItem = (finding: LintFinding): FindingItem => ({
  tone: FINDING_TONES[finding.severity],
  label: finding.severity,
  place: placeText(finding),
  what: finding.what,
  id: finding.ruleId,
  remedy: finding.remedy,
});

/** What the linter says of the resolved values, errors first; where there is little room `phasegate lint` has the rest. */
function linter({ findings }: PlanReport): Status {
  const bySeverity = SEVERITIES.map((severity) => findings.filter((one) => one.severity === severity));
  const counts = bySeverity.flatMap((some) => (some[0] ? [counted(some.length, some[0].severity)] : []));
  const [worst] = bySeverity.flat();
  return {
    kind: 'status',
    name: 'linter',
    text: counts.length === 0 ? 'nothing found' : counts.join(', '),
    tone: worst === undefined ? 'good' : FINDING_TONES[worst.severity],
    details:
      findings.length === 0
        ? []
        : [{ kind: 'findings', items: bySeverity.flat().map(findingItem), isLong: true }],
  };
}

const readiness = (report: PlanReport): Block[] => [
  ...timeLine(report),
  ...(report.soak === undefined ? [] : [soakProgress(report.soak, report.time)]),
  gate(report),
  linter(report),
];

const checklist = ({ checklist: items }: PlanReport): Block[] =>
  items.length === 0 ? [] : [{ kind: 'checklist', items }];

/** What stops the step first, then what it does, then whether it may be taken. All times are UTC. */
export function planPage(report: PlanReport): Page {
  const sections: readonly Omit<Section, 'kind'>[] = [
    { id: 'notices', title: 'Before anything else', blocks: notices(report) },
    { id: 'consequences', title: 'What happens', label: 'what happens', blocks: [consequences(report)] },
    { id: 'components', title: 'Components', label: 'components', blocks: components(report) },
    { id: 'paths', title: 'Write and read paths', blocks: [routes(report)] },
    { id: 'flags', title: 'Flags that change', label: 'flags', blocks: flags(report) },
    { id: 'readiness', title: 'Can this step be taken?', blocks: readiness(report) },
    { id: 'checklist', title: 'Checklist', label: 'checklist', blocks: checklist(report) },
  ];
  return {
    head: head(report),
    blocks: sections
      .filter(({ blocks }) => blocks.length > 0)
      .map((section): Section => ({ kind: 'section', ...section })),
    version: report.version,
    footer: `phasegate ${report.version}, planned ${utcTime(report.time)}. ${TIMES_ARE_UTC}`,
  };
}
