import type { Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';

/** Flags the chart writes in v1 on 2.x; on 1.x it writes none. */
const V1_FLAGS = new Map([
  ['architecture.storage', 'v1'],
  ['write-path', 'ingester'],
]);

/**
 * v1: what the chart writes for v2 and for the migration goes; on 2.x storage architecture and write path are set.
 * What came through extraArgs stays, as the chart leaves it, for the corrections to judge.
 */
export function flagsOfV1(migration: Migration, workload: Workload): void {
  const keeps = migration.release.chartMajor >= 2 ? V1_FLAGS : new Map<string, string>();
  for (const { name, byChart } of workload.flags.all()) {
    if (byChart && !keeps.has(name)) migration.removeFlag(workload, name, 'phase');
  }
  for (const [name, value] of keeps) {
    const slot = workload.flags.find(name);
    if (slot === undefined || slot.byChart) migration.setFlag(workload, name, value, 'phase');
  }
}
