import type { LintFinding } from '../../lint/lint-result.ts';

/** One side of a planned step. */
export interface PlanSide {
  readonly phase: string;
  readonly chart: string;
  readonly server: string;
  /** single-binary, legacy or microservices. */
  readonly mode: string;
  /** Where this was read, in words: `revision 7 of the release`, `values/prod.yaml`, `--from-values`. */
  readonly source: string;
}

export interface PlannedComponent {
  readonly name: string;
  /** The storage layer that it serves. */
  readonly layer: 'v1' | 'v2' | 'both';
  readonly kind: string;
  readonly change: 'added' | 'removed' | 'kept';
  readonly replicasBefore?: number;
  readonly replicasAfter?: number;
  readonly claims: 'none' | 'kept' | 'new' | 'orphaned';
}

/** Where profiles go to, or where answers come from; shares are fractions of all. */
export interface PlannedRoute {
  readonly store: 'v1' | 'v2';
  readonly share: number;
  /** `from 2026-11-01T00:00:00Z`, `from the first compacted v2 block`. */
  readonly note?: string;
}

export interface PlannedFlag {
  readonly component: string;
  readonly flag: string;
  readonly before?: string;
  readonly after?: string;
}

export interface PlanSpan {
  readonly phase: string;
  /** RFC 3339. */
  readonly since: string;
  readonly until?: string;
  readonly isCertain: boolean;
}

export interface PlanSoak {
  readonly phase: string;
  readonly since?: string;
  readonly durationMs: number;
  readonly neededMs: number;
  readonly isProvable: boolean;
  /** RFC 3339. */
  readonly earliest?: string;
}

/** Something that stops the step, or that must be known before it. */
export interface PlanNotice {
  readonly id: string;
  readonly severity: 'refusal' | 'warning' | 'note';
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

export interface PlanChecklistItem {
  readonly title: string;
  readonly status: 'done' | 'open' | 'failed' | 'unknown';
  readonly detail: string;
}

/** What a step will do, before it is taken. Formats are pure functions of it. */
export interface PlanReport {
  readonly version: string;
  /** RFC 3339, of this plan. */
  readonly time: string;
  readonly release: { readonly name: string; readonly namespace: string; readonly kubeContext?: string };
  readonly before: PlanSide;
  readonly after: PlanSide;
  readonly isReversible: boolean;
  readonly costOfGoingBack: string;
  /** Sentences, with times where they are known. */
  readonly consequences: readonly string[];
  readonly components: readonly PlannedComponent[];
  readonly writesBefore: readonly PlannedRoute[];
  readonly writesAfter: readonly PlannedRoute[];
  readonly readsBefore: readonly PlannedRoute[];
  readonly readsAfter: readonly PlannedRoute[];
  readonly flags: readonly PlannedFlag[];
  readonly notices: readonly PlanNotice[];
  readonly findings: readonly LintFinding[];
  readonly timeLine: readonly PlanSpan[];
  readonly soak?: PlanSoak;
  readonly gate?: {
    readonly isOpen: boolean;
    readonly reasons: readonly string[];
    readonly earliest?: string;
  };
  readonly checklist: readonly PlanChecklistItem[];
}
