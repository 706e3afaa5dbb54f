import type { Phase } from '../../../pack.ts';

export const PHASES = ['normal', 'adjacent'] as const;
export type PachydermPhase = (typeof PHASES)[number];

/** No flag shows a phase: names and nodePorts do, and the readers know them. */
export const PHASE_FACTS: readonly Phase<PachydermPhase>[] = [
  { id: 'normal', title: 'one cluster by itself', writes: ['bucket'], reads: ['bucket'], signs: [] },
  {
    id: 'adjacent',
    title: 'a cluster beside another one',
    writes: ['bucket'],
    reads: ['bucket'],
    signs: [],
  },
];
