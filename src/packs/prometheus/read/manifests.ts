import { readImage } from '../../../image-reference.ts';
import {
  type Component,
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
import { type Meant, phaseOf } from './entries.ts';
import type { PrometheusFacts, PrometheusServer } from './facts.ts';
import { flagsIn, fromFile, NOT_A_BLOCK, withoutFile } from './from-file.ts';
import { fromSpec, serverVersion } from './from-spec.ts';

const RESOURCES = new Set(['Prometheus', 'PrometheusAgent']);
/** Whether a kind is one of the operator's resources that make a Prometheus. */
export const isResource = (kind: string): boolean => RESOURCES.has(kind);

/** What the label of a chart with its version looks like. */
export const labelPattern = (chart: string): string => `^${chart}-v?[0-9]`;

/** The component of the chart prometheus that is the server. */
export const SERVER = 'server';
const isOf = (chart: string, label = ''): boolean => new RegExp(labelPattern(chart)).test(label);

/** The label of what the operator makes for a custom resource: the resource's name. */
export const OPERATOR_LABEL = 'operator.prometheus.io/name';

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
    resource && object ? [{ selector: `${OPERATOR_LABEL}=${object.name}`, component: name }] : [],
  );

const REMOTE_WRITE: Path = ['spec', 'remoteWrite'];

function fromResource(object: ManifestObject): PrometheusServer {
  const written = { object, list: REMOTE_WRITE };
  return { ...fromSpec(object.below('spec'), object.kind), object, written };
}

const POD: Path = ['spec', 'template', 'spec'];

interface ConfigSource {
  readonly object?: ManifestObject;
  readonly key: string;
  readonly elsewhere?: Known<string>;
}

/** The volume that is mounted at the folder of a file. */
function volumeOf(container: Tree | undefined, file: string): string | undefined {
  const folder = file.slice(0, file.lastIndexOf('/'));
  const mounts = (container?.keys('volumeMounts') ?? []).map((index) =>
    container?.below('volumeMounts', index),
  );
  const there = mounts.find((one) => likely(one?.at('mountPath'))?.replace(/\/+$/, '') === folder);
  return likely(there?.at('name'));
}

/** The file of --config.file, by the volume that holds it. */
function configOf(
  { object: workload, container }: { readonly object: ManifestObject; readonly container?: Tree | undefined },
  file: string,
  objects: readonly ManifestObject[],
): ConfigSource {
  const key = file.split('/').at(-1) ?? '';
  const name = volumeOf(container, file);
  const pod = workload.below(...POD);
  const volumes = pod.keys('volumes').map((index) => pod.below('volumes', index));
  const mounted = volumes.find((one) => name !== undefined && likely(one.at('name')) === name);
  const secret = mounted?.at('secret', 'secretName');
  if (secret) return { key, elsewhere: when(secret, (name) => `Secret ${name}`) };
  const map = mounted?.at('configMap', 'name');
  const object = objects.find(({ kind, name }) => kind === 'ConfigMap' && name === likely(map));
  if (object) return { key, object };
  return {
    key,
    elsewhere: map
      ? when(map, (name) => `ConfigMap ${name}, which is not among the manifests`)
      : unsure('no ConfigMap of its pod holds the file', workload.place(...POD), `the file ${file}`),
  };
}

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
    variables: {},
    object,
    container: own,
  };
}

const argsOf = (container: Tree): readonly Known<string>[] =>
  container.keys('args').flatMap((index) => container.at('args', index) ?? []);

function fromWorkload(
  component: Component,
  objects: readonly ManifestObject[],
): PrometheusServer | undefined {
  const { object, flags, container } = component;
  const file = likely(flags['config.file']);
  if (object === undefined || file === undefined) return undefined;
  const { object: map, key, elsewhere } = configOf({ object, container }, file, objects);
  const held = map?.file('data', key);
  if (map === undefined || held === undefined)
    return withoutFile(component, {
      elsewhere: elsewhere ?? unsure('its ConfigMap has no such file', map?.place('data'), key),
    });
  const { tree, problem, duplicates, isEditable } = held;
  const why = problem ?? (isEditable ? undefined : NOT_A_BLOCK);
  if (why !== undefined)
    return withoutFile(component, { unreadable: known(why, 'chart', map.place('data', key)) });
  return {
    ...fromFile(component, tree, duplicates),
    written: { object: map, list: ['data', key, 'remote_write'], after: 'global' },
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
      : [...found.components, ...nodes].flatMap((one) => fromWorkload(one, objects) ?? []);
  return { components, phase: phaseOf(components, meant), meant };
}
