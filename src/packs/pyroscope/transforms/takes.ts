import { ALL } from '../components.ts';
import type { Workload } from '../workload.ts';

const takes =
  (component: string) =>
  (workload: Workload, chartMajor: number): boolean =>
    chartMajor >= 2 || workload.component === ALL || workload.component === component;

/** On 1.x the distributor (or the single binary) alone decides on the write path; charts 2.x tell every component. */
export const takesWritePath = takes('distributor');

/** The query-frontend (or the single binary) decides which storage answers. */
export const takesQueries = (workload: Workload): boolean =>
  workload.component === ALL || workload.component === 'query-frontend';
