import type { Phase } from '../../../pack.ts';

/** In the order of the migration. */
export const PHASES = ['old', 'dual', 'new'] as const;
export type PrometheusPhase = (typeof PHASES)[number];

/**
 * No flag shows a phase: what it is depends on which entry of remote_write is the destination, and the readers know that.
 * Queries are answered by the old store until the last.
 */
export const PHASE_FACTS: readonly Phase<PrometheusPhase>[] = [
  { id: 'old', title: 'the old store alone', writes: ['old'], reads: ['old'], signs: [] },
  { id: 'dual', title: 'both stores side by side', writes: ['old', 'new'], reads: ['old'], signs: [] },
  { id: 'new', title: 'the new store alone', writes: ['new'], reads: ['new'], signs: [] },
];

/** Whether a step leaves dual out, so that no store has both what was and what comes. */
export const skipsDual = (from: PrometheusPhase, to: PrometheusPhase): boolean =>
  from !== to && from !== 'dual' && to !== 'dual';
