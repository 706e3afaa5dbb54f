import { asVersion } from '../chart/versions.ts';
import { readImage } from '../image-reference.ts';
import { ArgsEditor } from '../manifest/args-editor.ts';
import { NamedListEditor } from '../manifest/named-list-editor.ts';
import type { ParsedObject } from '../manifest/object.ts';
import { asMap, asSequence, at, entryOf, integerAt, itemsAt, textAt } from '../manifest/query.ts';
import type { FlagOrder, Pack } from '../pack.ts';
import type { Sourced } from '../step/source.ts';
import type { YamlMap } from '../yaml/node.ts';

/** A component's workload, with drafts of the lists that a phase changes. */
export interface Workload {
  readonly object: ParsedObject;
  readonly component: string;
  readonly container: YamlMap;
  /** The server that the container runs, as a semantic version, and how it is known. */
  readonly server: Sourced<string> | undefined;
  readonly flags: ArgsEditor;
  readonly environment: NamedListEditor;
  readonly ports: NamedListEditor;
  readonly mounts: NamedListEditor;
  /** Undefined if the object leaves the number to an autoscaler. */
  readonly replicas: number | undefined;
}

const WORKLOAD_KINDS = new Set(['Deployment', 'StatefulSet']);

export const COMPONENT_LABEL = 'app.kubernetes.io/component';
const SERVER_LABEL = 'app.kubernetes.io/version';

/** Whether an object is of a kind that runs a component. */
export const isWorkload = ({ kind }: ParsedObject): boolean => WORKLOAD_KINDS.has(kind ?? '');

/**
 * The server behind an image: its tag, else the chart's label `app.kubernetes.io/version`, else the chart's own server.
 * @param image reference such as `example/server:1.21.0`, perhaps with a digest
 */
export function serverBehindImage(
  pack: Pick<Pack, 'charts'>,
  image: string,
  appVersion: string | undefined,
  chart: string,
): Sourced<string> | undefined {
  const { tag } = readImage(image);
  const tagged = asVersion(tag);
  if (tagged !== undefined)
    return { value: tagged, source: { kind: 'manifests', detail: `image tag ${tag}` } };
  const why = tag === undefined ? 'the image has no tag' : `image tag ${tag} is not a version`;
  const labelled = asVersion(appVersion);
  if (labelled !== undefined)
    return { value: labelled, source: { kind: 'manifests', detail: `label ${SERVER_LABEL}, as ${why}` } };
  const own = pack.charts?.[0]?.server?.(chart);
  const value = own?.sure ? own.value : own?.likely;
  if (value === undefined) return undefined;
  const detail = own?.sure ? `chart ${chart}` : `a guess from the unknown chart ${chart}`;
  return { value, source: { kind: 'default', detail: `${detail}, as ${why}` } };
}

/** The label `app.kubernetes.io/version` of the first object that has one. */
export const appVersionOf = (objects: readonly ParsedObject[]): string | undefined =>
  objects.map(({ labels }) => labels.get(SERVER_LABEL)).find((one) => one !== undefined);

/** The container that is the component: the pack knows, else the one of its name, else the first. */
function mainContainer(pack: Pack, pod: YamlMap, component: string): YamlMap | undefined {
  const containers = itemsAt(pod, 'containers').flatMap(({ value }) => asMap(value) ?? []);
  const isMain = (container: YamlMap): boolean => {
    const name = textAt(container, 'name') ?? '';
    if (!pack.isMainContainer) return name === component;
    const args = itemsAt(container, 'args').flatMap(({ value }) => textAt(value) ?? []);
    return pack.isMainContainer({ name, args }, component);
  };
  return (
    containers.find(isMain) ?? containers.find((one) => textAt(one, 'name') === component) ?? containers[0]
  );
}

/** The component that a workload runs: by its labels, else by its name. */
export const componentIn = ({ labels, name }: ParsedObject): string =>
  labels.get(COMPONENT_LABEL) ?? labels.get('app.kubernetes.io/name') ?? name;

const NO_ORDER: FlagOrder = { order: [], firstOwn: () => 0 };

/** Reads a workload; undefined for other objects, and for one without a container with args. */
export function readWorkload(
  pack: Pack,
  object: ParsedObject,
  order: FlagOrder | undefined,
  serverBehind: (image: string) => Sourced<string> | undefined,
): Workload | undefined {
  const pod = asMap(at(object.node, 'spec', 'template', 'spec'));
  if (pod === undefined || !isWorkload(object)) return undefined;
  const component = componentIn(object);
  const container = mainContainer(pack, pod, component);
  const args = asSequence(at(container, 'args'));
  if (container === undefined || args === undefined) return undefined;
  const { text } = object.document;
  const list = (key: string): NamedListEditor =>
    new NamedListEditor(text, asSequence(at(container, key)), {
      map: container,
      entry: entryOf(container, key),
    });
  return {
    object,
    component,
    container,
    server: serverBehind(textAt(container, 'image') ?? ''),
    flags: new ArgsEditor(text, args, order ?? NO_ORDER),
    environment: list('env'),
    ports: list('ports'),
    mounts: list('volumeMounts'),
    replicas: integerAt(object.node, 'spec', 'replicas'),
  };
}
