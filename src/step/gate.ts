import { byProblem, type CheckResult, type CheckStatus } from '../checks/check.ts';
import { counted } from '../english.ts';
import type { Transition } from '../pack.ts';
import { earliestTime } from '../times.ts';
import { type Soak, soakOf } from './soak.ts';
import { changeInGit, type GateReason, type Operator, statusReason } from './status-reason.ts';
import type { TimeLine } from './time-line.ts';

/** A field of a workload that somebody else wrote last than Helm 4, which then refuses to change it. */
export interface FieldConflict {
  /** `kubectl-edit` */
  readonly manager: string;
  /** `StatefulSet/server` */
  readonly object: string;
  /** `.spec.template.spec.containers[name="server"].args` */
  readonly field: string;
}

/** How a closed gate is opened deliberately. */
const OR_OVERRIDE = 'or open the gate deliberately: --gate-override "<reason>"';

/** What a rule says of the step that is to be taken. */
interface StepFinding {
  readonly rule: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** `refused` closes the gate. */
  readonly outcome: string;
  /** The flag that accepted it. */
  readonly by?: string;
  /** What lets it through. `gate-override`: it says what is not proven, so that an override opens the gate all the same. */
  readonly yieldsTo?: string | undefined;
}

/** All that a gate judges by. Everything was asked before; nothing here asks the cluster or the clock. */
export interface GateQuestion {
  /** undefined for a first install, and where the phase of the release is unclear. */
  readonly phases: { readonly from: string; readonly to: string } | undefined;
  readonly needs: Pick<Transition, 'soakMs' | 'verified'>;
  readonly findings: readonly StepFinding[];
  readonly timeLine: TimeLine;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** --min-soak; the transition's own where it is left out. */
  readonly minSoakMs?: number;
  /** undefined if they were not run. */
  readonly checks: readonly CheckResult[] | undefined;
  /** Of the newest revision, whether deployed or not; undefined if the release has no history. */
  readonly lastStatus: string | undefined;
  /** What Helm says of the newest revision. */
  readonly lastDescription?: string;
  /** Left out where it is a person who runs helm. */
  readonly operator?: Operator | undefined;
  /** Why the cluster, or a part of it, could not be asked. */
  readonly problems: readonly GateReason[];
  /** Why no time can be trusted. */
  readonly clocks?: GateReason;
  readonly override?: { readonly reason: string };
  readonly acceptedLoss?: AcceptedLoss;
}

/** What --accept-data-loss names, and the release that it should name. */
export interface AcceptedLoss {
  readonly named: string;
  readonly release: string;
}

/** Why --accept-data-loss accepts nothing, where it names another release. */
export const wrongRelease = ({ named, release }: AcceptedLoss): string | undefined =>
  named === release ? undefined : `--accept-data-loss names ${named}; this release is ${release}`;

export interface GateVerdict {
  readonly open: boolean;
  /** Why it is closed, or was until it was overridden. */
  readonly reasons: readonly GateReason[];
  /** The time that the transition asks for; undefined if it asks for none. */
  readonly soak?: Soak;
  /** RFC 3339: when the soak alone would pass. */
  readonly earliest?: string;
  /** Present where the override made the difference. */
  readonly overridden?: { readonly reason: string };
  /** True where nothing but proof is missing, which an override stands for. */
  readonly yieldsToOverride: boolean;
  /** Why a flag that should have opened the gate did not. */
  readonly inVain: readonly string[];
  /** Rules that would refuse, and that --accept-data-loss let through. */
  readonly acceptedLoss?: readonly string[];
}

function soakFor({ phases, needs, timeLine, now, minSoakMs }: GateQuestion): Soak | undefined {
  const { soakMs } = needs;
  if (soakMs === undefined || phases === undefined) return undefined;
  return soakOf({ phase: phases.from, timeLine, now, minSoakMs: minSoakMs ?? soakMs });
}

/** What the transition asks for; the same phase needs no proof. */
function needReasons(question: GateQuestion, soak: Soak | undefined): readonly GateReason[] {
  const { needs, checks, problems } = question;
  // Where a problem kept the checks from being run, it is the reason, and tells what to do.
  const isExplained = checks === undefined && problems.length > 0;
  const verified = needs.verified && !isExplained ? checkReasons(checks) : [];
  const ofSoak = soak && !isDoubtOfStatus(question, soak) ? soakReasons(soak, question) : [];
  return [...ofSoak, ...verified];
}

/** A sentence as a part of a longer one. */
const clause = (sentence: string): string => sentence.replace(/\.$/, '');

/** What opens a closed gate, each thing told once. @param reasons all of them, or those that are named */
export const remediesOf = (
  { yieldsToOverride, reasons: all }: Pick<GateVerdict, 'yieldsToOverride' | 'reasons'>,
  reasons = all,
): readonly string[] => {
  const remedies = [...new Set(reasons.map(({ remedy }) => remedy))];
  return yieldsToOverride ? [...remedies, OR_OVERRIDE] : remedies;
};

/** What was not answered; clocks that differ come first, as they explain much of what follows. */
const unanswered = ({ problems, clocks }: GateQuestion): readonly GateReason[] =>
  [...(clocks ? [clocks] : []), ...problems].map(({ what, remedy }) => ({
    what: clause(what),
    remedy: clause(remedy),
  }));

/** A last revision that failed, or did not end, is told as such, and leaves its time in doubt for the same reason. */
const isDoubtOfStatus = (
  { timeLine, lastStatus, lastDescription }: GateQuestion,
  { earliestPass }: Soak,
): boolean =>
  statusReason(lastStatus, lastDescription) !== undefined &&
  earliestPass === undefined &&
  timeLine.spans.at(-1)?.certain === false;

/** Flags that did not help, lest a mistyped one looks like a fault of the gate. */
function inVain({ acceptedLoss, override }: GateQuestion, refused: readonly StepFinding[]): string[] {
  const losesData = refused.some(({ yieldsTo }) => yieldsTo === 'accept-data-loss');
  const notes: string[] = [];
  if (acceptedLoss !== undefined)
    notes.push(
      wrongRelease(acceptedLoss) ??
        '--accept-data-loss does not open this: it accepts a loss, and stands for no proof',
    );
  if (override !== undefined && refused.length > 0)
    notes.push(
      losesData
        ? 'an override does not open this: data would be lost'
        : 'an override does not open this: it stands for missing proof alone',
    );
  return notes;
}

function accepted({ findings }: GateQuestion): Pick<GateVerdict, 'acceptedLoss'> {
  const ids = [...new Set(findings.filter(({ by }) => by === '--accept-data-loss').map(({ rule }) => rule))];
  return ids.length > 0 ? { acceptedLoss: ids } : {};
}

/**
 * Whether a transition may be taken now. A refusal yields to accepted data loss alone, never to an override, unless its
 * rule says so: the override stands for a missing proof.
 */
export function judgeGate(question: GateQuestion): GateVerdict {
  const { override, findings } = question;
  const refusing = findings.filter((one) => one.outcome === 'refused' && !isProof(one));
  const refused = refusalReasons(refusing);
  const soak = soakFor(question);
  const unproven = [
    ...refusalReasons(findings.filter(isProof)),
    ...unanswered(question),
    ...historyReasons(question),
    ...needReasons(question, soak),
  ];
  const reasons = [...refused, ...unproven];
  const isOpen = reasons.length === 0;
  const yieldsToOverride = !isOpen && refused.length === 0;
  const notes = isOpen ? [] : inVain(question, refusing);
  const facts = { reasons, yieldsToOverride, inVain: notes, ...(soak && { soak }), ...accepted(question) };
  const earliest = soak?.earliestPass === undefined ? {} : { earliest: soak.earliestPass };
  const isOverridden = override !== undefined && override.reason.trim() !== '' && unproven.length > 0;
  if (isOverridden && yieldsToOverride)
    return { open: true, ...facts, ...earliest, overridden: { reason: override.reason.trim() } };
  return { open: isOpen, ...facts, ...earliest };
}

const isProof = ({ yieldsTo }: StepFinding): boolean => yieldsTo === 'gate-override';

const refusalReasons = (findings: readonly StepFinding[]): readonly GateReason[] =>
  findings
    .filter(({ outcome }) => outcome === 'refused')
    .map(({ what, why, fix }) => ({ what: `${what}: ${clause(why)}`, remedy: clause(fix) }));

/** With each upgrade Helm drops the oldest revision that it keeps, and the time that it proves. */
const NO_UPGRADE =
  'make no further upgrade until then, or give each one --history-max 0, as Helm forgets the oldest revision with every upgrade';

/** What is missing of the time that a transition asks for. */
function soakReasons(
  { isLongEnough, reason, earliestPass, since, moves }: Soak,
  { operator }: Pick<GateQuestion, 'operator'>,
): readonly GateReason[] {
  if (isLongEnough) return [];
  if (earliestPass !== undefined) {
    const wait = `wait until ${earliestTime(earliestPass)}`;
    return [{ what: `too early: ${reason}`, remedy: moves ? `${wait}; ${NO_UPGRADE}` : wait }];
  }
  const upgrade = operator
    ? `${changeInGit(operator)}, and a new revision within the phase restarts the clock`
    : 'upgrade once more within the phase, which restarts the clock';
  const remedy = since === undefined ? 'change to the earlier phase first' : upgrade;
  return [{ what: `the soak cannot be proven: ${reason}`, remedy }];
}

type History = Pick<
  GateQuestion,
  'phases' | 'timeLine' | 'lastStatus' | 'lastDescription' | 'operator' | 'problems'
>;

/** The upgrade that repairs a failed one: to the phase that was deployed last. */
const restores = ({ phases, timeLine, lastStatus }: History): boolean =>
  lastStatus === 'failed' && phases !== undefined && timeLine.spans.at(-1)?.phase === phases.to;

function phaseReason({ phases, timeLine, lastStatus }: History): GateReason | undefined {
  if (phases === undefined)
    return {
      what: 'the phase of the release is unclear',
      remedy: 'give the phase',
    };
  const deployed = timeLine.spans.at(-1)?.phase;
  if (lastStatus !== 'deployed' || deployed === undefined || deployed === phases.from) return undefined;
  return {
    what: `the history says ${deployed}, but the release looks like ${phases.from}`,
    remedy: 'compare helm get manifest with helm get values',
  };
}

/** What the release's history has against any step. A release without one is a first install, and free. */
function historyReasons(history: History): readonly GateReason[] {
  const { lastStatus, lastDescription, operator, problems } = history;
  if (lastStatus === undefined || restores(history)) return [];
  // Where the cluster did not answer, the phase is missing for that reason alone.
  const phase = problems.length > 0 ? undefined : phaseReason(history);
  return [statusReason(lastStatus, lastDescription, operator), phase].filter((one) => one !== undefined);
}

const WORDS: Readonly<Record<CheckStatus, string>> = {
  ok: 'is fine',
  skipped: 'was skipped',
  failed: 'failed',
  waiting: 'not there yet',
  unknown: 'could not be checked',
};

const NOT_RUN: GateReason = {
  what: 'nothing proves that the current phase works: no check was run',
  remedy: 'run phasegate verify until it is green',
};

/** One cause is one reason, however many checks met it. */
function reasonOf([first, ...others]: readonly [CheckResult, ...CheckResult[]]): GateReason {
  const { title, status, seen, expected, command, problem } = first;
  if (problem !== undefined) {
    const count = others.length + 1;
    const who =
      count === 1 ? `${title}: could not be asked` : `${counted(count, 'check')} could not be asked`;
    return { what: `${who}: ${clause(problem.what)}`, remedy: clause(problem.remedy) };
  }
  return {
    what: `${title}: ${WORDS[status]} (seen: ${clause(seen)}; expected: ${clause(expected)})`,
    remedy:
      command === undefined ? 'run phasegate verify, which says why it matters' : `check with: ${command}`,
  };
}

const isRed = ({ status }: CheckResult): boolean => status !== 'ok' && status !== 'skipped';

/** What the checks of the present phase leave unproven. Skipped ones prove nothing and hold nothing up. */
function checkReasons(checks: readonly CheckResult[] | undefined): readonly GateReason[] {
  const reasons = byProblem((checks ?? []).filter(isRed)).map(reasonOf);
  if (reasons.length > 0) return reasons;
  return checks?.some(({ status }) => status === 'ok') ? [] : [NOT_RUN];
}
