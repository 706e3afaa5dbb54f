import { asVersion } from '../../../chart/versions.ts';
import { readImage } from '../../../image-reference.ts';
import {
  type Component,
  type Flags,
  type Found,
  type Known,
  known,
  likely,
  type ManifestObject,
  type Path,
  type PodsByLabel,
  type Recognised,
  type Tree,
  unsure,
  when,
} from '../../../pack.ts';
import { PLAIN, STACK } from '../facts/charts.ts';
import type { PrometheusPhase } from '../facts/phases.ts';
import { RECEIVER_FLAG } from '../facts/settings.ts';
import { entriesIn, type Meant, phaseOf } from './entries.ts';
import type { PrometheusFacts, PrometheusServer } from './facts.ts';
import { resourceAsConfig, resourceAsFlags } from './resource.ts';

const RESOURCES = new Set(['Prometheus', 'PrometheusAgent']);
const SERVER = 'server';
const isOf = (chart: string, label = ''): boolean => new RegExp(`^${chart}-v?\\d`).test(label);

/** By the labels of the two charts: kube-prometheus-stack names itself in `chart`, prometheus in `helm.sh/chart`. */
export function recognise({ kind, labels }: ManifestObject): boolean | Recognised {
  const { chart, release } = labels;
  if (RESOURCES.has(kind) && chart !== undefined && isOf(STACK.name, chart))
    return { chartLabel: chart, ...(release !== undefined && { release }) };
  return isOf(PLAIN.name, labels['helm.sh/chart']) && labels['app.kubernetes.io/component'] === SERVER;
}

/** The operator's custom resources; the chart prometheus may run as a DaemonSet. */
export const runs = ({ kind }: ManifestObject): boolean => RESOURCES.has(kind) || kind === 'DaemonSet';

/** The pods of a custom resource: the operator's own label names it, and no label names the release (operators 0.65 to 0.93). */
export const podsOfOperator = ({ components }: PrometheusFacts): readonly PodsByLabel[] =>
  components.flatMap(({ name, resource, object }) =>
    resource && object ? [{ selector: `operator.prometheus.io/name=${object.name}`, component: name }] : [],
  );

const NO_FLAGS: Flags = {};

const isTrue = (said: Known<string> | undefined): Known<boolean> | undefined =>
  said && when(said, (word) => word === 'true');

const number = (said: Known<string> | undefined, byDefault: number): Known<number> =>
  said ? when(said, Number) : known(byDefault, 'default');

/** `v3.14.0-distroless` is 3.14.0: what is behind the dash is the kind of image. */
const serverVersion = (said: Known<string> | undefined): Known<string> | undefined =>
  said && when(said, (word) => asVersion(word.replace(/-[a-z].*$/, '')) ?? (Number.NaN as unknown as string));

function versionOf(resource: ManifestObject): Known<string> {
  const said = resource.at('spec', 'version');
  const image = resource.at('spec', 'image');
  const tag = image && when(image, (text) => readImage(text).tag ?? '');
  const read = serverVersion(said ?? tag);
  return read?.sure ? read : unsure('the version of its Prometheus is not named', (said ?? image)?.place);
}

const labelsAt = (tree: Tree, path: Path): Readonly<Record<string, Known<string>>> =>
  Object.fromEntries(
    tree.keys(...path).flatMap((key) => {
      const said = tree.at(...path, key);
      return said ? [[String(key), said] as const] : [];
    }),
  );

const REMOTE_WRITE: Path = ['spec', 'remoteWrite'];

function fromResource(object: ManifestObject): PrometheusServer {
  const spec = object.below('spec');
  const { kind } = object;
  const replicaLabel = spec.at('replicaExternalLabelName');
  return {
    name: 'prometheus',
    kind,
    server: versionOf(object),
    replicas: number(spec.at('replicas'), 1),
    shards: number(spec.at('shards'), 1),
    flags: resourceAsFlags(spec),
    variables: NO_FLAGS,
    config: resourceAsConfig(spec),
    object,
    resource: spec,
    spelling: 'resource',
    written: { object, list: REMOTE_WRITE },
    duplicates: [],
    entries: entriesIn(spec, ['remoteWrite'], 'resource'),
    readers: entriesIn(spec, ['remoteRead'], 'resource'),
    isAgent: kind === 'PrometheusAgent',
    receives: isTrue(spec.at('enableRemoteWriteReceiver')) ?? known(false, 'default'),
    externalLabels: labelsAt(spec, ['externalLabels']),
    replicaLabel: spec.has('replicaExternalLabelName')
      ? (replicaLabel ?? known('', 'chart', spec.place('replicaExternalLabelName')))
      : known('prometheus_replica', 'default'),
  };
}

const POD: Path = ['spec', 'template', 'spec'];

interface ConfigSource {
  readonly object?: ManifestObject;
  readonly key: string;
  readonly elsewhere?: Known<string>;
}

/** The file of --config.file, by the volume that holds it. */
function configOf(workload: ManifestObject, file: string, objects: readonly ManifestObject[]): ConfigSource {
  const key = file.split('/').at(-1) ?? '';
  const pod = workload.below(...POD);
  const volumes = pod.keys('volumes').map((index) => pod.below('volumes', index));
  const mounted = volumes.find((one) => likely(one.at('name')) === 'config-volume');
  const secret = mounted?.at('secret', 'secretName');
  if (secret) return { key, elsewhere: when(secret, (name) => `Secret ${name}`) };
  const map = mounted?.at('configMap', 'name');
  const object = objects.find(({ kind, name }) => kind === 'ConfigMap' && name === likely(map));
  if (object) return { key, object };
  return {
    key,
    elsewhere: map
      ? when(map, (name) => `ConfigMap ${name}, which is not among the manifests`)
      : unsure('no volume of its pod holds the file', workload.place(...POD), `file ${file}`),
  };
}

const flagsIn = (args: readonly Known<string>[]): Flags =>
  Object.fromEntries(
    args.flatMap((arg) => {
      const [, name, value = 'true'] = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(likely(arg) ?? '') ?? [];
      return name === undefined ? [] : [[name, when(arg, () => value)] as const];
    }),
  );

/** A DaemonSet is not a workload that the engine edits: its flags are read here. */
function onEveryNode(object: ManifestObject): Component | undefined {
  const pod = object.below(...POD);
  const containers = pod.keys('containers').map((index) => pod.below('containers', index));
  const own = containers.find((one) => argsOf(one).some((arg) => likely(arg)?.includes('--config.file=')));
  if (own === undefined) return undefined;
  const image = own.at('image');
  return {
    name: SERVER,
    kind: object.kind,
    server:
      serverVersion(image && when(image, (text) => readImage(text).tag ?? '')) ?? unsure('it has no image'),
    replicas: unsure('it runs on every node'),
    flags: flagsIn(argsOf(own)),
    variables: NO_FLAGS,
    object,
    container: own,
  };
}

const argsOf = (container: Tree): readonly Known<string>[] =>
  container.keys('args').flatMap((index) => container.at('args', index) ?? []);

const EMPTY_FILE = { duplicates: [], entries: [], readers: [], externalLabels: {} } as const;

function fromFile(component: Component, objects: readonly ManifestObject[]): PrometheusServer | undefined {
  const { object, flags } = component;
  const file = likely(flags['config.file']);
  if (object === undefined || file === undefined) return undefined;
  const server = {
    ...component,
    spelling: 'file' as const,
    isAgent:
      flags.agent !== undefined || (likely(flags['enable-feature']) ?? '').split(',').includes('agent'),
    receives: isTrue(flags[RECEIVER_FLAG]) ?? known(false, 'default' as const),
    shards: known(1, 'default' as const),
    ...(component.kind === 'DaemonSet' && { isOnEveryNode: true }),
  };
  const { object: map, key, elsewhere } = configOf(object, file, objects);
  const held = map?.file('data', key);
  if (map === undefined || held === undefined)
    return {
      ...server,
      ...EMPTY_FILE,
      elsewhere: elsewhere ?? unsure('its ConfigMap has no such file', map?.place('data'), key),
    };
  const { tree, problem, duplicates, isEditable } = held;
  const why = problem ?? (isEditable ? undefined : 'it is not written as a block text');
  if (why !== undefined)
    return { ...server, ...EMPTY_FILE, unreadable: known(why, 'chart', map.place('data', key)) };
  return {
    ...server,
    config: tree,
    written: { object: map, list: ['data', key, 'remote_write'], after: 'global' },
    duplicates: duplicates.map((name) => known(name, 'chart', tree.place(name))),
    entries: entriesIn(tree, ['remote_write'], 'file'),
    readers: entriesIn(tree, ['remote_read'], 'file'),
    externalLabels: labelsAt(tree, ['global', 'external_labels']),
  };
}

/** Whether args are those of the server, and not of the container that reloads it. */
export const isServer = (args: readonly string[]): boolean =>
  args.some((arg) => /^--?config\.file=/.test(arg));

/** Reads a release of one of the two charts. @param meant what somebody says of the stores */
export function readManifests(
  objects: readonly ManifestObject[],
  found: Found<PrometheusPhase>,
  meant: Meant,
): PrometheusFacts {
  const resources = objects.filter(({ kind }) => RESOURCES.has(kind));
  const nodes = objects.filter(({ kind }) => kind === 'DaemonSet').flatMap((one) => onEveryNode(one) ?? []);
  const components =
    resources.length > 0
      ? resources.map(fromResource)
      : [...found.components, ...nodes].flatMap((one) => fromFile(one, objects) ?? []);
  return { components, phase: phaseOf(components, meant), meant };
}
