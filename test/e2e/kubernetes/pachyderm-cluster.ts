/** The label that pachctl gives everything, and by which undeploy deletes. */
const SUITE = { suite: 'pachyderm' };

interface Placed {
  readonly path: string;
  readonly object: {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  };
}

const RBAC = 'rbac.authorization.k8s.io';

const role = (
  kind: 'ClusterRole' | 'ClusterRoleBinding',
  name: string,
  more: object,
  labels: Labels,
): Placed => ({
  path: `/apis/${RBAC}/v1/${kind.toLowerCase()}s`,
  object: { ...{ apiVersion: `${RBAC}/v1`, kind, metadata: { name, labels } }, ...more },
});

type Labels = Readonly<Record<string, string>>;

const bindingOf = (name: string, labels: Labels): Placed =>
  role(
    'ClusterRoleBinding',
    name,
    { roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'pachyderm' }, subjects: [] },
    labels,
  );

const classOf = (name: string, labels: Labels): Placed => ({
  path: '/apis/storage.k8s.io/v1/storageclasses',
  object: {
    ...{ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, labels } },
    ...{ provisioner: 'example.org/disk' },
  },
});

const SIZE = { accessModes: ['ReadWriteOnce'] };

const volumeOf = (name: string, labels: Labels): Placed => ({
  path: '/api/v1/persistentvolumes',
  object: {
    ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, labels } },
    ...{
      spec: {
        ...SIZE,
        capacity: { storage: '1Gi' },
        hostPath: { path: '/nowhere' },
        storageClassName: 'none',
      },
    },
  },
});

export const claimOf = (namespace: string, name: string, labels: Labels = SUITE): Placed => ({
  path: `/api/v1/namespaces/${namespace}/persistentvolumeclaims`,
  object: {
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, labels } },
    ...{ spec: { ...SIZE, resources: { requests: { storage: '1Gi' } }, storageClassName: 'none' } },
  },
});

/** What two clusters of pachctl 1.13.4 with a static volume have outside their namespaces. */
export const CLUSTER_WIDE: readonly Placed[] = [
  role('ClusterRole', 'pachyderm', { rules: [] }, SUITE),
  bindingOf('pachyderm-old', SUITE),
  bindingOf('pachyderm-new', SUITE),
  classOf('etcd-storage-class', SUITE),
  volumeOf('etcd-volume', SUITE),
];

const OTHER = { suite: 'other', app: 'pachyderm' };

/** The same kinds of somebody else. */
export const STRANGERS: readonly Placed[] = [
  role('ClusterRole', 'stranger', { rules: [] }, OTHER),
  bindingOf('stranger', {}),
  classOf('stranger', OTHER),
  volumeOf('stranger', OTHER),
];

export const pathOf = ({ path, object }: Placed): string => `${path}/${object.metadata.name}`;
