import type { LiveProblem } from '../live/problems.ts';

/** ok; failed: seen to be wrong; waiting: not yet, may come by itself; unknown: could not be asked; skipped: not for this phase. */
export type CheckStatus = 'ok' | 'failed' | 'waiting' | 'unknown' | 'skipped';

/** What one check of a phase saw on the live system. */
export interface CheckResult {
  /** Kebab-case, such as `raft-leader`. */
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  readonly seen: string;
  readonly expected: string;
  readonly why: string;
  /** What a person could run to see the same. */
  readonly command: string;
}

/** What a check saw, before it is put into words for the report. */
export type Observation = Pick<CheckResult, 'status' | 'seen'>;

export const fine = (seen: string): Observation => ({ status: 'ok', seen });
export const wrong = (seen: string): Observation => ({ status: 'failed', seen });
export const notYet = (seen: string): Observation => ({ status: 'waiting', seen });
export const unknown = (seen: string): Observation => ({ status: 'unknown', seen });
const notAsked = (seen: string): Observation => ({ status: 'skipped', seen });

/** A question that got no usable answer. */
export const unanswered = ({ what, remedy }: LiveProblem): Observation => unknown(`${what} ${remedy}`);

export const NO_CLUSTER = notAsked('not checked: --url was given, so no cluster was asked');

/** Every context says which phase is to be proven. */
interface InPhase {
  readonly phase: string;
}

/** A check in parts: its words, and how it looks. */
interface CheckSpec<Context extends InPhase> {
  readonly id: string;
  readonly title: string;
  /** The phases it has something to say about. */
  readonly phases: readonly Context['phase'][];
  /** Counts what its own queries cause, so no other query of ours may run beside it. */
  readonly alone?: true;
  readonly why: string;
  readonly expected: (context: Context) => string;
  /** A shell line that shows a person the same. */
  readonly command: (context: Context) => string;
  readonly observe: (context: Context) => Promise<Observation>;
}

/** One question to the live system. It reads and asks; it changes nothing. */
export interface Check<Context extends InPhase> {
  readonly id: string;
  readonly title: string;
  readonly phases: readonly Context['phase'][];
  readonly alone: boolean;
  readonly run: (context: Context) => Promise<CheckResult>;
  /** What it answers where it could not be run to its end. */
  readonly without: (context: Context, answer: Observation) => CheckResult;
}

export function defineCheck<Context extends InPhase>(spec: CheckSpec<Context>): Check<Context> {
  const { id, title, phases, why } = spec;
  const without = (context: Context, { status, seen }: Observation): CheckResult => ({
    id,
    title,
    status,
    seen,
    expected: spec.expected(context),
    why,
    command: spec.command(context),
  });
  const run = async (context: Context): Promise<CheckResult> => without(context, await spec.observe(context));
  return { id, title, phases, alone: spec.alone === true, run, without };
}

/** Milliseconds for one check as a whole; its requests have limits of their own. */
const CHECK_TIMEOUT = 60_000;

/** A check that takes too long has given its answer: none. */
function withinLimit<Context extends InPhase>(
  check: Check<Context>,
  context: Context,
  limit: number,
): Promise<CheckResult> {
  return new Promise((resolve) => {
    const say = (seen: string) => resolve(check.without(context, unknown(seen)));
    const timer = setTimeout(() => say(`no answer within ${limit / 1000} s`), limit);
    check
      .run(context)
      .then(resolve, (error: unknown) => say(`the check failed: ${String(error)}`))
      .finally(() => clearTimeout(timer));
  });
}

/**
 * Runs checks side by side, those that count their own queries one after the other, and gives the results in the
 * order of the checks. None of them stops another, and none is left out: what does not concern the phase is skipped.
 */
export async function* runAll<Context extends InPhase>(
  checks: readonly Check<Context>[],
  context: Context,
  limit: number = CHECK_TIMEOUT,
): AsyncGenerator<CheckResult> {
  let turn: Promise<unknown> = Promise.resolve();
  const running = checks.map((check) => {
    if (!check.phases.includes(context.phase))
      return Promise.resolve(check.without(context, notAsked(`not a question of ${context.phase}`)));
    if (!check.alone) return withinLimit(check, context, limit);
    const result = turn.then(() => withinLimit(check, context, limit));
    turn = result;
    return result;
  });
  for (const result of running) yield await result;
}
