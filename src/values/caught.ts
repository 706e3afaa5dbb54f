import { err, ok, type Result } from '../result.ts';
import { Refusal } from './refusal.ts';
import type { ValuesError } from './values-error.ts';

/** Runs a recursion and makes its Refusal a result; anything else that is thrown is a mistake of ours and goes on. */
export function caught<T>(run: () => T): Result<T, ValuesError> {
  try {
    return ok(run());
  } catch (thrown) {
    if (thrown instanceof Refusal) return err(thrown.detail);
    throw thrown;
  }
}
