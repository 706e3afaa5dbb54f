import type { Place } from './place.ts';

/** Ports of 127.0.0.1. */
export interface ControlPlanePorts {
  readonly etcd: number;
  readonly etcdPeers: number;
  readonly api: number;
  readonly kubelet: number;
}

export function etcdArgs({
  folder,
  ports,
}: {
  readonly folder: string;
  readonly ports: Pick<ControlPlanePorts, 'etcd' | 'etcdPeers'>;
}): string[] {
  const clients = `http://127.0.0.1:${ports.etcd}`;
  const peers = `http://127.0.0.1:${ports.etcdPeers}`;
  return [
    `--data-dir=${folder}/etcd`,
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`,
    // Its data is thrown away: nothing is gained by waiting for the disk.
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

export function apiServerArgs({ credentials, ports }: Place): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    // It would publish the address above to pods, and refuses to publish a loopback one.
    '--endpoint-reconciler-type=none',
    `--secure-port=${ports.api}`,
    `--cert-dir=${credentials.certificates}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${credentials.verifyingKey}`,
    `--service-account-signing-key-file=${credentials.signingKey}`,
    `--token-auth-file=${credentials.tokens}`,
    '--authorization-mode=RBAC',
  ];
}

export function controllerManagerArgs({ credentials, kubeconfig }: Place): string[] {
  return [
    ...clientArgs(kubeconfig),
    `--service-account-private-key-file=${credentials.signingKey}`,
    `--root-ca-file=${credentials.authority}`,
    // A busy machine keeps kwok from saying in time that the node lives; its pods would be evicted.
    '--node-monitor-grace-period=24h',
  ];
}

export function schedulerArgs({ kubeconfig }: Place): string[] {
  return clientArgs(kubeconfig);
}

/** The only one of its kind, and nothing asks it anything. */
function clientArgs(kubeconfig: string): string[] {
  return [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0'];
}

/** The API server reaches its kubelet, for logs and port-forwards, where node-ip and node-port say. */
export function kwokArgs(place: Place & { readonly kwokConfig: string }): string[] {
  const { credentials, kubeconfig, ports, kwokConfig } = place;
  return [
    `--config=${kwokConfig}`,
    `--kubeconfig=${kubeconfig}`,
    '--manage-all-nodes=true',
    `--server-address=127.0.0.1:${ports.kubelet}`,
    '--node-ip=127.0.0.1',
    `--node-port=${ports.kubelet}`,
    `--tls-cert-file=${credentials.authority}`,
    `--tls-private-key-file=${credentials.authorityKey}`,
  ];
}
