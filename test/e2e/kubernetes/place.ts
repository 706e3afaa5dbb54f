import { join } from 'node:path';
import { freePorts } from '../tools/free-ports.ts';
import { type Credentials, writeCredentials } from './credentials.ts';
import { type ApiAccess, writeKubeconfig } from './kubeconfig.ts';
import { type Kubectl, kubectlWith } from './kubectl.ts';
import type { ControlPlanePorts } from './server-args.ts';

/** Where a control plane runs and how it is reached: all that is known before it is started. */
export interface Place {
  readonly folder: string;
  readonly ports: ControlPlanePorts;
  readonly credentials: Credentials;
  readonly access: ApiAccess;
  readonly kubeconfig: string;
  readonly kubectl: Kubectl;
}

/** @param kubectlProgram path of kubectl */
export async function preparePlace(folder: string, kubectlProgram: string): Promise<Place> {
  const [etcd = 0, etcdPeers = 0, api = 0, kubelet = 0] = await freePorts(4);
  const credentials = await writeCredentials(folder);
  const { authority, adminToken } = credentials;
  const access = { server: `https://127.0.0.1:${api}`, authority, token: adminToken };
  const kubeconfig = await writeKubeconfig(join(folder, 'admin.kubeconfig'), access);
  const kubectl = kubectlWith(kubectlProgram, kubeconfig, folder);
  return { folder, ports: { etcd, etcdPeers, api, kubelet }, credentials, access, kubeconfig, kubectl };
}
