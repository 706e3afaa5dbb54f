import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

export interface ApiAccess {
  readonly server: string;
  /** File with the certificate of the API server's authority. */
  readonly authority: string;
  readonly token: string;
}

/** Writes a kubeconfig of one cluster and one user. */
export async function writeKubeconfig(file: string, access: ApiAccess): Promise<string> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'e2e', cluster: { server: access.server, 'certificate-authority': access.authority } },
    ],
    users: [{ name: 'e2e', user: { token: access.token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
    'current-context': 'e2e',
  };
  // JSON is YAML, too.
  await writeFile(file, JSON.stringify(config, null, 2), { mode: 0o600 });
  return file;
}

/** What a kubeconfig of writeKubeconfig says. */
export function readKubeconfig(file: string): ApiAccess {
  const { clusters, users } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly clusters: readonly [{ readonly cluster: { server: string; 'certificate-authority': string } }];
    readonly users: readonly [{ readonly user: { readonly token: string } }];
  };
  const { server, 'certificate-authority': authority } = clusters[0].cluster;
  return { server, authority, token: users[0].user.token };
}
