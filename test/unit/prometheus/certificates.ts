import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its key, as PEM. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

const lengthOf = (length: number): number[] =>
  length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

const ECDSA_SHA256 = sequence(der(0x06, bytes('2a8648ce3d040302')));
const nameOf = (text: string): Buffer =>
  sequence(der(0x31, sequence(der(0x06, bytes('550403')), der(0x0c, Buffer.from(text)))));
const timeOf = (time: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(time).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
/** subjectAltName with one DNS name, or basicConstraints of an authority. */
const extensionOf = (name: string, isAuthority: boolean): Buffer =>
  isAuthority
    ? sequence(
        der(0x06, bytes('551d13')),
        der(0x01, bytes('ff')),
        der(0x04, sequence(der(0x01, bytes('ff')))),
      )
    : sequence(der(0x06, bytes('551d11')), der(0x04, sequence(der(0x82, Buffer.from(name)))));

const DAY = 86_400_000;
let serial = 0;

function certified(name: string, issuer?: { readonly name: string; readonly key: KeyObject }) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    der(0xa0, der(0x02, bytes('02'))),
    der(0x02, Buffer.from([++serial])),
    ECDSA_SHA256,
    nameOf(issuer?.name ?? name),
    sequence(timeOf(Date.now() - DAY), timeOf(Date.now() + DAY)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extensionOf(name, issuer === undefined))),
  );
  const signature = sign('sha256', body, issuer?.key ?? privateKey);
  const whole = sequence(body, ECDSA_SHA256, der(0x03, bytes('00'), signature));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    privateKey,
  };
}

/** An authority, and what it signs by DNS name. */
export function authority(): { readonly ca: string; sign(name: string): Certified } {
  const { cert: ca, privateKey } = certified('Test CA');
  return {
    ca,
    sign: (name) => {
      const { cert, key } = certified(name, { name: 'Test CA', key: privateKey });
      return { cert, key };
    },
  };
}
