import { parseAllDocuments } from 'yaml';

export interface ManifestObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template?: { readonly spec?: PodSpec } };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

export interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
  }[];
}

/** The objects of a manifest stream by `kind/namespace/name`; comments and their order do not count. */
export function objectsOf(stream: string): Map<string, ManifestObject> {
  const objects = new Map<string, ManifestObject>();
  for (const document of parseAllDocuments(stream)) {
    const object = document.toJS() as ManifestObject | null;
    if (object === null) continue;
    objects.set(`${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`, object);
  }
  return objects;
}

/** The same objects with each container's args sorted: a server reads its flags as a set. */
export function withArgsAsSets(objects: ReadonlyMap<string, ManifestObject>): Map<string, ManifestObject> {
  const copies = structuredClone(new Map(objects));
  for (const id of copies.keys()) (argsOf(copies, id) as string[]).sort();
  return copies;
}

/** The distinct values of a label, sorted. */
export function labelValues(objects: ReadonlyMap<string, ManifestObject>, label: string): string[] {
  const values = [...objects.values()].flatMap((object) => object.metadata.labels?.[label] ?? []);
  return [...new Set(values)].sort();
}

/** The args of the first container of a workload. */
export function argsOf(objects: ReadonlyMap<string, ManifestObject>, id: string): readonly string[] {
  return objects.get(id)?.spec?.template?.spec?.containers[0]?.args ?? [];
}
