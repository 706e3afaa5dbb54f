import { flagSupport } from '../facts/flags.ts';
import type { Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';

const NAME = 'PYROSCOPE_V2_EXPERIMENT';

function lacksVariable(workload: Workload): boolean {
  if (workload.environmentValue(NAME) !== undefined) return false;
  return workload.flags.all().some(({ name }) => flagSupport(name, workload.server.value) === 'experiment');
}

/** On 1.x servers every v2 flag needs env PYROSCOPE_V2_EXPERIMENT beside it, as the chart renders it. */
export function addExperimentVariable(migration: Migration): void {
  if (migration.release.chartMajor >= 2 || migration.target === 'v1') return;
  for (const workload of migration.workloads.filter(lacksVariable)) {
    if (workload.environment.append({ name: NAME, value: '1' }, ['value'])) {
      migration.record(workload.object, { reason: 'phase', action: 'add', what: `env ${NAME}=1` });
    }
  }
}
