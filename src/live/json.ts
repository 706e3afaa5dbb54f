import { err, ok, type Result } from '../result.ts';
import type { LiveProblem } from './problems.ts';

/** Reads what a program printed. What it printed is never shown: values of releases hold credentials. */
export function readJson(text: string, question: string): Result<unknown, LiveProblem> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err(unexpectedAnswer(question, 'printed something that is not JSON'));
  }
}

/** @param question the command that was run; @param what how its answer differs, after "it" */
export const unexpectedAnswer = (question: string, what: string): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `\`${question}\` ${what}.`,
  remedy: `Run \`${question}\` yourself. Another program of that name, or too old a version, prints something else.`,
});

/** The value under a path of keys, undefined if there is none. */
export function field(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    json,
  );
}

export const textOf = (json: unknown): string => (typeof json === 'string' ? json : '');

/** Numbers come as numbers, and 64-bit ones as text. */
export const numberOf = (json: unknown): number => {
  const number = typeof json === 'string' && json !== '' ? Number(json) : json;
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
};

export const listOf = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : []);

/** Careful reading of foreign JSON: whatever is not of the asked form is the empty form. */
export const recordOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : {};
