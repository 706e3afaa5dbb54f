import { compareVersions } from '../../../chart/versions.ts';
import { joinClauses } from '../../../english.ts';
import type { LintFinding } from '../../../lint/lint-result.ts';
import type { ChecklistItem } from '../../../report/blocks.ts';
import type { PlanNotice, PlanReport, PlanSide } from '../../../report/plan/plan-report.ts';
import type { SoakFigures } from '../../../report/soak-progress.ts';
import type { GateVerdict } from '../../../step/gate.ts';
import type { TimeLine } from '../../../step/time-line.ts';
import type { TransitionJudgement } from '../../../step/transition.ts';
import { VERSION } from '../../../version.ts';
import { FIRST_CHART, serverOfChart } from '../facts/charts.ts';
import { STORAGE_PATH, STORES } from '../facts/phases.ts';
import { toneOf } from '../stores.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { StoredManifest } from './installed.ts';
import { plannedComponents, plannedFlags, readRoutes, writeRoutes } from './planned.ts';
import { reuseFlag } from './upgrade.ts';

/** Everything a plan is made of, asked before. */
export interface PlanInput {
  readonly release: PlanReport['release'];
  readonly time: Date;
  readonly before: { readonly values: PyroscopeValues; readonly source: string };
  readonly after: { readonly values: PyroscopeValues; readonly source: string };
  readonly judgement: TransitionJudgement;
  readonly timeLine: TimeLine;
  /** Left out if no cluster was asked. */
  readonly gate?: GateVerdict;
  /** The manifests before and after, where both are at hand. */
  readonly manifests?: { readonly before: StoredManifest; readonly after: StoredManifest };
  readonly findings: readonly LintFinding[];
}

function side({ values, source }: PlanInput['before']): PlanSide {
  const { phase, chart, mode, components } = values;
  const server = components[0]?.server ?? serverOfChart(chart);
  return { phase, ...toneOf(phase), chart, server, mode, source };
}

const noticeOf = ({ id, what, why, remedy }: TransitionJudgement['refusals'][number]): PlanNotice => ({
  id,
  severity: 'refusal',
  what,
  why,
  remedy,
});

function soakOf({ judgement, gate }: PlanInput): SoakFigures | undefined {
  const { minSoakMs, inPhase } = judgement.needs;
  if (!gate?.soak || inPhase === undefined) return undefined;
  const { since, durationMs, isProvable, earliestPass } = gate.soak;
  return {
    phase: inPhase,
    durationMs,
    neededMs: minSoakMs ?? 0,
    isProvable,
    ...(since !== undefined && { since }),
    ...(earliestPass !== undefined && { earliest: earliestPass }),
  };
}

function gateOf({ gate }: PlanInput): PlanReport['gate'] {
  if (!gate) return undefined;
  const { open: isOpen, reasons, earliest } = gate;
  return {
    isOpen,
    reasons: reasons.map(({ what, remedy }) => joinClauses(what, remedy)),
    ...(earliest !== undefined && { earliest }),
  };
}

/** Puts together what a step will do. */
export function buildPlan(input: PlanInput): PlanReport {
  const { before, after, judgement, timeLine, manifests } = input;
  const soak = soakOf(input);
  const gate = gateOf(input);
  return {
    version: VERSION,
    time: input.time.toISOString(),
    release: input.release,
    before: side(before),
    after: side(after),
    isReversible: judgement.reversible,
    costOfGoingBack: judgement.costOfGoingBack,
    consequences: judgement.consequences,
    components: plannedComponents(before.values, after.values),
    stored: 'profiles',
    writesBefore: writeRoutes(before.values),
    writesAfter: writeRoutes(after.values),
    readsBefore: readRoutes(before.values),
    readsAfter: readRoutes(after.values),
    flags: manifests ? plannedFlags(manifests.before, manifests.after) : [],
    notices: [...judgement.refusals.map(noticeOf), ...reuseNotices(before.values, after.values)],
    findings: input.findings,
    timeLine: timeLine.spans.map(({ phase = 'unclear', since, until, certain }) => ({
      phase,
      ...toneOf(phase),
      since,
      ...(until !== undefined && { until }),
      isCertain: certain,
    })),
    ...(soak && { soak }),
    ...(gate && { gate }),
    checklist: checklist(input),
  };
}

function togglesWritten({ after }: PlanInput): ChecklistItem {
  const missing = STORES.filter((layer) => after.values.given(...STORAGE_PATH, layer) === undefined);
  return {
    title: 'both storage toggles are written out',
    status: missing.length === 0 ? 'done' : 'open',
    detail:
      missing.length === 0
        ? 'changed defaults of a new chart have no effect'
        : `write ${missing.map((layer) => `architecture.storage.${layer}`).join(' and ')}: defaults flip in chart ${FIRST_CHART.v2ByDefault}`,
  };
}

function soakItem({ judgement, gate }: PlanInput): ChecklistItem[] {
  const { inPhase } = judgement.needs;
  if (inPhase === undefined) return [];
  const title = `long enough in ${inPhase}`;
  if (!gate?.soak) return [{ title, status: 'unknown', detail: 'the history was not read' }];
  const { isLongEnough, isProvable, reason } = gate.soak;
  return [{ title, status: isLongEnough && isProvable ? 'done' : 'open', detail: reason }];
}

function verified({ judgement }: PlanInput): ChecklistItem[] {
  if (!judgement.needs.verified) return [];
  return [{ title: 'the current phase is verified', status: 'unknown', detail: 'phasegate verify shows it' }];
}

function clean({ findings, judgement }: PlanInput): ChecklistItem[] {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const { refusals } = judgement;
  return [
    {
      title: 'the values have no errors',
      status: errors === 0 ? 'done' : 'failed',
      detail: errors === 0 ? 'phasegate lint finds none' : `phasegate lint finds ${errors}`,
    },
    {
      title: 'nothing blocks the step',
      status: refusals.length === 0 ? 'done' : 'failed',
      detail:
        refusals.length === 0 ? 'the step itself loses no data' : refusals.map(({ id }) => id).join(', '),
    },
  ];
}

/** What must hold before the step, as far as it is known. */
const checklist = (input: PlanInput): readonly ChecklistItem[] => [
  togglesWritten(input),
  ...clean(input),
  ...soakItem(input),
  ...verified(input),
];

const REMEDY = 'write both storage toggles out before a chart upgrade';

/** What Helm's two ways to keep values do between the charts of a step (audit section 3). */
export function reuseNotices(before: PyroscopeValues, after: PyroscopeValues): readonly PlanNotice[] {
  const [from, to] = [before.chart, after.chart];
  if (compareVersions(from, to) === 0) return [];
  const works = reuseFlag(from, to) === '--reuse-values';
  return [
    {
      id: 'reuse-values',
      severity: works ? 'note' : 'warning',
      what: works
        ? `--reuse-values works from chart ${from} to ${to}, but keeps the old chart's defaults as if you had written them`
        : `--reuse-values fails from chart ${from} to ${to}: the new templates need keys that the old defaults do not have`,
      why: "it puts the old chart's defaults over the new ones",
      remedy: works ? REMEDY : `use --reset-then-reuse-values, and ${REMEDY}`,
    },
    {
      id: 'reset-then-reuse-values',
      severity: 'note',
      what: `--reset-then-reuse-values works from chart ${from} to ${to}, and puts the new defaults under what you wrote`,
      why: `toggles that you did not write follow the defaults, which flip in chart ${FIRST_CHART.v2ByDefault}`,
      remedy: REMEDY,
    },
  ];
}
