import type { KubernetesPrograms } from '../tools/kubernetes.ts';
import { apply } from './kubectl.ts';
import type { Place } from './place.ts';
import { apiServerArgs, controllerManagerArgs, etcdArgs, kwokArgs, schedulerArgs } from './server-args.ts';
import type { Servers } from './servers.ts';
import { until } from './until.ts';

const room = { cpu: '64', memory: '256Gi', pods: '500' };

/** A node that kwok plays the kubelet for. */
const fakeNode = {
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
function fakeStorage(volumes: number): unknown[] {
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

// What both Helms' releases claim in one file of tests, and room to spare.
const volumes = 60;

/** Starts etcd, the API server and what works on it, and waits until pods can be made. */
export async function startServers(
  servers: Servers,
  programs: KubernetesPrograms,
  place: Place & { readonly kwokConfig: string },
): Promise<void> {
  const { kubectl } = place;
  servers.start('etcd', programs.etcd, etcdArgs(place));
  servers.start('kube-apiserver', programs.apiServer, apiServerArgs(place));
  await untilDone(servers, 'the API server is ready', () => kubectl(['get', '--raw', '/readyz']));
  servers.start('kube-controller-manager', programs.controllerManager, controllerManagerArgs(place));
  servers.start('kube-scheduler', programs.scheduler, schedulerArgs(place));
  servers.start('kwok', programs.kwok, kwokArgs(place));
  await apply(kubectl, [fakeNode, ...fakeStorage(volumes)]);
  await untilDone(servers, 'service accounts are made', () => kubectl(['get', 'serviceaccount', 'default']));
  const nodeIsReady = ['wait', '--for=condition=Ready', 'node', '--all', '--timeout=1s'];
  await untilDone(servers, 'the node is ready', () => kubectl(nodeIsReady));
}

/** Tries until it does not throw. */
function untilDone(servers: Servers, what: string, attempt: () => Promise<unknown>): Promise<true> {
  let problem = '';
  const done = async (): Promise<true | undefined> => {
    servers.checkAllRun();
    try {
      await attempt();
      return true;
    } catch (error) {
      problem = String(error);
      return undefined;
    }
  };
  return until(what, done, { lastSeen: () => `${problem}\n${servers.lastLines(10)}` });
}
