import { showable } from '../live/problems.ts';
import { type Case, type Check, type Live, type Observation, type Pack, sure } from '../pack.ts';
import { NoAnswer } from './ask.ts';
import type { LiveContext } from './context.ts';

export type CheckStatus = Observation['status'];

/** What one check saw on the live system, with the words that go with it. */
export interface CheckResult extends Observation {
  /** Kebab-case, such as `raft-leader`. */
  readonly id: string;
  readonly title: string;
  readonly expected: string;
  readonly why: string;
  /** What a person could run to see the same. */
  readonly command?: string;
}

export const fine = (seen: string): Observation => ({ status: 'ok', seen });
export const wrong = (seen: string): Observation => ({ status: 'failed', seen });
export const notYet = (seen: string): Observation => ({ status: 'waiting', seen });
export const unknown = (seen: string): Observation => ({ status: 'unknown', seen });
const notAsked = (seen: string): Observation => ({ status: 'skipped', seen });

/** What comes of a question that ended by throwing. */
export const unanswered = (thrown: unknown): Observation => {
  if (!(thrown instanceof NoAnswer)) return unknown(`the check failed: ${showable(String(thrown))}`);
  const { what, remedy } = thrown.problem;
  return { ...unknown(what), problem: { what, remedy } };
};

/** Checks that one problem left without an answer, in their order; those without a problem stand alone. */
export function byProblem(
  checks: readonly CheckResult[],
): readonly (readonly [CheckResult, ...CheckResult[]])[] {
  const groups = new Map<unknown, [CheckResult, ...CheckResult[]]>();
  for (const check of checks) {
    const cause = check.problem === undefined ? check : `${check.problem.what}\n${check.problem.remedy}`;
    const group = groups.get(cause);
    if (group === undefined) groups.set(cause, [check]);
    else group.push(check);
  }
  return [...groups.values()];
}

export const NO_CLUSTER = notAsked('not checked: --url was given, so no cluster was asked');

/** Of several, the one that decides: what failed, then whatever is not ok, then the first. */
export const worstOf = (seen: readonly Observation[]): Observation =>
  seen.find(({ status }) => status === 'failed') ??
  seen.find(({ status }) => status !== 'ok') ??
  seen[0] ??
  unknown('there was nothing to ask');

/** Milliseconds for one check as a whole, where it names none; its requests have limits of their own. */
const CHECK_TIMEOUT = 60_000;

/** A check that asks each pod finds nothing wrong where there is none: nobody was asked, and nothing is proven. */
async function observeAny(check: Check, of: Case, live: Live): Promise<Observation> {
  if (live.pods.length > 0) return check.observe(of, live);
  let asked = false;
  const noting = (call: object) => ({
    value: (...given: readonly unknown[]): unknown => {
      asked = true;
      return Reflect.apply(call as () => unknown, live, given);
    },
  });
  const { address } = live as Partial<LiveContext>;
  const noted = Object.create(live, {
    ask: noting(live.ask),
    askAt: noting(live.askAt),
    object: noting(live.object),
    logs: noting(live.logs),
    ...(address && { address: noting(address) }),
  }) as Live;
  const seen = await check.observe(of, noted);
  return seen.status === 'ok' && !asked ? unknown('no pod of the release runs, so none was asked') : seen;
}

/** A check that takes too long has given its answer: none. */
function observe(check: Check, of: Case, live: Live, limit: number): Promise<Observation> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(unknown(`no answer within ${limit / 1000} s`)), limit);
    // A check that is not written with `async` may throw at once.
    Promise.resolve()
      .then(() => observeAny(check, of, live))
      .then(resolve, (thrown: unknown) => resolve(unanswered(thrown)))
      .finally(() => clearTimeout(timer));
  });
}

/** Puts what a check saw beside its own words. */
function resultOf(
  check: Check,
  of: Case,
  live: Live,
  { status, seen, problem, unproven }: Observation,
): CheckResult {
  const { id, title, why } = check;
  const command = check.command?.(of, live);
  return {
    id,
    title,
    status,
    seen: unproven === undefined ? seen : `${seen} (not proven: ${unproven})`,
    ...(problem !== undefined && { problem }),
    ...(unproven !== undefined && { unproven }),
    expected: check.expected(of, live),
    why,
    ...(command !== undefined && { command }),
  };
}

/**
 * Runs checks side by side, those that count their own queries one after the other, and gives the results in the
 * order of the checks. None of them stops another, and none is left out: what does not concern the phase is skipped.
 * @param of a case to prove: without a phase that is sure there is nothing to run
 * @param timeout milliseconds for each check that names no limit of its own
 */
export async function* runChecks(
  checks: Pack['checks'],
  of: Case,
  live: Live,
  timeout: number = CHECK_TIMEOUT,
): AsyncGenerator<CheckResult> {
  const phase = sure(of.now.phase);
  if (phase === undefined) return;
  let turn: Promise<unknown> = Promise.resolve();
  const all = (typeof checks === 'function' ? await checks() : checks) ?? [];
  const running = all.map((check) => {
    const limit = check.timeoutMs ?? timeout;
    if (!check.phases.includes(phase)) return notAsked(`not a question of ${phase}`);
    if (!check.alone) return observe(check, of, live, limit);
    const seen = turn.then(() => observe(check, of, live, limit));
    turn = seen;
    return seen;
  });
  for (const [index, check] of all.entries())
    yield resultOf(check, of, live, (await running[index]) ?? notAsked('not run'));
}
