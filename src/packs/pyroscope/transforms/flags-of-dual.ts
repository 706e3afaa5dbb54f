import type { Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';
import { takesQueries, takesWritePath } from './takes.ts';

const INGESTER_WEIGHT = 'write-path.ingester-weight';
const SEGMENT_WRITER_WEIGHT = 'write-path.segment-writer-weight';

function writeFlags(migration: Migration, workload: Workload): void {
  const { settings, release } = migration;
  const wasDual = workload.flags.value('write-path') === 'combined';
  migration.setFlag(workload, 'write-path', 'combined', 'phase');
  // A render that is dual already keeps its weights; A6 looks after missing ones.
  const ingester = settings.ingesterWeight?.value ?? (wasDual || release.chartMajor < 2 ? undefined : '1');
  const segmentWriter = settings.segmentWriterWeight?.value ?? (wasDual ? undefined : '1');
  if (ingester !== undefined) migration.setFlag(workload, INGESTER_WEIGHT, ingester, 'phase');
  if (segmentWriter !== undefined) migration.setFlag(workload, SEGMENT_WRITER_WEIGHT, segmentWriter, 'phase');
}

/** On 1.x the chart writes `auto` out; from 2.0.0 on it leaves it to the server's default. A dual render without it is A3's to judge. */
function readFlagsOn1(migration: Migration, workload: Workload, comesFromV2: boolean): void {
  if (comesFromV2) migration.setFlag(workload, 'enable-query-backend', 'true', 'phase');
  const from = migration.settings.queryBackendFrom?.value ?? (comesFromV2 ? 'auto' : undefined);
  if (from) migration.setFlag(workload, 'enable-query-backend-from', from, 'phase');
}

function readFlagsOn2(migration: Migration, workload: Workload): void {
  const from = migration.settings.queryBackendFrom?.value;
  if (from === undefined) return;
  if (from === 'auto' || from === '') migration.removeFlag(workload, 'enable-query-backend-from', 'phase');
  else migration.setFlag(workload, 'enable-query-backend-from', from, 'phase');
}

function removeV1ModulesOff(migration: Migration, workload: Workload): void {
  for (const { name, byChart } of workload.flags.all()) {
    if (byChart && name.startsWith('all.enable-v1-')) migration.removeFlag(workload, name, 'phase');
  }
}

/** dual: both write paths with their weights, v2 reads from a time on (charts 1.15.1 to 2.2.1; weights on 1.x are phasegate's own). */
export function flagsOfDual(migration: Migration, workload: Workload): void {
  const { chartMajor } = migration.release;
  const comesFromV2 =
    migration.present.phase === 'v2' || workload.flags.value('write-path') === 'segment-writer';
  if (chartMajor >= 2) migration.setFlag(workload, 'architecture.storage', 'v1-v2-dual', 'phase');
  if (takesWritePath(workload, chartMajor)) writeFlags(migration, workload);
  removeV1ModulesOff(migration, workload);
  if (!takesQueries(workload)) return;
  if (chartMajor >= 2) readFlagsOn2(migration, workload);
  else readFlagsOn1(migration, workload, comesFromV2);
}
