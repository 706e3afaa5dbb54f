import { refuse } from './refusal.ts';
import type { ValuesError } from './values-error.ts';

/** Far beyond any values file and far below what the call stack holds. Helm's own limit is 10,000. */
const MAX_DEPTH = 1000;

/** @throws Refusal beyond 1,000 levels. */
export function checkDepth(depth: number, place: Partial<ValuesError>): void {
  if (depth > MAX_DEPTH) refuseDepth(place);
}

export const refuseDepth = (place: Partial<ValuesError>): never =>
  refuse('too-deep', `maps and lists are nested more than ${MAX_DEPTH} deep; flatten the values`, place);
