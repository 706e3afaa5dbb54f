import { counted } from '../../english.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import { durationText, earliestText, earliestTime, instantOf, timeUntil, utcTime } from '../../times.ts';
import {
  type Block,
  type FindingItem,
  type Moment,
  SEVERITY_TONES,
  type Status,
  type TimeLineBlock,
  type TimeSpan,
} from '../blocks.ts';
import { placeText } from '../lint/describe.ts';
import { soakProgress } from '../soak-progress.ts';
import { type PlanReport, type PlanSpan, toldByNotices, verdictOf } from './plan-report.ts';

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
  if (earliest === undefined)
    return { text: kind === 'errors' ? 'once the values have no errors' : 'time unknown' };
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
function timeLine(report: PlanReport): TimeLineBlock[] {
  if (report.timeLine.length === 0) return [];
  const past = report.timeLine.map((one) => span(one, report.time));
  const next = report.before.phase === report.after.phase ? [] : [plannedSpan(report)];
  return [{ kind: 'time line', spans: [...past, ...next] }];
}

function gateText({ gate, time }: PlanReport): string {
  if (gate === undefined) return 'not checked';
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

const findingItem = (finding: LintFinding): FindingItem => ({
  tone: SEVERITY_TONES[finding.severity],
  label: finding.severity,
  place: placeText(finding),
  what: finding.what,
  id: finding.ruleId,
  remedy: finding.remedy,
});

/** What the linter says of the resolved values, errors first; where there is little room `phasegate lint` has the rest. */
function linter(report: PlanReport): Status {
  const findings = report.findings.filter(({ outcome }) => outcome !== 'silenced');
  const above = toldByNotices(report);
  const of = (some: readonly LintFinding[]): readonly (readonly LintFinding[])[] =>
    SEVERITIES.map((severity) => some.filter((one) => one.severity === severity));
  const counts = (some: readonly LintFinding[], where = ''): readonly string[] =>
    of(some).flatMap(([first, ...more]) =>
      first ? [`${counted(more.length + 1, first.severity)}${where}`] : [],
    );
  const bySeverity = of(findings);
  const told = [...counts(above, ' told above'), ...counts(findings)];
  const [worst] = of([...above, ...findings]).flat();
  return {
    kind: 'status',
    name: 'linter',
    text: told.length === 0 ? 'nothing found' : told.join(', '),
    tone: worst === undefined ? 'good' : SEVERITY_TONES[worst.severity],
    details:
      findings.length === 0
        ? []
        : [{ kind: 'findings', items: bySeverity.flat().map(findingItem), isLong: true }],
  };
}

const readinessOfStep = (report: PlanReport): Block[] => [
  ...timeLine(report),
  ...(report.soak === undefined ? [] : [soakProgress(report.soak, report.time)]),
  gate(report),
  linter(report),
];

/** The phases so far, and whether the soak, the gate and the linter let the step through; nothing where none is taken. */
export const readiness = (report: PlanReport): Block[] => (report.isPair ? [] : readinessOfStep(report));
