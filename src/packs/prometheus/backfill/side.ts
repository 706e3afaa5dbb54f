import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageError } from '../../../command-line.ts';
import { clientCertificateProblem, type TlsSettings } from '../../../live/http-client.ts';
import { readDuration } from './flag-values.ts';
import type { BackfillFlags } from './flags.ts';

/** How one side is reached. */
export interface Side {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
  /** ms. */
  readonly timeout: number;
}

/** What is known of where the command runs. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ms since 1970. */
  readonly now: number;
}

export function readUrl(text: string | undefined, flag: string, example: string): URL {
  if (text === undefined) throw usageError(`${flag} is missing; give it, such as ${example}`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw usageError(`${flag}: not an http or https URL; write it with its path, such as ${example}`);
  return url;
}

function readText(name: string | undefined, flag: string, cwd: string): string | undefined {
  if (name === undefined) return undefined;
  try {
    return readFileSync(resolve(cwd, name), 'utf8');
  } catch (error) {
    throw usageError(`${flag}: ${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

export const EXAMPLES = {
  reader: 'http://prometheus:9090/api/v1/read',
  writer: 'http://prometheus:9090/api/v1/write',
} as const;

/**
 * What a side's flags, variables and files say. A plan asks nothing of the writer, whose files need not be on this machine.
 * @throws EarlyExit
 */
export function readSide(side: 'reader' | 'writer', flags: BackfillFlags, { cwd, env }: Surroundings): Side {
  const isAsked = side === 'reader' || !flags.plan;
  const given = <Name extends string>(name: Name) => flags[`${side}${name}` as keyof BackfillFlags];
  const text = (name: string): string | undefined => given(name) as string | undefined;
  const fileOf = (name: string, flag: string) =>
    readText(isAsked ? text(name) : undefined, `--${side}-${flag}`, cwd);
  const url = readUrl(text('Url'), `--${side}-url`, EXAMPLES[side]);
  const variable = (name: string): string | undefined =>
    env[`PHASEGATE_${side.toUpperCase()}_${name}`] || undefined;
  const password =
    text('Password') ?? fileOf('PasswordFile', 'auth-password-file')?.trimEnd() ?? variable('PASSWORD');
  const token = text('Token') ?? fileOf('TokenFile', 'auth-bearer-token-file')?.trim() ?? variable('TOKEN');
  const username =
    text('Username') ?? (url.username === '' ? undefined : decodedPart(url.username, `--${side}-url`));
  const secret = password ?? (url.password === '' ? undefined : decodedPart(url.password, `--${side}-url`));
  url.username = url.password = '';
  if (token !== undefined && username !== undefined)
    throw usageError(`--${side}-auth-username and a bearer token are both given; give one of them`);
  // A name alone may be a token, and a plan would print it.
  const hasSecret = secret !== undefined || (!isAsked && text('PasswordFile') !== undefined);
  if (username !== undefined && !hasSecret)
    throw usageError(`--${side}-auth-username needs a password; give --${side}-auth-password-file`);
  const authorization =
    token === undefined
      ? username === undefined
        ? undefined
        : `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`
      : `Bearer ${token}`;
  const [ca, cert, key] = [
    fileOf('CaFile', 'tls-ca-file'),
    fileOf('CertFile', 'tls-cert-file'),
    fileOf('KeyFile', 'tls-key-file'),
  ];
  checkTls(side, { ca, cert, key }, isAsked);
  const serverName = text('ServerName');
  const headers = readHeaders(given('Header') as readonly string[], `--${side}-http-header`);
  if (authorization !== undefined && headers.authorization !== undefined)
    throw usageError(
      `--${side}-http-header gives Authorization, and another flag or variable gives credentials; give one of them`,
    );
  if (authorization !== undefined && !HEADER_VALUE.test(authorization))
    throw usageError(`--${side}-auth-bearer-token: the token has a character that no header can hold`);
  return {
    url,
    headers: { ...(authorization !== undefined && { authorization }), ...headers },
    tls: {
      insecure: given('Insecure') === true,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(serverName !== undefined && { serverName }),
    },
    timeout: readDuration(text('Timeout') ?? '5m', `--${side}-timeout`, 1000),
  };
}

/** What Node takes as the value of a header. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** @throws EarlyExit */
function decodedPart(text: string, flag: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw usageError(`${flag}: the name or password in it has a % that is not of an escape; write %25`);
  }
}

/** @throws EarlyExit where no connection could be made with them */
function checkTls(
  side: 'reader' | 'writer',
  { ca, cert, key }: Readonly<Record<'ca' | 'cert' | 'key', string | undefined>>,
  isAsked: boolean,
): void {
  if (isAsked && (cert === undefined) !== (key === undefined))
    throw usageError(`--${side}-tls-cert-file and --${side}-tls-key-file belong together; give both`);
  if (ca !== undefined && !/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(ca))
    throw usageError(`--${side}-tls-ca-file: the file has no certificate in PEM form`);
  const problem = clientCertificateProblem(cert, key);
  if (problem !== undefined)
    throw usageError(
      `--${side}-tls-cert-file and --${side}-tls-key-file: ${problem}; give a certificate and its key in PEM form`,
    );
}

function readHeaders(words: readonly string[], flag: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const word of words) {
    const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined)
      throw usageError(`${flag}: a header is written name:value, such as X-Scope-OrgID:team`);
    if (!HEADER_VALUE.test(value))
      throw usageError(`${flag}: the value of ${name} has a character that no header can hold`);
    headers[name.toLowerCase()] = value;
  }
  return headers;
}
