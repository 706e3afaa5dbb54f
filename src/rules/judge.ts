import {
  type Facts,
  type Known,
  likely,
  type Rule,
  type RuleDescription,
  type Severity,
  type Spot,
  type Violation,
} from '../pack.ts';
import type { Case, Finding, ManifestEditor, ManifestObject, Need, Place } from './case.ts';

/** What somebody allowed or forbade; each set holds rule ids, earlier ids and audit rows. */
export interface Permissions {
  readonly correct: ReadonlySet<string>;
  readonly noCorrect: ReadonlySet<string>;
  /** --accept-loss: weights that drop profiles are wanted. */
  readonly acceptLoss: boolean;
  /** --accept-data-loss names this release. */
  readonly acceptDataLoss: boolean;
  /** --accept-unknown-chart: a chart of a newer major version than is known may be rendered and planned. */
  readonly acceptUnknownChart: boolean;
  /** What the config silences in lint, by the rule's full name: the place and the reason. */
  readonly silencedBy?: (name: string) => string | undefined;
}

export const NOTHING_PERMITTED: Permissions = {
  correct: new Set(),
  noCorrect: new Set(),
  acceptLoss: false,
  acceptDataLoss: false,
  acceptUnknownChart: false,
};

/** How render judges: it corrects, and reads the state anew after each correction. */
export interface Render<F extends Facts> {
  readonly permissions: Permissions;
  /** @param rule the id that the edits are recorded under */
  readonly editor: (rule: string) => ManifestEditor;
  readonly readAnew: () => Case<F>;
  /** The first rule that refuses is the last one judged, and of these alone is told. */
  readonly endsAtRefusal?: boolean;
}

/** Whether a set of ids that somebody wrote means a rule: by its id, an earlier one or a row of the audit. */
export const isNamed = (
  ids: ReadonlySet<string>,
  { id, formerly = [], audit = [] }: RuleDescription,
): boolean => [id, ...formerly, ...audit].some((name) => ids.has(name));

const OF_STATE: ReadonlySet<Need> = new Set(['values', 'objects']);

/** Whether all that a rule needs is there. */
export function canJudge<F extends Facts>({ needs = [] }: Rule<F>, of: Case<F>): boolean {
  return needs.every((need) =>
    OF_STATE.has(need)
      ? of.now[need as 'values' | 'objects'] !== undefined
      : of[need as Exclude<Need, 'values' | 'objects'>] !== undefined,
  );
}

/** The violations that one rule finds. */
export function violationsOf<F extends Facts>(rule: Rule<F>, of: Case<F>): readonly Violation[] {
  if (!canJudge(rule, of)) return [];
  const found: Violation[] = [];
  rule.judge(of, (violation) => found.push(violation));
  return found;
}

const isKnown = (spot: NonNullable<Spot>): spot is Known<unknown> => 'sure' in spot;
const isPlace = (spot: NonNullable<Spot>): spot is Place => 'in' in spot;

const placeOf = (spot: NonNullable<Spot>): Place | undefined => {
  if (isKnown(spot)) return spot.place;
  return isPlace(spot) ? spot : (spot as ManifestObject).place('metadata', 'name');
};

const spotsOf = ({ at }: Violation): readonly NonNullable<Spot>[] =>
  (Array.isArray(at) ? (at as readonly Spot[]) : [at as Spot]).filter((one) => one !== undefined);

/** What makes a violation less than its rule says: the parts of its evidence that are not sure. */
export const doubtsOf = (violation: Violation): readonly string[] => [
  ...new Set(spotsOf(violation).flatMap((spot) => (isKnown(spot) && !spot.sure ? [spot.why] : []))),
];

/** The places that a violation rests on; the first gets the caret. */
export const violationPlaces = (violation: Violation): readonly Place[] =>
  spotsOf(violation).flatMap((spot) => placeOf(spot) ?? []);

/** How bad a violation is: the rule's severity or its own, and an error that rests on a guess is a warning. */
export function severityOf(rule: Pick<Rule, 'severity'>, violation: Violation): Severity {
  const severity = violation.severity ?? rule.severity;
  return severity === 'error' && doubtsOf(violation).length > 0 ? 'warning' : severity;
}

const sentence = (doubts: readonly string[]): string =>
  doubts.length === 0 ? '' : ` (a warning only: ${doubts.join('; ')})`;

/** A violation as every command shows it. @param name the rule's full name */
export function findingOf(
  rule: RuleDescription,
  name: string,
  violation: Violation,
  outcome: Pick<Finding, 'outcome' | 'by'>,
): Finding {
  const doubts = doubtsOf(violation);
  const [place, ...also] = violationPlaces(violation);
  const severity = severityOf(rule, violation);
  const isLess = severity !== (violation.severity ?? rule.severity);
  return {
    rule: name,
    audit: rule.audit ?? [],
    severity,
    ...(place && { place }),
    also,
    what: violation.what,
    why: `${violation.why ?? rule.why}${isLess && outcome.outcome !== 'refused' ? sentence(doubts) : ''}`,
    fix: violation.fix,
    doubts,
    ...outcome,
    ...(rule.yieldsTo && { yieldsTo: rule.yieldsTo }),
    ...(violation.fixValues && { fixValues: violation.fixValues }),
  };
}

type Treated = Pick<Finding, 'outcome' | 'by'>;

function accepted(
  { yieldsTo }: RuleDescription,
  name: string,
  { acceptLoss, acceptDataLoss, acceptUnknownChart, silencedBy }: Permissions,
): Treated | undefined {
  if (yieldsTo === 'ignore') {
    const by = silencedBy?.(name);
    return by === undefined ? undefined : { outcome: 'accepted', by };
  }
  const isAccepted =
    (yieldsTo === 'accept-loss' && acceptLoss) ||
    (yieldsTo === 'accept-data-loss' && acceptDataLoss) ||
    (yieldsTo === 'accept-unknown-chart' && acceptUnknownChart);
  return isAccepted ? { outcome: 'accepted', by: `--${yieldsTo}` } : undefined;
}

/** What render does about an error is refusal unless the rule says otherwise; all else passes. */
function treatmentOf(rule: RuleDescription, violation: Violation): NonNullable<Rule['inRender']> {
  return violation.inRender ?? rule.inRender ?? (severityOf(rule, violation) === 'error' ? 'refuse' : 'pass');
}

/** Whether the correction is to be made. */
function corrects(rule: RuleDescription, violation: Violation, { correct, noCorrect }: Permissions): boolean {
  if (violation.correct === undefined || isNamed(noCorrect, rule)) return false;
  if (isNamed(correct, rule)) return true;
  const treatment = treatmentOf(rule, violation);
  return treatment === 'correct' || (treatment === 'ask' && violation.choice?.decided === 'correct');
}

const isOffer = (rule: RuleDescription, violation: Violation): boolean =>
  treatmentOf(rule, violation) === 'offer';

function outcomeOf(
  rule: RuleDescription,
  name: string,
  violation: Violation,
  permissions: Permissions,
): Treated {
  if (corrects(rule, violation, permissions)) return { outcome: 'corrected' };
  const treatment = treatmentOf(rule, violation);
  const isKept = isNamed(permissions.noCorrect, rule);
  if (treatment === 'ask')
    return isKept || violation.choice?.decided === 'keep'
      ? { outcome: 'accepted', by: isKept ? '--no-correct' : 'what is installed' }
      : { outcome: 'refused' };
  if (treatment === 'correct')
    return isKept ? { outcome: 'accepted', by: '--no-correct' } : { outcome: 'said' };
  if (treatment === 'pass' || treatment === 'offer') return { outcome: 'said' };
  return accepted(rule, name, permissions) ?? { outcome: 'refused' };
}

/** Stands for the name of the release in the words of rules. */
const ITS_NAME = '<release>';

/** What lets a single refusal through. An override opens a gate as a whole, and the gate names it once for all its reasons. */
const WAY_OUT: Readonly<Record<Exclude<NonNullable<Rule['yieldsTo']>, 'gate-override'>, string>> = {
  'accept-loss': '--accept-loss',
  'accept-data-loss': `--accept-data-loss=${ITS_NAME}`,
  'accept-unknown-chart': '--accept-unknown-chart',
  ignore: 'an entry under lint.ignores in phasegate.yaml, with its reason,',
};

/** A refusal says what lets it through, and a correction that waits for a decision what decides it. */
function withWayOut(
  rule: Pick<Rule, 'id' | 'yieldsTo'>,
  given: Violation,
  { outcome }: Treated,
  { now }: Pick<Case, 'now'>,
): Violation {
  if (outcome !== 'refused') return given;
  const violation = wayOut(rule, given);
  const name = likely(now.release);
  return name ? { ...violation, fix: violation.fix.replaceAll(ITS_NAME, name) } : violation;
}

/** An error that render lets through says why. */
function withReason(rule: RuleDescription, violation: Violation, { outcome }: Treated): Violation {
  const reason = violation.notRefused ?? rule.notRefused;
  if (outcome !== 'said' || reason === undefined || severityOf(rule, violation) !== 'error') return violation;
  const why = (violation.why ?? rule.why).replace(/\.$/, '');
  return { ...violation, why: `${why} (not refused: ${reason}).` };
}

function wayOut({ id, yieldsTo }: Pick<Rule, 'id' | 'yieldsTo'>, violation: Violation): Violation {
  const { choice, fix } = violation;
  if (yieldsTo === 'gate-override') return violation;
  if (yieldsTo !== undefined) {
    const way = WAY_OUT[yieldsTo];
    return fix.includes(way) ? violation : { ...violation, fix: `${fix}; ${way} lets it through` };
  }
  if (choice === undefined) return violation;
  const decide = `give --correct ${id} if ${choice.correct}, or --no-correct ${id} if ${choice.keep}`;
  return { ...violation, fix: `${fix}; or ${decide}` };
}

/**
 * Judges rules in their order as render does: what a correction changes is read anew before the next rule looks.
 * @param name gives a rule its full name
 */
export function judgeRender<F extends Facts>(
  rules: readonly Rule<F>[],
  of: Case<F>,
  render: Render<F>,
  name: (id: string) => string = (id) => id,
): readonly Finding[] {
  const findings: Finding[] = [];
  let current = of;
  for (const rule of rules) {
    const violations = violationsOf(rule, current);
    for (const violation of violations) {
      const outcome = outcomeOf(rule, name(rule.id), violation, render.permissions);
      if (isOffer(rule, violation) && outcome.outcome !== 'corrected') continue;
      if (outcome.outcome === 'corrected') violation.correct?.(render.editor(rule.id));
      const told = withReason(rule, withWayOut(rule, violation, outcome, current), outcome);
      findings.push(findingOf(rule, name(rule.id), told, outcome));
    }
    const own = findings.filter(({ rule: id }) => id === name(rule.id));
    if (render.endsAtRefusal && own.some(({ outcome }) => outcome === 'refused')) return own;
    if (own.some(({ outcome }) => outcome === 'corrected')) current = render.readAnew();
  }
  return findings;
}

/** An error here that render would set right: without a word of it the two commands seem to disagree. */
function withCorrection(rule: Rule, violation: Violation): Violation {
  if (treatmentOf(rule, violation) !== 'correct' || violation.correct === undefined) return violation;
  const why = (violation.why ?? rule.why).replace(/\.$/, '');
  return { ...violation, why: `${why}. phasegate render corrects it in the manifests.` };
}

/** What is told where nothing is edited: a correction that is only offered is not. */
export const toldBy = <F extends Facts>(rule: Rule<F>, of: Case<F>): readonly Violation[] =>
  violationsOf(rule, of)
    .filter((violation) => !isOffer(rule as Rule, violation))
    .map((violation) => withCorrection(rule as Rule, violation));

/**
 * Judges rules where nothing is edited.
 * @param isStep whether errors refuse what is judged, and so do doubts: what cannot be known is not safe to do
 */
export function judge<F extends Facts>(
  rules: readonly Rule<F>[],
  of: Case<F>,
  permissions: Permissions = NOTHING_PERMITTED,
  isStep = false,
  name: (id: string) => string = (id) => id,
): readonly Finding[] {
  return rules.flatMap((rule) =>
    toldBy(rule, of).map((violation) => {
      const isRefused = isStep && (severityOf(rule, violation) === 'error' || doubtsOf(violation).length > 0);
      const outcome: Treated = isRefused
        ? (accepted(rule, name(rule.id), permissions) ?? { outcome: 'refused' })
        : { outcome: 'said' };
      return findingOf(rule, name(rule.id), withWayOut(rule, violation, outcome, of), outcome);
    }),
  );
}
