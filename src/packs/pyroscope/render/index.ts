import { likely, type ManifestEditor, type ManifestObject, type Tree } from '../../../pack.ts';
import { ALL, isInPhase, PORTS } from '../facts/components.ts';
import { hasStore, type PyroscopePhase } from '../facts/phases.ts';
import type { PyroscopeCase, PyroscopeComponent } from '../read/facts.ts';
import { EXPERIMENT_VARIABLE, setFlags } from './flags.ts';

const isDiscovery = ({ kind, name }: ManifestObject): boolean =>
  (kind === 'Role' || kind === 'RoleBinding') && name.endsWith('-discovery');

/**
 * Objects of components that a phase does not have, and in v1 the Role and RoleBinding by which the v2 clients find the
 * metastore (charts 1.15.1 to 2.2.1 render them with v2 only).
 */
export function drops(object: ManifestObject, to: PyroscopePhase): boolean {
  const component = object.labels[COMPONENT];
  if (component !== undefined && !isInPhase(component, to)) return true;
  return !hasStore(to, 'v2') && isDiscovery(object);
}

/** Makes the render mean what the chart itself renders for the phase. */
export function toPhase(of: PyroscopeCase, to: PyroscopePhase, edit: ManifestEditor): void {
  // Ports are found by the addresses among the flags, so they go first.
  if (!hasStore(to, 'v2')) removeV2Traces(of, edit);
  setFlags(of, to, edit);
}

const METASTORE_SERVICE = 'PYROSCOPE_METASTORE_SERVICE';
const METASTORE_MOUNT = '/data-metastore';
const SHARED_MOUNT = '/data-shared';
const COMPONENT = 'app.kubernetes.io/component';

const portBehind = (text: string | undefined): string | undefined => /:(\d+)$/.exec(text ?? '')?.[1];

/** The port numbers that v2 adds, by the addresses that point at them; the chart's defaults where those are overridden. */
function v2Ports(components: readonly PyroscopeComponent[]): readonly string[] {
  const grpc = components.flatMap(({ flags }) => portBehind(likely(flags['metastore.address'])) ?? []);
  const raft = components.flatMap(({ variables }) => portBehind(likely(variables[METASTORE_SERVICE])) ?? []);
  return [grpc[0] ?? String(PORTS.grpc), raft[0] ?? String(PORTS.raft)];
}

const isPort =
  (key: string, port: string) =>
  (item: Tree): boolean =>
    likely(item.at(key)) === port && likely(item.at('name')) !== 'http2';

const isMountAt =
  (path: string) =>
  (item: Tree): boolean =>
    likely(item.at('mountPath')) === path && likely(item.at('name')) === 'data';

function removeFromComponent(
  { name }: PyroscopeComponent,
  ports: readonly string[],
  edit: ManifestEditor,
): void {
  for (const variable of [EXPERIMENT_VARIABLE, METASTORE_SERVICE]) edit.variable(name, variable, undefined);
  for (const port of ports)
    edit.removeItem(name, ['ports'], isPort('containerPort', port), `container port ${port}`);
  for (const path of [SHARED_MOUNT, METASTORE_MOUNT])
    edit.removeItem(name, ['volumeMounts'], isMountAt(path), `volume mount ${path}`);
}

const SERVICE_PORTS = ['spec', 'ports'];

/** In a single binary the chart sets publishNotReadyAddresses for the metastore, on what is everybody's Service. */
function removeFromService(service: ManifestObject, ports: readonly string[], edit: ManifestEditor): void {
  if (service.keys(...SERVICE_PORTS).length <= 1) return;
  const gone = ports.filter((port) =>
    edit.removeItem(service, SERVICE_PORTS, isPort('port', port), `service port ${port}`),
  );
  if (gone.length > 0 && service.labels[COMPONENT] === ALL)
    edit.set(service, ['spec', 'publishNotReadyAddresses'], undefined);
}

/** Whether a component was rendered with v2: only then are ports, env and mounts of v2 the chart's doing. */
const wasRenderedWithV2 = ({ variables, flags }: PyroscopeComponent): boolean =>
  variables[METASTORE_SERVICE] !== undefined || flags['metastore.address'] !== undefined;

/** The rollback's second half: ports, env and volume mounts that only v2 needs (charts 1.15.1 to 2.2.1). */
export function removeV2Traces({ now, rendered = now }: PyroscopeCase, edit: ManifestEditor): void {
  const withV2 = now.components.filter(wasRenderedWithV2);
  if (withV2.length === 0) return;
  const ports = v2Ports(rendered.components);
  for (const component of withV2) removeFromComponent(component, ports, edit);
  for (const object of now.objects ?? [])
    if (object.kind === 'Service' && object.labels[COMPONENT] !== undefined)
      removeFromService(object, ports, edit);
}
