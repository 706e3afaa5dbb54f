import { err, ok, type Result } from '../result.ts';
import type { LiveProblem } from './live-problem.ts';

/** Reads what a program printed. What it printed is never shown: values of releases hold credentials. */
export function readJson(text: string, question: string): Result<unknown, LiveProblem> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err(unexpectedAnswer(question, 'printed something that is no JSON'));
  }
}

/** @param question the command that was run; @param what how its answer differs, after "it" */
export const unexpectedAnswer = (question: string, what: string): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `\`${question}\` ${what}.`,
  remedy: `Run \`${question}\` by hand; a program in its place, or a version that is too old, prints something else.`,
});
