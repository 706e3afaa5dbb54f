import type { ValuesError, ValuesErrorKind } from './values-error.ts';

/** Carries a ValuesError out of a recursion; the exported functions of this folder catch it and return it. */
export class Refusal extends Error {
  readonly detail: ValuesError;

  constructor(detail: ValuesError) {
    super(detail.message);
    this.detail = detail;
  }
}

/** @throws Refusal always. @param place file, line and column, or the flag */
export function refuse(kind: ValuesErrorKind, message: string, place: Partial<ValuesError> = {}): never {
  throw new Refusal({ ...place, kind, message });
}
