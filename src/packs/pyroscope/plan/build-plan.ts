import { joinClauses } from '../../../english.ts';
import type { LintFinding } from '../../../lint/lint-result.ts';
import type { GateVerdict } from '../../../phase/gate.ts';
import type { TimeLine } from '../../../phase/time-line.ts';
import type { TransitionJudgement } from '../../../phase/transition.ts';
import type { PlanNotice, PlanReport, PlanSide } from '../../../report/plan/plan-report.ts';
import type { SoakFigures } from '../../../report/soak-progress.ts';
import { VERSION } from '../../../version.ts';
import type { StoredManifest } from '../installed/stored-manifest.ts';
import { serverOfChart } from '../server-version.ts';
import { toneOf } from '../stores.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { checklist } from './checklist.ts';
import { plannedComponents } from './planned-components.ts';
import { plannedFlags } from './planned-flags.ts';
import { readRoutes, writeRoutes } from './planned-routes.ts';
import { reuseNotices } from './reuse-notices.ts';

/** Everything a plan is made of, asked before. */
export interface PlanInput {
  readonly release: PlanReport['release'];
  readonly time: Date;
  readonly before: { readonly values: PyroscopeValues; readonly source: string };
  readonly after: { readonly values: PyroscopeValues; readonly source: string };
  readonly judgement: TransitionJudgement;
  readonly timeLine: TimeLine;
  /** Left out where no cluster was asked. */
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
