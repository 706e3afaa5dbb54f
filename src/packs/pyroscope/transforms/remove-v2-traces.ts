import { textAt } from '../../../manifest/query.ts';
import type { YamlItem } from '../../../yaml/node.ts';
import type { Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';
import { removeContainerPorts, removeServiceTraces, v2Ports } from './v2-ports.ts';

const METASTORE_SERVICE = 'PYROSCOPE_METASTORE_SERVICE';
const METASTORE_MOUNT = '/data-metastore';
const SHARED_MOUNT = '/data-shared';

const mountsAt =
  (path: string) =>
  ({ value }: YamlItem): boolean =>
    textAt(value, 'mountPath') === path && textAt(value, 'name') === 'data';

function removeEnvironment(migration: Migration, workload: Workload): void {
  for (const name of ['PYROSCOPE_V2_EXPERIMENT', METASTORE_SERVICE]) {
    if (workload.environment.removeNamed(name)) {
      migration.record(workload.object, { reason: 'phase', action: 'remove', what: `env ${name}` });
    }
  }
}

function removeMounts(migration: Migration, workload: Workload): void {
  for (const path of [SHARED_MOUNT, METASTORE_MOUNT]) {
    if (workload.mounts.removeFirst(mountsAt(path))) {
      migration.record(workload.object, { reason: 'phase', action: 'remove', what: `volume mount ${path}` });
    }
  }
}

/** Whether a workload was rendered with v2: only then are ports, env and mounts of v2 the chart's doing. */
const wasRenderedWithV2 = (workload: Workload): boolean =>
  workload.environment.named(METASTORE_SERVICE) !== undefined ||
  workload.flags.find('metastore.address') !== undefined;

/** The rollback's second half: ports, env and volume mounts that only v2 needs (charts 1.15.1 to 2.2.1). */
export function removeV2Traces(migration: Migration): void {
  const rendered = migration.workloads.filter(wasRenderedWithV2);
  if (rendered.length === 0) return;
  const ports = v2Ports(migration.release.workloads);
  for (const workload of rendered) {
    removeEnvironment(migration, workload);
    removeContainerPorts(migration, workload, ports);
    removeMounts(migration, workload);
  }
  removeServiceTraces(migration, ports);
}
