import { parseAllDocuments } from 'yaml';

/** What Kubernetes' controllers keep of a workload, kept as they do: numbers, dates and field managers. */

type Json = Readonly<Record<string, unknown>>;
export type Kind = 'StatefulSet' | 'Deployment';

export interface WorkloadTemplate {
  readonly kind: Kind;
  readonly name: string;
  readonly labels: Json;
  readonly template: Json;
}

interface ManifestObject {
  readonly kind?: string;
  readonly metadata?: { readonly name: string; readonly labels?: Json };
  readonly spec?: {
    readonly template?: { readonly metadata?: { readonly labels?: Json }; readonly spec: Json };
  };
}

/** The workloads of a manifest, with templates as the API server completes them. */
export function workloadsOf(manifest: string): readonly WorkloadTemplate[] {
  const objects = parseAllDocuments(manifest).map((one) => one.toJS() as ManifestObject | null);
  return objects.flatMap((object): WorkloadTemplate[] => {
    const { kind, metadata, spec } = object ?? {};
    if ((kind !== 'StatefulSet' && kind !== 'Deployment') || !metadata || !spec?.template) return [];
    const { labels = {} } = metadata;
    const template = {
      metadata: { creationTimestamp: null, labels },
      spec: {
        ...spec.template.spec,
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        dnsPolicy: 'ClusterFirst',
      },
    };
    return [{ kind, name: metadata.name, labels, template }];
  });
}

/** The same template with other args in its first container. */
export function withArgs(
  { template, ...rest }: WorkloadTemplate,
  change: (args: readonly string[]) => readonly string[],
): WorkloadTemplate {
  const spec = template.spec as Json & { readonly containers: readonly (Json & { args: string[] })[] };
  const containers = spec.containers.map((one, at) => (at === 0 ? { ...one, args: change(one.args) } : one));
  return { ...rest, template: { ...template, spec: { ...spec, containers } } };
}

/** What `kubectl rollout restart` leaves in a template. */
export const restarted = ({ template, ...rest }: WorkloadTemplate, at: string): WorkloadTemplate => ({
  ...rest,
  template: {
    ...template,
    metadata: {
      ...(template.metadata as Json),
      annotations: { 'kubectl.kubernetes.io/restartedAt': at },
    },
  },
});

export interface Change {
  /** RFC 3339. */
  readonly at: string;
  readonly to: WorkloadTemplate;
}

export interface Kept {
  /** Starts of the pods, RFC 3339; one pod, a minute after the last change, unless given. */
  readonly pods?: readonly string[];
  /** False: of a server that tells no field managers. */
  readonly managedFields?: boolean;
  /** Entries of the workload's own managed fields. */
  readonly managers?: readonly Json[];
  readonly annotations?: Json;
  readonly strategy?: Json;
  /** Once it was deleted without what it owned, and made anew. */
  readonly adoptedAt?: string;
  /** Templates that are kept beside the one in force (`revisionHistoryLimit`). */
  readonly limit?: number;
}

interface Entry {
  readonly template: Json;
  number: number;
  readonly created: string;
  changed: string;
}

const minutesAfter = (time: string, minutes: number): string =>
  new Date(Date.parse(time) + minutes * 60_000).toISOString();

const LIMIT = 10;

/** Numbers as both controllers give them: a template that comes back gets the next one. */
function entriesOf(changes: readonly Change[], limit: number): Entry[] {
  let entries: Entry[] = [];
  for (const { at, to } of changes) {
    const same = entries.find(({ template }) => JSON.stringify(template) === JSON.stringify(to.template));
    const last = entries.at(-1);
    if (same !== undefined && same === last) continue;
    const number = (last?.number ?? 0) + 1;
    if (last && to.kind === 'Deployment') last.changed = minutesAfter(at, 3);
    const entry = same ?? { template: to.template, number, created: at, changed: at };
    entry.number = number;
    entry.changed = at;
    entries = [...entries.filter((one) => one !== same), entry].slice(-limit - 1);
  }
  return entries;
}

const owner = (kind: string, name: string): readonly Json[] => [{ kind, name, controller: true }];

/** The items of `kubectl get … -o json --show-managed-fields` about one workload. */
export function itemsOf(changes: readonly Change[], kept: Kept = {}): readonly Json[] {
  const last = changes.at(-1);
  if (last === undefined) return [];
  const { kind, name, labels } = last.to;
  const { managers = [], annotations = {}, strategy, adoptedAt, managedFields = true, limit = LIMIT } = kept;
  const entries = entriesOf(changes, limit);
  const controller = (time: string, fieldsV1: Json): readonly Json[] =>
    managedFields
      ? [{ manager: 'kube-controller-manager', operation: 'Update', time: adoptedAt ?? time, fieldsV1 }]
      : [];
  const stored = entries.map(({ number, created, changed, template }, index) => {
    const metadata = { creationTimestamp: created, labels, ownerReferences: owner(kind, name) };
    if (kind === 'StatefulSet')
      return {
        kind: 'ControllerRevision',
        metadata: {
          ...{ ...metadata, name: `${name}-${index}` },
          managedFields: controller(changed, { 'f:data': {}, 'f:revision': {} }),
        },
        data: { spec: { template: { ...template, $patch: 'replace' } } },
        revision: number,
      };
    const revision = { 'f:deployment.kubernetes.io/revision': {} };
    return {
      kind: 'ReplicaSet',
      metadata: {
        ...{ ...metadata, name: `${name}-${index}` },
        annotations: { 'deployment.kubernetes.io/revision': String(number) },
        managedFields: controller(changed, { 'f:metadata': { 'f:annotations': revision } }),
      },
      spec: { replicas: index === entries.length - 1 ? 2 : 0, template },
    };
  });
  const podOwner =
    kind === 'StatefulSet' ? owner(kind, name) : owner('ReplicaSet', `${name}-${entries.length - 1}`);
  const pods = (kept.pods ?? [minutesAfter(entries.at(-1)?.changed ?? last.at, 1)]).map((startTime, at) => ({
    kind: 'Pod',
    metadata: { name: `${name}-pod-${at}`, labels, ownerReferences: podOwner },
    status: { startTime },
  }));
  const workload = {
    kind,
    metadata: { name, labels, annotations, managedFields: managers },
    spec: { ...(strategy && { updateStrategy: strategy }) },
  };
  return [workload, ...stored, ...pods];
}
