import { ALL } from '../components.ts';
import { flagSupport } from '../facts/flags.ts';
import type { Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';
import { takesQueries, takesWritePath } from './takes.ts';

const DUAL_ONLY = [
  'write-path.ingester-weight',
  'write-path.segment-writer-weight',
  'enable-query-backend-from',
];
const V1_MODULES_OFF = ['all.enable-v1-write-path', 'all.enable-v1-read-path'];

/** Changes only what the chart wrote: a flag of extraArgs is for the corrections and refusals to judge. */
function setChartFlag(migration: Migration, workload: Workload, name: string, value: string): void {
  const slot = workload.flags.find(name);
  if (slot === undefined || slot.byChart) migration.setFlag(workload, name, value, 'phase');
}

function removeChartFlag(migration: Migration, workload: Workload, name: string): void {
  if (workload.flags.find(name)?.byChart) migration.removeFlag(workload, name, 'phase');
}

function flagsOn1(migration: Migration, workload: Workload): void {
  if (takesWritePath(workload, 1)) setChartFlag(migration, workload, 'write-path', 'segment-writer');
  if (workload.component === ALL) {
    const known = V1_MODULES_OFF.filter((flag) => flagSupport(flag, workload.server.value) !== 'unknown');
    for (const flag of known) setChartFlag(migration, workload, flag, 'false');
  }
  if (takesQueries(workload)) setChartFlag(migration, workload, 'enable-query-backend', 'true');
}

function flagsOn2(migration: Migration, workload: Workload): void {
  removeChartFlag(migration, workload, 'write-path');
  setChartFlag(migration, workload, 'architecture.storage', 'v2');
}

/** v2: writes and reads by v2 alone, as charts 1.19.2 to 1.21.0 and 2.0.0 to 2.2.1 render it. */
export function flagsOfV2(migration: Migration, workload: Workload): void {
  for (const flag of DUAL_ONLY) removeChartFlag(migration, workload, flag);
  if (migration.release.chartMajor >= 2) flagsOn2(migration, workload);
  else flagsOn1(migration, workload);
}
