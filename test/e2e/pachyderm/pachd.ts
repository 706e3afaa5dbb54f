import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { ControlPlane } from '../kubernetes/control-plane.ts';
import { readKubeconfig, writeKubeconfig } from '../kubernetes/kubeconfig.ts';
import { get } from '../kubernetes/kubectl.ts';
import { etcdArgs } from '../kubernetes/server-args.ts';
import { Servers } from '../kubernetes/servers.ts';
import { until } from '../kubernetes/until.ts';
import { freePorts } from '../tools/free-ports.ts';
import { run } from '../tools/run.ts';
import { writePachctlConfig } from './pachctl-config.ts';
import type { PachydermPrograms } from './programs.ts';

/** A real pachd on 127.0.0.1, which runs in place of the pod that its Deployment asks for. */
export interface Pachd {
  /** Where objects are: what a bucket is elsewhere. */
  readonly store: string;
  /** What calls pachctl of its version on a command line. */
  readonly command: string;
  /** pachctl of its version, with the pachd it reaches: its stdout. Rejects with its stderr where it fails. */
  readonly pachctl: (args: readonly string[], stdin?: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly [
          { readonly env: readonly { readonly name: string; readonly value?: string }[] },
        ];
        readonly volumes: readonly { readonly hostPath?: { readonly path: string } }[];
      };
    };
  };
}

/** Where a pachd runs. */
export interface PachdPlace {
  readonly plane: ControlPlane;
  readonly etcd: string;
  readonly namespace: string;
  /** A port of 127.0.0.1, which the namespace's pods forward to. */
  readonly port: number;
  /** Gone when the test is. */
  readonly folder: string;
}

/** Starts what the Deployment `pachd` of a namespace asks for, and waits until it listens. */
export async function startPachd(
  { pachd, pachctl }: PachydermPrograms,
  { plane, etcd, namespace, port, folder: parent }: PachdPlace,
): Promise<Pachd> {
  const folder = join(parent, `pachd-of-${namespace}`);
  await mkdir(folder);
  await writePachctlConfig(folder);
  const { env, store } = await asDeployed(plane, namespace);
  await mkdir(store, { recursive: true });
  const servers = new Servers(folder);
  const [etcdPort = 0, peers = 0, api = 0, ...others] = await freePorts(9);
  const [profiling = 0, http = 0, peer = 0, s3 = 0, oidc = 0, saml = 0] = others;
  servers.start('etcd', etcd, etcdArgs({ folder, ports: { etcd: etcdPort, etcdPeers: peers } }));
  // Outside of a pod, pachd has no token. The proxy adds that of its account, so that it has the account's rights.
  const account = await accountKubeconfig(plane, namespace, folder);
  servers.start('kubectl', plane.kubectlProgram, ['proxy', `--port=${api}`, `--kubeconfig=${account}`]);
  const variables = {
    ...env,
    ETCD_SERVICE_HOST: '127.0.0.1',
    ETCD_SERVICE_PORT: `${etcdPort}`,
    // pachd writes `:443` behind it.
    KUBERNETES_PORT_443_TCP_ADDR: `http://127.0.0.1:${api}/?`,
    PACHD_POD_NAMESPACE: namespace,
    PACH_NAMESPACE: namespace,
    PACHD_POD_NAME: 'pachd',
    PACH_ROOT: store,
    PACH_CACHE_ROOT: join(folder, 'cache'),
    METRICS: 'false',
    PORT: `${port}`,
    PPROF_PORT: `${profiling}`,
    HTTP_PORT: `${http}`,
    PEER_PORT: `${peer}`,
    S3GATEWAY_PORT: `${s3}`,
    OIDC_PORT: `${oidc}`,
    SAML_PORT: `${saml}`,
  };
  const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  servers.start('pachd', 'env', [...words, pachd]);
  const ask: Pachd['pachctl'] = async (args, stdin = '') => {
    const address = `127.0.0.1:${port}`;
    // Below 1.8.3 it would be ADDRESS; a context would lead elsewhere.
    const own = { PATH: process.env.PATH ?? '', HOME: folder, PACHD_ADDRESS: address };
    const { status, stdout, stderr } = await run(pachctl, args, { env: own, stdin });
    if (status !== 0) throw new Error(`pachctl ${args.join(' ')}: ${stderr}${servers.lastLines(5)}`);
    return stdout;
  };
  const reached = async (): Promise<true | undefined> => {
    servers.checkAllRun();
    return (await answers(port)) && (await answers(peer)) ? true : undefined;
  };
  const stop = (): Promise<void> => servers.stop();
  await until(`pachd in ${namespace} answers`, reached, { lastSeen: () => servers.lastLines(20) }).catch(
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
  const command = `PACHD_ADDRESS=127.0.0.1:${port} ${pachctl}`;
  return { store, command, pachctl: ask, stop };
}

/** Whether something listens on a port of 127.0.0.1. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

async function asDeployed({ kubectl }: ControlPlane, namespace: string) {
  const deployments = await get<Deployment>(kubectl, ['deployments', '--namespace', namespace]);
  const spec = deployments.find(({ metadata }) => metadata.name === 'pachd')?.spec.template.spec;
  if (spec === undefined) throw new Error(`no Deployment pachd in ${namespace}`);
  const plain = spec.containers[0].env.filter(({ value }) => value !== undefined);
  const store = spec.volumes.find(({ hostPath }) => hostPath !== undefined)?.hostPath?.path;
  if (store === undefined) throw new Error(`pachd in ${namespace} has no folder of the host`);
  return { env: Object.fromEntries(plain.map(({ name, value = '' }) => [name, value])), store };
}

async function accountKubeconfig(
  { kubectl, kubeconfig }: ControlPlane,
  namespace: string,
  folder: string,
): Promise<string> {
  const token = (await kubectl(['create', 'token', 'pachyderm', '--namespace', namespace])).trim();
  const file = join(folder, 'account.kubeconfig');
  return writeKubeconfig(file, { ...readKubeconfig(kubeconfig), token });
}
