import { joinClauses } from '../english.ts';
import type { CheckResult } from './check.ts';
import { checkReasons } from './gate-checks.ts';
import { historyReasons } from './gate-history.ts';
import { type GateReason, OR_OVERRIDE } from './gate-reason.ts';
import { refusalReasons } from './gate-refusals.ts';
import { soakReasons } from './gate-soak.ts';
import { type Soak, soakOf } from './soak.ts';
import type { TimeLine } from './time-line.ts';
import type { Transition, TransitionJudgement } from './transition.ts';

/** All that a gate judges by. Everything was asked before; nothing here asks the cluster or the clock. */
export interface GateQuestion {
  /** undefined for a first install, and where the phase of the release cannot be told. */
  readonly transition: Transition | undefined;
  readonly rule: Pick<TransitionJudgement, 'kind' | 'needs' | 'refusals'> | undefined;
  readonly timeLine: TimeLine;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** --min-soak; the rule's own where it is left out. */
  readonly minSoakMs?: number;
  /** undefined where they were not run. */
  readonly checks: readonly CheckResult[] | undefined;
  /** Of the newest revision, whether deployed or not; undefined where the release has no history. */
  readonly lastStatus: string | undefined;
  /** Why the cluster, or a part of it, could not be asked. */
  readonly problems: readonly GateReason[];
  /** Whether --accept-data-loss names this release. */
  readonly dataLossAccepted?: boolean;
  readonly override?: { readonly reason: string };
}

export interface GateVerdict {
  readonly open: boolean;
  /** Why it is closed, or was until it was overridden. */
  readonly reasons: readonly GateReason[];
  /** The time that the rule asks for; undefined where it asks for none. */
  readonly soak?: Soak;
  /** RFC 3339: when the soak alone would pass. */
  readonly earliest?: string;
  /** Present where the override made the difference. */
  readonly overridden?: { readonly reason: string };
  /** Ids of the refusals that --accept-data-loss let through. */
  readonly acceptedLoss?: readonly string[];
}

function soakFor({ rule, timeLine, now, minSoakMs }: GateQuestion): Soak | undefined {
  const { inPhase, minSoakMs: asked } = rule?.needs ?? {};
  if (inPhase === undefined) return undefined;
  return soakOf({ phase: inPhase, timeLine, now, minSoakMs: minSoakMs ?? asked ?? 0 });
}

/** What the rule of the transition asks for; the same phase needs no proof. */
function needReasons({ rule, checks }: GateQuestion, soak: Soak | undefined): readonly GateReason[] {
  const verified = rule?.needs.verified ? checkReasons(checks) : [];
  return [...(soak ? soakReasons(soak) : []), ...verified];
}

const unanswered = ({ problems }: GateQuestion): readonly GateReason[] =>
  problems.map(({ what, remedy }) => ({ what, remedy: joinClauses(remedy, OR_OVERRIDE) }));

function accepted({ rule, dataLossAccepted }: GateQuestion): Pick<GateVerdict, 'acceptedLoss'> {
  const ids = (rule?.refusals ?? []).filter((one) => one.acceptDataLoss).map(({ id }) => id);
  return dataLossAccepted && ids.length > 0 ? { acceptedLoss: ids } : {};
}

/**
 * Whether a transition may be taken now. A refusal yields to accepted data loss alone, never to an override: the
 * override stands for a missing proof.
 */
export function judgeGate(question: GateQuestion): GateVerdict {
  const { override, rule } = question;
  const refused = refusalReasons(rule?.refusals ?? [], question.dataLossAccepted ?? false);
  const soak = soakFor(question);
  const unproven = [...unanswered(question), ...historyReasons(question), ...needReasons(question, soak)];
  const reasons = [...refused, ...unproven];
  const facts = { reasons, ...(soak && { soak }), ...accepted(question) };
  const earliest = soak?.earliestPass === undefined ? {} : { earliest: soak.earliestPass };
  const isOverridden = override !== undefined && override.reason.trim() !== '' && unproven.length > 0;
  if (isOverridden && refused.length === 0)
    return { open: true, ...facts, ...earliest, overridden: { reason: override.reason.trim() } };
  return { open: reasons.length === 0, ...facts, ...earliest };
}
