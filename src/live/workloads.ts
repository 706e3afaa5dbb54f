import { field, listOf, numberOf, recordOf, textOf } from './json.ts';

/** Who last wrote a part of an object, as the API server keeps it. */
export interface FieldManager {
  /** `helm`, `kubectl-edit`, … */
  readonly manager: string;
  /** `Apply`: on the server, where the fields of others are conflicts. */
  readonly operation: string;
  /** Containers whose args it owns. */
  readonly argsOf: readonly string[];
}

/** A StatefulSet or Deployment as it is in the cluster, without what its pods run. */
export interface LiveWorkload {
  readonly kind: string;
  readonly name: string;
  /** Counted up by the API server with every change of the spec. */
  readonly generation: number;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Of its pod template. */
  readonly podAnnotations: Readonly<Record<string, string>>;
  /** Whether pods of an old template may stay for as long as nobody deletes them. */
  readonly keepsOldPods: boolean;
  readonly managers: readonly FieldManager[];
}

/** A pod template that a workload had, or has: what a ControllerRevision or a ReplicaSet keeps. */
export interface StoredTemplate {
  readonly kind: 'StatefulSet' | 'Deployment';
  readonly workload: string;
  /** Kubernetes counts them up; a template that comes back gets the next number, and keeps the date of its creation. */
  readonly number: number;
  /** RFC 3339. */
  readonly created: string;
  /**
   * RFC 3339: when Kubernetes' controller last changed the object that keeps it. A ControllerRevision is changed when its
   * template comes back, an old ReplicaSet when its last pods go. Undefined where the API server tells no field managers.
   */
  readonly changed?: string;
  /** Of a ReplicaSet: the pods that it is to have. */
  readonly replicas?: number;
  /** As JSON. */
  readonly template: unknown;
}

/** A pod, as far as it tells since when its workload's template is in force. */
interface OwnedPod {
  readonly kind: string;
  readonly workload: string;
  /** RFC 3339. */
  readonly since: string;
}

/** What the cluster has of a release beside what Helm keeps of it. */
export interface LiveWorkloads {
  readonly workloads: readonly LiveWorkload[];
  readonly templates: readonly StoredTemplate[];
  readonly pods: readonly OwnedPod[];
}

const textsOf = (json: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(recordOf(json)).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value] as const] : [],
    ),
  );

/** The controller that owns an object; undefined for an orphan. */
function ownerOf(item: unknown): { readonly kind: string; readonly name: string } | undefined {
  const owner = listOf(field(item, 'metadata', 'ownerReferences')).find(
    (one) => field(one, 'controller') === true,
  );
  return owner === undefined
    ? undefined
    : { kind: textOf(field(owner, 'kind')), name: textOf(field(owner, 'name')) };
}

const managedFields = (item: unknown): readonly unknown[] =>
  listOf(field(item, 'metadata', 'managedFields')).filter((one) => field(one, 'subresource') === undefined);

/** Reads the key of a container in managed fields: `k:{"name":"server"}`. */
function containerName(key: string): string {
  try {
    return textOf(field(JSON.parse(key.replace(/^k:/, '')), 'name'));
  } catch {
    return '';
  }
}

const readManager = (entry: unknown): FieldManager => ({
  manager: textOf(field(entry, 'manager')),
  operation: textOf(field(entry, 'operation')),
  argsOf: Object.entries(
    recordOf(field(entry, 'fieldsV1', 'f:spec', 'f:template', 'f:spec', 'f:containers')),
  ).flatMap(([key, fields]) => (field(fields, 'f:args') === undefined ? [] : [containerName(key)])),
});

function keepsOldPods(item: unknown): boolean {
  const strategy = field(item, 'spec', 'updateStrategy');
  return (
    field(strategy, 'type') === 'OnDelete' || numberOf(field(strategy, 'rollingUpdate', 'partition')) > 0
  );
}

const readWorkload = (item: unknown): LiveWorkload => ({
  kind: textOf(field(item, 'kind')),
  name: textOf(field(item, 'metadata', 'name')),
  generation: numberOf(field(item, 'metadata', 'generation')),
  uid: textOf(field(item, 'metadata', 'uid')),
  labels: textsOf(field(item, 'metadata', 'labels')),
  annotations: textsOf(field(item, 'metadata', 'annotations')),
  podAnnotations: textsOf(field(item, 'spec', 'template', 'metadata', 'annotations')),
  keepsOldPods: keepsOldPods(item),
  managers: managedFields(item).map(readManager),
});

/** The field of each kind that the controller changes when what it keeps comes or goes. */
const NUMBER = {
  ControllerRevision: ['f:revision'],
  ReplicaSet: ['f:metadata', 'f:annotations', 'f:deployment.kubernetes.io/revision'],
} as const;

function changedAt(item: unknown, path: readonly string[]): string | undefined {
  const entry = managedFields(item).find((one) => field(one, 'fieldsV1', ...path) !== undefined);
  const time = textOf(field(entry, 'time'));
  return time === '' ? undefined : time;
}

/** Reads a ControllerRevision or a ReplicaSet; undefined for one that no StatefulSet or Deployment owns. */
function readTemplate(item: unknown): StoredTemplate | undefined {
  const owner = ownerOf(item);
  const created = textOf(field(item, 'metadata', 'creationTimestamp'));
  if (owner?.kind === 'StatefulSet' && field(item, 'kind') === 'ControllerRevision') {
    const changed = changedAt(item, NUMBER.ControllerRevision);
    return {
      ...{ kind: owner.kind, workload: owner.name, created, number: numberOf(field(item, 'revision')) },
      ...(changed !== undefined && { changed }),
      template: field(item, 'data', 'spec', 'template'),
    };
  }
  if (owner?.kind !== 'Deployment' || field(item, 'kind') !== 'ReplicaSet') return undefined;
  const changed = changedAt(item, NUMBER.ReplicaSet);
  const number = field(item, 'metadata', 'annotations', 'deployment.kubernetes.io/revision');
  return {
    ...{ kind: owner.kind, workload: owner.name, created, number: numberOf(number) },
    ...(changed !== undefined && { changed }),
    replicas: numberOf(field(item, 'spec', 'replicas')),
    template: field(item, 'spec', 'template'),
  };
}

/** A Deployment's pods are owned by its ReplicaSets. @param sets names of these, with their Deployments' */
function readOwnedPod(item: unknown, sets: ReadonlyMap<string, string>): OwnedPod | undefined {
  const owner = ownerOf(item);
  const since = textOf(field(item, 'status', 'startTime'));
  if (owner === undefined || since === '') return undefined;
  if (owner.kind !== 'ReplicaSet') return { kind: owner.kind, workload: owner.name, since };
  const workload = sets.get(owner.name);
  return workload === undefined ? undefined : { kind: 'Deployment', workload, since };
}

/** Reads `kubectl get` of StatefulSets, Deployments, ControllerRevisions, ReplicaSets and pods, with their managed fields. */
export function readWorkloads(items: readonly unknown[]): LiveWorkloads {
  const ofKind = (...kinds: string[]): readonly unknown[] =>
    items.filter((item) => kinds.includes(textOf(field(item, 'kind'))));
  const sets = new Map(
    ofKind('ReplicaSet').flatMap((item) => {
      const owner = ownerOf(item);
      return owner ? [[textOf(field(item, 'metadata', 'name')), owner.name] as const] : [];
    }),
  );
  return {
    workloads: ofKind('StatefulSet', 'Deployment').map(readWorkload),
    templates: ofKind('ControllerRevision', 'ReplicaSet').flatMap((item) => readTemplate(item) ?? []),
    pods: ofKind('Pod').flatMap((item) => readOwnedPod(item, sets) ?? []),
  };
}
