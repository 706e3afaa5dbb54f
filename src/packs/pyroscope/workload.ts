import { ArgsEditor, type ChartArgs } from '../../manifest/args-editor.ts';
import { NamedListEditor } from '../../manifest/named-list-editor.ts';
import type { ManifestObject } from '../../manifest/object.ts';
import { asMap, asSequence, at, entryOf, integerAt, itemsAt, textAt } from '../../manifest/query.ts';
import type { Sourced } from '../../step/source.ts';
import type { YamlMap } from '../../yaml/node.ts';
import { ALL } from './facts/components.ts';

/** A component's Deployment or StatefulSet, with drafts of the lists that a phase changes. */
export interface Workload {
  readonly object: ManifestObject;
  readonly component: string;
  readonly pod: YamlMap;
  readonly container: YamlMap;
  readonly image: string;
  /** The server that the container runs, as a semantic version, and how it is known. */
  readonly server: Sourced<string>;
  readonly flags: ArgsEditor;
  readonly environment: NamedListEditor;
  readonly ports: NamedListEditor;
  readonly mounts: NamedListEditor;
  /** Undefined if the object leaves the number to an autoscaler. */
  readonly replicas: number | undefined;
  /** The value of an env variable; empty for one that is empty or taken from elsewhere, undefined if there is none. */
  readonly environmentValue: (name: string) => string | undefined;
}

const WORKLOAD_KINDS = new Set(['Deployment', 'StatefulSet']);

/** Whether an object is of a kind that runs a component. */
export const isWorkload = (object: ManifestObject): boolean =>
  WORKLOAD_KINDS.has(object.kind ?? '') && object.labels.has('app.kubernetes.io/component');

/** The container that runs Pyroscope: by its -target, else by the name the chart gives it, else the first. */
function serverContainer(pod: YamlMap, component: string): YamlMap | undefined {
  const containers = itemsAt(pod, 'containers').flatMap(({ value }) => asMap(value) ?? []);
  const name = component === ALL ? 'pyroscope' : component;
  const target = `-target=${component}`;
  const hasTarget = (container: YamlMap): boolean =>
    itemsAt(container, 'args').some(({ value }) => textAt(value) === target);
  return (
    containers.find(hasTarget) ?? containers.find((one) => textAt(one, 'name') === name) ?? containers[0]
  );
}

/**
 * Reads a component's workload.
 * @param serverOf finds the server version for an image reference
 * @returns undefined for objects that are not a Deployment or StatefulSet of a component with a container and args
 */
export function readWorkload(
  object: ManifestObject,
  chart: ChartArgs,
  serverOf: (image: string) => Sourced<string>,
): Workload | undefined {
  const component = object.labels.get('app.kubernetes.io/component');
  const pod = asMap(at(object.node, 'spec', 'template', 'spec'));
  if (component === undefined || pod === undefined || !WORKLOAD_KINDS.has(object.kind ?? ''))
    return undefined;
  const container = serverContainer(pod, component);
  const args = asSequence(at(container, 'args'));
  if (container === undefined || args === undefined) return undefined;
  const { text } = object.document;
  const list = (key: string): NamedListEditor =>
    new NamedListEditor(text, asSequence(at(container, key)), {
      map: container,
      entry: entryOf(container, key),
    });
  const image = textAt(container, 'image') ?? '';
  const environment = list('env');
  const environmentValue = (name: string): string | undefined => {
    const variable = environment.named(name);
    return (
      variable &&
      (textAt(variable.value, 'value') ?? (at(variable.value, 'valueFrom') ? 'taken from elsewhere' : ''))
    );
  };
  return {
    object,
    component,
    pod,
    container,
    image,
    server: serverOf(image),
    flags: new ArgsEditor(text, args, chart),
    environment,
    ports: list('ports'),
    mounts: list('volumeMounts'),
    replicas: integerAt(object.node, 'spec', 'replicas'),
    environmentValue,
  };
}
