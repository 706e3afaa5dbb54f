const room = { cpu: '64', memory: '256Gi', pods: '500' };

/** A node that kwok plays the kubelet for. */
export const fakeNode = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'fake-node',
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
    labels: { 'kubernetes.io/hostname': 'fake-node', 'kubernetes.io/os': 'linux' },
  },
  status: { allocatable: room, capacity: room },
};

const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fake', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'Immediate',
};

/** Volumes for claims to be bound to, and the class that claims take by default. Nothing ever mounts one. */
export function fakeStorage(volumes: number): unknown[] {
  const names = Array.from({ length: volumes }, (_, index) => `fake-${index}`);
  return [storageClass, ...names.map(volume)];
}

function volume(name: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      storageClassName: storageClass.metadata.name,
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '10Gi' },
      hostPath: { path: '/nonexistent' },
    },
  };
}
