import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../tools/free-ports.ts';
import { type ApiAccess, writeKubeconfig } from './kubeconfig.ts';
import { type Kubectl, kubectlWith } from './kubectl.ts';
import type { ControlPlanePorts } from './server-args.ts';

/** What the servers of one control plane know each other by. */
interface Credentials {
  /** The key pair that service account tokens are signed with. */
  readonly signingKey: string;
  readonly verifyingKey: string;
  readonly tokens: string;
  /** Where the API server leaves its certificate, together with the authority that has signed it. */
  readonly certificates: string;
  readonly authority: string;
  readonly authorityKey: string;
  readonly adminToken: string;
}

async function writeCredentials(folder: string): Promise<Credentials> {
  const adminToken = randomUUID();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const certificates = join(folder, 'certificates');
  return {
    signingKey: await write('service-accounts.key', privateKey),
    verifyingKey: await write('service-accounts.pub', publicKey),
    // token, user, uid, groups; this group may do everything, whatever RBAC says.
    tokens: await write('tokens.csv', `${adminToken},admin,admin,"system:masters"\n`),
    certificates,
    authority: join(certificates, 'apiserver.crt'),
    authorityKey: join(certificates, 'apiserver.key'),
    adminToken,
  };
}

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
