import { err, ok, type Result } from '../result.ts';

/** What went wrong while values were read or flags applied. */
export type ValuesErrorKind =
  | 'character'
  | 'syntax'
  | 'ignored-rest'
  | 'document-separator'
  | 'not-a-map'
  | 'map-key'
  | 'tag'
  | 'merge-key'
  | 'number'
  | 'unknown-anchor'
  | 'self-reference'
  | 'excessive-aliases'
  | 'too-deep'
  | 'flag-syntax'
  | 'flag-index'
  | 'flag-conflict'
  | 'flag-json'
  | 'file-unreadable';

/** A refusal of Helm's, as data. Line and column are 1-based; `flag` never carries the value that was set. */
export interface ValuesError {
  readonly kind: ValuesErrorKind;
  /** What, why and what to do, without the place. */
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly flag?: string;
}

/** Where an error is: a place in a file or a flag. */
export type ErrorPlace = Pick<ValuesError, 'file' | 'line' | 'column' | 'flag'>;

/** Carries a ValuesError out of a recursion; the exported functions of this folder catch it and return it. */
export class Refusal extends Error {
  constructor(readonly detail: ValuesError) {
    super(detail.message);
  }
}

/** @throws Refusal always. */
export function refuse(kind: ValuesErrorKind, message: string, place: ErrorPlace): never {
  throw new Refusal({ ...place, kind, message });
}

/** Runs a recursion and makes its Refusal a result; anything else that is thrown is a mistake of ours and goes on. */
export function caught<T>(run: () => T): Result<T, ValuesError> {
  try {
    return ok(run());
  } catch (thrown) {
    if (thrown instanceof Refusal) return err(thrown.detail);
    throw thrown;
  }
}

/** Far beyond any values file and below what the call stack holds. Helm's own limit is 10,000. */
export const MAX_DEPTH = 1000;

/** @throws Refusal always. */
export const refuseDepth = (place: ErrorPlace): never =>
  refuse('too-deep', 'maps and lists are nested too deeply; flatten the values', place);
