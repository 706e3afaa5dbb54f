import { decidesAnswers } from './facts/components.ts';
import type { Migration } from './migration.ts';
import type { Workload } from './workload.ts';

export const QUERY_BACKEND = 'enable-query-backend';
export const QUERY_BACKEND_FROM = 'enable-query-backend-from';

const RFC_3339 = /^\d{4}-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** RFC 3339 with a zone, and a moment that exists: the 30th of February is read as March by some, and refused by the server. */
export function isTimeWithZone(text: string): boolean {
  if (!RFC_3339.test(text) || Number.isNaN(Date.parse(text))) return false;
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return new Date(midnight).toISOString().startsWith(text.slice(0, 10));
}

/** A component that answers queries. */
export interface Reader {
  readonly workload: Workload;
  readonly from: string | undefined;
}

/** Who reads in dual with the v2 query backend on, and from when. */
export function readers({ target, workloads, release }: Migration): readonly Reader[] {
  if (target !== 'dual') return [];
  const reading = workloads.filter(
    (one) => decidesAnswers(one.component) && one.flags.value(QUERY_BACKEND) !== 'false',
  );
  const on = reading.filter((one) => release.chartMajor >= 2 || one.flags.value(QUERY_BACKEND) === 'true');
  return on.map((workload) => ({ workload, from: workload.flags.value(QUERY_BACKEND_FROM) }));
}
