import type { PachydermRule } from '../read/facts.ts';

/** Judged in this order. */
export const RULES: readonly PachydermRule[] = [];
