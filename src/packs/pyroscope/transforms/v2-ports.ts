import { removeEntry } from '../../../manifest/entry-edit.ts';
import { NamedListEditor } from '../../../manifest/named-list-editor.ts';
import type { ManifestObject } from '../../../manifest/object.ts';
import { asMap, asSequence, at, entryOf, itemsAt, textAt } from '../../../manifest/query.ts';
import type { YamlItem } from '../../../yaml/node.ts';
import type { Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';

const portBehind = (text: string | undefined): string | undefined => /:(\d+)$/.exec(text ?? '')?.[1];

/** The port numbers that v2 adds, by the addresses that point at them; the chart's defaults where those are overridden. */
export function v2Ports(workloads: readonly Workload[]): readonly string[] {
  const grpc = workloads.flatMap(({ flags }) => portBehind(flags.value('metastore.address')) ?? []);
  const raft = workloads.flatMap(
    (one) => portBehind(one.environmentValue('PYROSCOPE_METASTORE_SERVICE')) ?? [],
  );
  return [grpc[0] ?? '9095', raft[0] ?? '9099'];
}

const isPort =
  (key: string, port: string) =>
  ({ value }: YamlItem): boolean =>
    textAt(value, key) === port && (textAt(value, 'name') ?? '') !== 'http2';

export function removeContainerPorts(
  migration: Migration,
  workload: Workload,
  ports: readonly string[],
): void {
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
export function removeServiceTraces(migration: Migration, ports: readonly string[]): void {
  const services = migration.objects.filter((object) => object.kind === 'Service');
  for (const service of services.filter((one) => one.labels.has('app.kubernetes.io/component'))) {
    const hadPorts = removeServicePorts(migration, service, ports);
    const isSingle = service.labels.get('app.kubernetes.io/component') === 'all';
    if (hadPorts && isSingle) removePublishNotReady(migration, service);
  }
}
