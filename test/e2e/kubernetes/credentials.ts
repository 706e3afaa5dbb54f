import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the servers of one control plane know each other by. */
export interface Credentials {
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

export async function writeCredentials(folder: string): Promise<Credentials> {
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
