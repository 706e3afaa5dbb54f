import { joinClauses } from '../../english.ts';
import { checkValues } from '../../lint/check-values.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import type { RuleSettings } from '../../lint/rule-names.ts';
import { type Finding, likely, type State } from '../../pack.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import type { ReleaseValues } from '../../release/from-values.ts';
import type { JudgedStep } from '../../release/judge-step.ts';
import { FindingDescriber, inOrder } from '../../report/lint/describe.ts';
import {
  errorsIn,
  OF_THE_STEP,
  type PlanNotice,
  type PlanReport,
  type PlanSide,
} from '../../report/plan/plan-report.ts';
import { type SoakFigures, soakFigures } from '../../report/soak-progress.ts';
import { type AcceptedLoss, type GateVerdict, wrongRelease } from '../../step/gate.ts';
import { VALUES_NOT_GIVEN } from '../../step/gate-findings.ts';
import type { TimeLine } from '../../step/time-line.ts';
import { VERSION } from '../../version.ts';
import type { Silencer } from '../silenced.ts';
import type { PlannedBeside } from './beside.ts';
import { acceptedLossIn, checklist } from './checklist.ts';
import { plannedComponents, plannedFlags, plannedRoutes, type Tones, tonesOf } from './planned.ts';
import { type PlannedState, type PlanSides, phaseOf } from './sides.ts';

/** Everything a plan is made of, asked before. */
export interface PlanInput extends Pick<PlanSides, 'before' | 'after'> {
  readonly pack: ChartPack;
  readonly release: PlanReport['release'];
  readonly time: Date;
  readonly judged: JudgedStep;
  readonly timeLine: TimeLine;
  /** Left out if no cluster was asked. */
  readonly gate?: GateVerdict;
  /** What the manifests show before and after, where both are at hand. */
  readonly manifests?: { readonly before: State; readonly after: State } | undefined;
  /** What the step will meet in the cluster. */
  readonly met?: readonly Finding[];
  /** All that lint finds. */
  readonly findings: readonly LintFinding[];
  readonly silencer: Silencer;
  /** The last values file of the step. */
  readonly file: string | undefined;
  readonly accepted: AcceptedLoss | undefined;
  /** What stands beside the release, where somebody names it. */
  readonly beside?: PlannedBeside | undefined;
  /** Whether no step is planned, but a release beside another one, off their manifests: `before` is the other one. */
  readonly isPair?: true;
}

/** What a step is refused for. */
type Objected = Pick<PlanInput, 'judged' | 'findings' | 'silencer' | 'file' | 'pack' | 'accepted'>;

/**
 * What the linter says about the values after a step, and about the change to them.
 * @param settings what the config says about rules; it never lowers an error, and what is off is found nevertheless
 */
export async function planFindings(
  release: ReleaseValues,
  pack: ChartPack,
  settings: RuleSettings,
): Promise<readonly LintFinding[]> {
  const found = await checkValues({ release, duplicates: [] }, pack, {
    ...settings,
    severityOf: () => undefined,
  });
  const describer = new FindingDescriber(release.textOf);
  return found
    .map((finding) => {
      const configured = settings.severityOf(finding.ruleId);
      const isKept = configured === undefined || configured === 'off' || finding.severity === 'error';
      const { severity } = isKept ? finding : { severity: configured };
      // What --fix may do is for lint to tell, which can read the files anew.
      return { ...describer.describe({ ...finding, severity }, ''), fixable: false };
    })
    .toSorted(inOrder);
}

function side(planned: PlannedState, pack: ChartPack, tones: Tones): PlanSide {
  const { state, chart, source } = planned;
  const phase = phaseOf(planned, pack);
  const server =
    likely(pack.versionOf?.(state) ?? state.components[0]?.server ?? pack.charts[0].server?.(chart)) ??
    'unknown';
  return { phase, ...tones.ofPhase(phase), chart, server, mode: likely(state.layout) ?? '', source };
}

const NOTICE = { error: 'refusal', warning: 'warning', info: 'note' } as const;

/** What refuses the step is a refusal whatever its severity, and a warning once somebody accepted it. */
function noticeOf(
  finding: Finding,
  inValues: LintFinding | undefined,
  accepted?: PlanInput['accepted'],
): PlanNotice {
  const { rule, severity, outcome, what, why, yieldsTo } = finding;
  const inVain =
    outcome === 'refused' && yieldsTo === 'accept-data-loss' && accepted ? wrongRelease(accepted) : undefined;
  const fix = inVain === undefined ? finding.fix : joinClauses(finding.fix, inVain);
  const shown = outcome === 'said' ? severity : outcome === 'refused' ? 'error' : 'warning';
  return {
    id: rule,
    severity: NOTICE[shown],
    what,
    why,
    remedy: fix,
    ...(inValues && { inValues }),
  };
}

/** What the rules say of the step and lint of its values: each once, and a refusal as a notice whatever the config says. */
function told({
  judged,
  findings,
  silencer,
  file,
  pack,
  accepted,
}: Objected): Pick<PlanReport, 'notices' | 'findings'> {
  const nameOf = ({ rule }: Finding): string => `${pack.name}/${rule}`;
  const notices: PlanNotice[] = [];
  const silenced: LintFinding[] = [];
  const noticed = new Set<LintFinding>();
  for (const one of judged.findings) {
    const ofRule = findings.filter(({ ruleId }) => ruleId === nameOf(one));
    if (one.outcome === 'said' && ofRule.length > 0) continue;
    const by = one.outcome === 'said' ? silencer.inRelease(nameOf(one)) : undefined;
    const same = ofRule.filter(({ what }) => what === one.what);
    const inValues = same.find((other) => !noticed.has(other)) ?? same[0];
    if (inValues) noticed.add(inValues);
    if (by === undefined) notices.push(noticeOf(one, inValues, accepted));
    else {
      const { severity, what, why, fix: remedy } = one;
      const silent = { ruleId: nameOf(one), severity, what, why, remedy, outcome: 'silenced', by } as const;
      silenced.push({ ...OF_THE_STEP, ...silent });
    }
  }
  const others = findings.filter((one) => !noticed.has(one));
  const yielding = new Set(
    pack.rules
      .filter(({ yieldsTo, inRender }) => yieldsTo === 'ignore' || inRender === 'pass')
      .map(({ id }) => `${pack.name}/${id}`),
  );
  return {
    notices,
    findings: [
      ...others.map((one): LintFinding => {
        const isFixed = one.severity === 'error' && !yielding.has(one.ruleId);
        const by = isFixed ? undefined : silencer.inValues(one, file);
        return by === undefined ? one : { ...one, outcome: 'silenced', by };
      }),
      ...silenced,
    ],
  };
}

/** What stands against a step: its refusals, and the errors in its values that nothing silences. */
export function objections(input: Objected): readonly Pick<PlanNotice, 'what' | 'remedy'>[] {
  const { notices, findings } = told(input);
  return [
    ...notices.filter(({ severity, inValues }) => severity === 'refusal' || inValues?.severity === 'error'),
    ...findings.filter(({ severity, outcome }) => severity === 'error' && outcome !== 'silenced'),
  ];
}

function soakOf({ judged, gate, before, pack }: PlanInput): SoakFigures | undefined {
  const { soakMs } = judged.transition;
  return gate?.soak && soakMs !== undefined
    ? soakFigures(phaseOf(before, pack), soakMs, gate.soak)
    : undefined;
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

/** What explains the others comes first. */
function withMet(
  { notices, findings }: Pick<PlanReport, 'notices' | 'findings'>,
  { met = [], beside }: PlanInput,
): Pick<PlanReport, 'notices' | 'findings'> {
  const isCause = ({ rule }: Finding): boolean => rule === VALUES_NOT_GIVEN.id;
  const causes = met.filter(isCause).map((one) => ({ ...noticeOf(one, undefined), isCause: true }));
  const others = [...met.filter((one) => !isCause(one)), ...(beside?.findings ?? [])].map((one) =>
    noticeOf(one, undefined),
  );
  return { notices: [...causes, ...notices, ...others], findings };
}

/** Puts together what a step will do. */
export function buildPlan(input: PlanInput): PlanReport {
  const { before, after, pack, judged, timeLine, manifests } = input;
  const { isReversible = true, back = '', consequences = [], lostAtRestart } = judged.transition;
  const tones = tonesOf(pack.phases);
  const soak = soakOf(input);
  const toldOfAll = told(input);
  const gate = gateOf(input);
  const [old, now] = [before, after].map(({ state }) => plannedRoutes(state, pack, tones));
  return {
    version: VERSION,
    time: input.time.toISOString(),
    release: input.release,
    before: side(before, pack, tones),
    after: side(after, pack, tones),
    isReversible,
    costOfGoingBack: back,
    consequences: [
      ...consequences,
      ...(lostAtRestart === undefined ? [] : [lostAtRestart]),
      ...(input.beside?.consequences ?? []),
    ],
    components: plannedComponents(before.state, after.state, pack.phases, tones),
    stored: pack.stored ?? 'data',
    writesBefore: old?.writes ?? [],
    writesAfter: now?.writes ?? [],
    readsBefore: old?.reads ?? [],
    readsAfter: now?.reads ?? [],
    flags: manifests ? plannedFlags(manifests.before, manifests.after) : [],
    ...withMet(toldOfAll, input),
    ...(input.beside && { beside: input.beside.with }),
    ...(input.isPair && { isPair: true as const }),
    acceptedLoss: acceptedLossIn(judged),
    timeLine: timeLine.spans.map(({ phase = 'unclear', since, until, certain }) => ({
      phase,
      ...tones.ofPhase(phase),
      since,
      ...(until !== undefined && { until }),
      isCertain: certain,
    })),
    ...(soak && { soak }),
    ...(gate && { gate }),
    checklist: checklist(input, errorsIn(toldOfAll)),
  };
}
