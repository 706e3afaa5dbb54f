import type { PlanNotice } from './plan-report.ts';

const RANK = { refusal: 0, warning: 1, note: 2 } as const;

/** What stops the step, then what must be known before it. */
export const bySeverity = (notices: readonly PlanNotice[]): PlanNotice[] =>
  notices.toSorted((one, other) => RANK[one.severity] - RANK[other.severity]);
