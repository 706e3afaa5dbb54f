import { removeEntry } from '../../../manifest/entry-edit.ts';
import { NamedListEditor } from '../../../manifest/named-list-editor.ts';
import type { ManifestObject } from '../../../manifest/object.ts';
import { asMap, asSequence, at, entryOf, itemsAt, textAt } from '../../../manifest/query.ts';
import type { YamlItem } from '../../../yaml/node.ts';
import { ALL, PORTS } from '../facts/components.ts';
import type { Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';

const METASTORE_SERVICE = 'PYROSCOPE_METASTORE_SERVICE';
const METASTORE_MOUNT = '/data-metastore';
const SHARED_MOUNT = '/data-shared';

const portBehind = (text: string | undefined): string | undefined => /:(\d+)$/.exec(text ?? '')?.[1];

/** The port numbers that v2 adds, by the addresses that point at them; the chart's defaults where those are overridden. */
function v2Ports(workloads: readonly Workload[]): readonly string[] {
  const grpc = workloads.flatMap(({ flags }) => portBehind(flags.value('metastore.address')) ?? []);
  const raft = workloads.flatMap((one) => portBehind(one.environmentValue(METASTORE_SERVICE)) ?? []);
  return [grpc[0] ?? String(PORTS.grpc), raft[0] ?? String(PORTS.raft)];
}

const isPort =
  (key: string, port: string) =>
  ({ value }: YamlItem): boolean =>
    textAt(value, key) === port && (textAt(value, 'name') ?? '') !== 'http2';

function removeContainerPorts(migration: Migration, workload: Workload, ports: readonly string[]): void {
  for (const port of ports) {
    if (workload.ports.removeFirst(isPort('containerPort', port))) {
      migration.record(workload.object, {
        reason: 'phase',
        action: 'remove',
        what: `container port ${port}`,
      });
    }
  }
}

function removeServicePorts(
  migration: Migration,
  service: ManifestObject,
  ports: readonly string[],
): boolean {
  const list = asSequence(at(service.node, 'spec', 'ports'));
  const draft = new NamedListEditor(service.document.text, list);
  const gone = ports.filter(
    (port) => itemsAt(service.node, 'spec', 'ports').length > 1 && draft.removeFirst(isPort('port', port)),
  );
  for (const patch of draft.patches()) {
    migration.patch(service, patch, {
      reason: 'phase',
      action: 'remove',
      what: `service ports ${gone.join(', ')}`,
    });
  }
  return gone.length > 0;
}

/** The chart sets it on the headless Service of the metastore, which in a single binary is everybody's. */
function removePublishNotReady(migration: Migration, service: ManifestObject): void {
  const spec = asMap(at(service.node, 'spec'));
  const entry = entryOf(spec, 'publishNotReadyAddresses');
  if (!spec || !entry) return;
  const what = 'publishNotReadyAddresses: true';
  migration.patch(service, removeEntry(service.document.text, spec, entry), {
    reason: 'phase',
    action: 'remove',
    what,
  });
}

/** Takes the v2 ports out of the Services that stay. */
function removeServiceTraces(migration: Migration, ports: readonly string[]): void {
  const services = migration.objects.filter((object) => object.kind === 'Service');
  for (const service of services.filter((one) => one.labels.has('app.kubernetes.io/component'))) {
    const hadPorts = removeServicePorts(migration, service, ports);
    const isSingle = service.labels.get('app.kubernetes.io/component') === ALL;
    if (hadPorts && isSingle) removePublishNotReady(migration, service);
  }
}

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
