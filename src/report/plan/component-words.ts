import type { PlannedComponent } from './plan-report.ts';

export const CLAIM_WORDS = {
  none: '',
  kept: 'claims kept',
  new: 'new claims',
  orphaned: 'claims left behind',
} as const satisfies Readonly<Record<PlannedComponent['claims'], string>>;

export const LAYER_WORDS = {
  v1: 'v1',
  v2: 'v2',
  both: 'v1 + v2',
} as const satisfies Readonly<Record<PlannedComponent['layer'], string>>;

export const CHANGE_MARKS = {
  added: '+',
  removed: '-',
  kept: ' ',
} as const satisfies Readonly<Record<PlannedComponent['change'], string>>;

export const replicas = (count: number): string => `${count} ${count === 1 ? 'replica' : 'replicas'}`;

/** `3 replicas`, `2 → 3 replicas`, empty where the number is not known. */
export function replicaStep({ replicasBefore, replicasAfter }: PlannedComponent): string {
  if (replicasBefore === undefined || replicasAfter === undefined || replicasBefore === replicasAfter) {
    const known = replicasAfter ?? replicasBefore;
    return known === undefined ? '' : replicas(known);
  }
  return `${replicasBefore} → ${replicas(replicasAfter)}`;
}

/** Whether a component stays just as it was, as far as the plan tells. */
export const isUntouched = ({ change, claims, replicasBefore, replicasAfter }: PlannedComponent): boolean =>
  change === 'kept' && replicasBefore === replicasAfter && (claims === 'none' || claims === 'kept');

/** `5 more stay as they are`. @param shown how many others are listed */
export function untouchedText(untouched: number, shown: number): string {
  const more = shown === 0 ? '' : ' more';
  return untouched === 1 ? `1${more} stays as it is` : `${untouched}${more} stay as they are`;
}

const RANK = { added: 0, removed: 1, kept: 2 } as const;

/** Those that come first, then those that go, then those that stay; the order within stays as it is. */
export const byChange = (components: readonly PlannedComponent[]): PlannedComponent[] =>
  components.toSorted((one, other) => RANK[one.change] - RANK[other.change]);
