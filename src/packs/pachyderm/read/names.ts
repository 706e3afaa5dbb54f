import { likely, type ManifestObject, type Path } from '../../../pack.ts';

/** Kinds that stand outside namespaces, whatever `metadata.namespace` says: pachctl 1.7 and later write one there. */
const CLUSTER_KINDS: ReadonlySet<string> = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'StorageClass',
  'PersistentVolume',
]);

export const isClusterWide = ({ kind }: Pick<ManifestObject, 'kind'>): boolean => CLUSTER_KINDS.has(kind);

/** A name that another cluster's manifest has as well, and what it becomes. */
export interface SharedName {
  readonly object: ManifestObject;
  readonly path: Path;
  readonly name: string;
}

/** What every pachctl before 1.13.4 names without the namespace. From 1.13.4 on, the binding has it. */
const SHARED: Readonly<Record<string, string>> = {
  ClusterRole: 'pachyderm',
  ClusterRoleBinding: 'pachyderm',
  PersistentVolume: 'etcd-volume',
};

const isShared = ({ kind, name }: ManifestObject): boolean => SHARED[kind] === name;

/** Where manifests name an object that is shared. */
function* pathsTo(object: ManifestObject): Iterable<readonly [path: Path, kind: string]> {
  yield [['metadata', 'name'], object.kind];
  if (object.kind === 'ClusterRoleBinding' && likely(object.at('roleRef', 'kind')) === 'ClusterRole')
    yield [['roleRef', 'name'], 'ClusterRole'];
  if (object.kind === 'PersistentVolumeClaim') yield [['spec', 'volumeName'], 'PersistentVolume'];
  for (const index of object.keys('spec', 'volumeClaimTemplates'))
    yield [['spec', 'volumeClaimTemplates', index, 'spec', 'volumeName'], 'PersistentVolume'];
}

/**
 * Every place of a release that holds a name which a second cluster's objects have as well. A name is left alone where the
 * release does not bring the object itself.
 */
export function sharedNames(objects: readonly ManifestObject[]): readonly SharedName[] {
  const shared = new Set(objects.filter(isShared).map(({ kind }) => kind));
  return objects.flatMap((object) =>
    [...pathsTo(object)].flatMap(([path, kind]) => {
      const name = SHARED[kind];
      return name !== undefined && shared.has(kind) && likely(object.at(...path)) === name
        ? [{ object, path, name }]
        : [];
    }),
  );
}

/** What a shared name becomes beside another cluster; pachctl 1.13.4 names its binding so. */
export const nameIn = (name: string, namespace: string): string => `${name}-${namespace}`;

/** Whether a release has a name that was made for it. */
export const hasOwnNames = (objects: readonly ManifestObject[], namespace: string): boolean =>
  objects.some(({ kind, name }) => {
    const shared = SHARED[kind];
    return kind !== 'ClusterRoleBinding' && shared !== undefined && name === nameIn(shared, namespace);
  });
