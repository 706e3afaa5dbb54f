import type { CheckResult } from '../../../phase/check.ts';
import type { CheckContext, PyroscopeCheck } from './check.ts';
import { notAsked, unknown } from './observation.ts';

/** Milliseconds for one check as a whole; its requests have limits of their own. */
export const CHECK_TIMEOUT = 60_000;

/** A check that takes too long has given its answer: none. */
function withinLimit(check: PyroscopeCheck, context: CheckContext, limit: number): Promise<CheckResult> {
  return new Promise((resolve) => {
    const say = (seen: string) => resolve(check.without(context, unknown(seen)));
    const timer = setTimeout(() => say(`no answer within ${limit / 1000} s`), limit);
    check
      .run(context)
      .then(resolve, (error: unknown) => say(`the check broke off: ${String(error)}`))
      .finally(() => clearTimeout(timer));
  });
}

/**
 * Runs checks side by side, those that count their own queries one after the other, and gives the results in the
 * order of the checks. None of them stops another, and none is left out: what does not concern the phase is skipped.
 */
export async function* runAll(
  checks: readonly PyroscopeCheck[],
  context: CheckContext,
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
