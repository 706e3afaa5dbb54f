import { err, ok, type Result } from '../../result.ts';
import { parseDuration } from '../../times.ts';

/** --min-soak in milliseconds; undefined where it is not given. @returns the message for exit code 2 */
export function minSoak(word: string | undefined): Result<number | undefined, string> {
  if (word === undefined) return ok(undefined);
  const read = parseDuration(word);
  return read.ok ? read : err(`phasegate: --min-soak: ${read.error}`);
}
