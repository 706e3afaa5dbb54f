import { type ErrorPlace, refuse } from './refusal.ts';

/** Far beyond any values file and below what the call stack holds. Helm's own limit is 10,000. */
export const MAX_DEPTH = 1000;

/** @throws Refusal always. */
export const refuseDepth = (place: ErrorPlace): never =>
  refuse('too-deep', 'maps and lists are nested too deep to be read; flatten the values', place);
