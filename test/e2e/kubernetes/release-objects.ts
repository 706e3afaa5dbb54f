import type { HelmRelease } from './helm-release.ts';
import { get } from './kubectl.ts';

/** An object of a release as the API server has it. */
export interface LiveObject {
  readonly uid: string;
  readonly component: string | undefined;
  /** Changes when somebody changes the object, and not when its status does. */
  readonly version: string;
}

const kinds = 'configmap,deployment,persistentvolumeclaim,poddisruptionbudget,role,rolebinding';
const moreKinds = 'service,serviceaccount,statefulset';

interface Item {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly generation?: number;
    readonly resourceVersion: string;
    readonly labels: Readonly<Record<string, string>>;
  };
}

/** Everything of a release in the cluster but pods, by `kind/name`; the claims of its StatefulSets, too. */
export async function liveObjects({ name, namespace, plane }: HelmRelease): Promise<Map<string, LiveObject>> {
  const selector = `app.kubernetes.io/instance=${name}`;
  const items = await get<Item>(plane.kubectl, [`${kinds},${moreKinds}`, '-n', namespace, '-l', selector]);
  return new Map(items.map((item) => [`${item.kind}/${item.metadata.name}`, live(item)]));
}

function live({ metadata }: Item): LiveObject {
  const { uid, generation, resourceVersion, labels } = metadata;
  // Kinds without a status have no generation.
  const version = generation === undefined ? resourceVersion : `${generation}`;
  return { uid, component: labels['app.kubernetes.io/component'], version };
}

export type LiveObjects = ReadonlyMap<string, LiveObject>;

/** The names of objects that fulfil a condition, sorted. */
export function namesWhere(
  objects: LiveObjects,
  holds: (object: LiveObject, name: string) => boolean,
): string[] {
  return [...objects].flatMap(([name, object]) => (holds(object, name) ? [name] : [])).sort();
}

/** Objects that keep their uid were not made anew. */
export function uidsOf(objects: LiveObjects, names = [...objects.keys()]): object {
  return Object.fromEntries(names.map((name) => [name, objects.get(name)?.uid]));
}
