import type { ValuesError, ValuesErrorKind } from './values-error.ts';

/** Where an error is: a place in a file or a flag. */
export type ErrorPlace = Pick<ValuesError, 'file' | 'line' | 'column' | 'flag'>;

/** Carries a ValuesError out of a recursion; the exported functions of this folder catch it and return it. */
export class Refusal extends Error {
  readonly detail: ValuesError;

  constructor(detail: ValuesError) {
    super(detail.message);
    this.detail = detail;
  }
}

/** @throws Refusal always. */
export function refuse(kind: ValuesErrorKind, message: string, place: ErrorPlace): never {
  throw new Refusal({ ...place, kind, message });
}
