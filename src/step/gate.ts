import type { CheckResult, CheckStatus } from '../checks/check.ts';
import type { Transition } from '../pack.ts';
import { earliestTime } from '../times.ts';
import { type Soak, soakOf } from './soak.ts';
import type { TimeLine } from './time-line.ts';

/** Why a gate is closed, and what opens it. */
export interface GateReason {
  readonly what: string;
  readonly remedy: string;
}

/** How a closed gate is opened deliberately, to stand at the end of a remedy. */
export const OR_OVERRIDE = 'or open the gate deliberately: --gate-override "<reason>"';

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
  /** `gate-override`: it says what is not proven, so that an override opens the gate all the same. */
  readonly yieldsTo?: string;
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
  /** Why the cluster, or a part of it, could not be asked. */
  readonly problems: readonly GateReason[];
  readonly override?: { readonly reason: string };
}

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
  /** Rules that would refuse, and that --accept-data-loss let through. */
  readonly acceptedLoss?: readonly string[];
}

function soakFor({ phases, needs, timeLine, now, minSoakMs }: GateQuestion): Soak | undefined {
  const { soakMs } = needs;
  if (soakMs === undefined || phases === undefined) return undefined;
  return soakOf({ phase: phases.from, timeLine, now, minSoakMs: minSoakMs ?? soakMs });
}

/** What the transition asks for; the same phase needs no proof. */
function needReasons({ needs, checks }: GateQuestion, soak: Soak | undefined): readonly GateReason[] {
  const verified = needs.verified ? checkReasons(checks) : [];
  return [...(soak ? soakReasons(soak) : []), ...verified];
}

/** A sentence as a part of a longer one. */
const clause = (sentence: string): string => sentence.replace(/\.$/, '');

const unanswered = ({ problems }: GateQuestion): readonly GateReason[] =>
  problems.map(({ what, remedy }) => ({ what: clause(what), remedy: `${clause(remedy)}; ${OR_OVERRIDE}` }));

function accepted({ findings }: GateQuestion): Pick<GateVerdict, 'acceptedLoss'> {
  const ids = findings.filter(({ by }) => by === '--accept-data-loss').map(({ rule }) => rule);
  return ids.length > 0 ? { acceptedLoss: ids } : {};
}

/**
 * Whether a transition may be taken now. A refusal yields to accepted data loss alone, never to an override, unless its
 * rule says so: the override stands for a missing proof.
 */
export function judgeGate(question: GateQuestion): GateVerdict {
  const { override, findings } = question;
  const refused = refusalReasons(findings.filter((one) => !isProof(one)));
  const soak = soakFor(question);
  const unproven = [
    ...refusalReasons(findings.filter(isProof)),
    ...unanswered(question),
    ...historyReasons(question),
    ...needReasons(question, soak),
  ];
  const reasons = [...refused, ...unproven];
  const facts = { reasons, ...(soak && { soak }), ...accepted(question) };
  const earliest = soak?.earliestPass === undefined ? {} : { earliest: soak.earliestPass };
  const isOverridden = override !== undefined && override.reason.trim() !== '' && unproven.length > 0;
  if (isOverridden && refused.length === 0)
    return { open: true, ...facts, ...earliest, overridden: { reason: override.reason.trim() } };
  return { open: reasons.length === 0, ...facts, ...earliest };
}

const isProof = ({ yieldsTo }: StepFinding): boolean => yieldsTo === 'gate-override';

const refusalReasons = (findings: readonly StepFinding[]): readonly GateReason[] =>
  findings
    .filter(({ outcome }) => outcome === 'refused')
    .map(({ what, why, fix }) => ({ what: `${what}: ${why}`, remedy: fix }));

/** What is missing of the time that a transition asks for. */
function soakReasons({ isLongEnough, reason, earliestPass, since }: Soak): readonly GateReason[] {
  if (isLongEnough) return [];
  if (earliestPass !== undefined) {
    return [
      { what: `too early: ${reason}`, remedy: `wait until ${earliestTime(earliestPass)}, ${OR_OVERRIDE}` },
    ];
  }
  const remedy =
    since === undefined
      ? 'change to the earlier phase first'
      : `upgrade once more within the phase, which restarts the clock, ${OR_OVERRIDE}`;
  return [{ what: `the soak cannot be proven: ${reason}`, remedy }];
}

type History = Pick<GateQuestion, 'phases' | 'timeLine' | 'lastStatus' | 'problems'>;

const PENDING: GateReason['remedy'] =
  'wait until it ends; if nothing is running any more, use helm rollback to the last deployed revision';

/** A status of the newest revision that no sound release has; undefined for one that is deployed, or has no history. */
export function statusReason(status: string | undefined): GateReason | undefined {
  if (status === undefined || status === 'deployed') return undefined;
  if (status.startsWith('pending-'))
    return { what: `the last revision is ${status}: another operation is in progress`, remedy: PENDING };
  if (status.startsWith('uninstall'))
    return {
      what: `the release is ${status}: nothing is running that could prove a phase`,
      remedy: `install it again, ${OR_OVERRIDE}`,
    };
  return {
    what: `the last revision is ${status} and may have been applied only partly`,
    remedy: 'use helm rollback to the last deployed revision, or upgrade within its phase, and try again',
  };
}

/** The upgrade that repairs a failed one: to the phase that was deployed last. */
const restores = ({ phases, timeLine, lastStatus }: History): boolean =>
  lastStatus === 'failed' && phases !== undefined && timeLine.spans.at(-1)?.phase === phases.to;

function phaseReason({ phases, timeLine, lastStatus }: History): GateReason | undefined {
  if (phases === undefined)
    return {
      what: 'the phase of the release is unclear',
      remedy: `give the phase, ${OR_OVERRIDE}`,
    };
  const deployed = timeLine.spans.at(-1)?.phase;
  if (lastStatus !== 'deployed' || deployed === undefined || deployed === phases.from) return undefined;
  return {
    what: `the history says ${deployed}, but the release looks like ${phases.from}`,
    remedy: `compare helm get manifest with helm get values, ${OR_OVERRIDE}`,
  };
}

/** What the release's history has against any step. A release without one is a first install, and free. */
function historyReasons(history: History): readonly GateReason[] {
  const { lastStatus, problems } = history;
  if (lastStatus === undefined || restores(history)) return [];
  // Where the cluster did not answer, the phase is missing for that reason alone.
  const phase = problems.length > 0 ? undefined : phaseReason(history);
  return [statusReason(lastStatus), phase].filter((one) => one !== undefined);
}

const WORDS: Readonly<Record<Exclude<CheckStatus, 'ok' | 'skipped'>, string>> = {
  failed: 'failed',
  waiting: 'not there yet',
  unknown: 'could not be checked',
};

const NOT_RUN: GateReason = {
  what: 'nothing proves that the current phase works: no check was run',
  remedy: `run phasegate verify until it is green, ${OR_OVERRIDE}`,
};

function reasonOf({ title, status, seen, expected, command }: CheckResult): readonly GateReason[] {
  if (status === 'ok' || status === 'skipped') return [];
  return [
    {
      what: `${title}: ${WORDS[status]} (seen: ${seen}; expected: ${expected})`,
      remedy:
        command === undefined ? 'run phasegate verify, which says why it matters' : `check with: ${command}`,
    },
  ];
}

/** What the checks of the present phase leave unproven. Skipped ones prove nothing and hold nothing up. */
function checkReasons(checks: readonly CheckResult[] | undefined): readonly GateReason[] {
  const reasons = (checks ?? []).flatMap(reasonOf);
  if (reasons.length > 0) return reasons;
  return checks?.some(({ status }) => status === 'ok') ? [] : [NOT_RUN];
}
