import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { oneOf, usageError } from '../../../command-line.ts';
import type { TlsSettings } from '../../../live/http-client.ts';
import type { Result } from '../../../result.ts';
import { parseDuration, prometheusDuration } from '../../../times.ts';
import type { Matcher } from '../wire/read-request.ts';
import type { BackfillFlags } from './flags.ts';
import { PRODUCTS, type ProductName } from './products.ts';
import { EVERY_SERIES, readSelector } from './selector.ts';

/** How one side is reached. */
export interface Side {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
  /** ms. */
  readonly timeout: number;
}

const MODES = ['copy', 'check', 'dry-run', 'verify-only', 'plan'] as const;
export type Mode = (typeof MODES)[number];

export interface BackfillOptions {
  readonly mode: Mode;
  readonly name: string;
  readonly reader: Side;
  readonly writer: Side;
  /** Where the destination is read back, if it is not where its product has it. */
  readonly readBackUrl?: URL;
  readonly destination?: ProductName;
  readonly selector: string;
  readonly matchers: readonly Matcher[];
  /** ms since 1970. */
  readonly start: number;
  /** ms since 1970, not included; undefined where nobody said it. */
  readonly end?: number;
  readonly drop: ReadonlySet<string>;
  readonly dropHistograms: boolean;
  readonly allowEmpty: boolean;
  readonly unverified: boolean;
  readonly accepted: ReadonlySet<string>;
  readonly skipBad?: string;
  readonly concurrency: number;
  readonly rate?: number;
  readonly maxReadBytes: number;
  /** ms. */
  readonly longestSlab?: number;
  readonly maxWriteBytes: number;
  readonly retryFor: number;
  readonly settle: number;
  readonly waits: boolean;
  readonly state: string;
  /** Which of the shards of a plan this run is. */
  readonly shard?: number;
}

/** What is known of where the command runs. */
interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ms since 1970. */
  readonly now: number;
}

const RELATIVE = /^-?(\d.*[a-z])$/;

/**
 * A moment: unix seconds, RFC 3339 with an offset, `now`, or how long ago (`30d`, `1h30m`).
 * @throws EarlyExit
 */
export function readTime(text: string, flag: string, now: number): number {
  const word = text.trim();
  if (word === 'now') return now;
  if (/^-?\d+$/.test(word)) return Number(word) * 1000;
  const ago = RELATIVE.exec(word)?.[1];
  const length = ago === undefined ? undefined : prometheusDuration(ago);
  if (length !== undefined) return now - length;
  // A time without an offset would be another one on each machine.
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(word);
  const instant = isWhole ? Date.parse(word) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw usageError(
    `${flag}: ${JSON.stringify(text)} is not a time; use unix seconds, RFC 3339 with an offset such as 2026-11-01T00:00:00Z, or how long ago, such as 30d`,
  );
}

const SIZE_UNITS = ['b', 'kb', 'mb', 'gb'] as const;

/** Bytes, with units of 1024 as prom-migrator has them: `64MB`. @throws EarlyExit */
export function readSize(text: string, flag: string): number {
  const [, amount, unit = 'b'] = /^(\d+)\s*([kmg]?b)?$/i.exec(text.trim()) ?? [];
  const power = SIZE_UNITS.indexOf(unit.toLowerCase() as (typeof SIZE_UNITS)[number]);
  if (amount === undefined || Number(amount) === 0)
    throw usageError(
      `${flag}: ${JSON.stringify(text)} is not a size; use a number with KB, MB or GB, such as 64MB`,
    );
  return Number(amount) * 1024 ** power;
}

function readDuration(text: string, flag: string): number {
  const long = prometheusDuration(text.trim());
  if (long !== undefined) return long;
  const read = parseDuration(text);
  if (read.ok) return read.value;
  throw usageError(`${flag}: ${read.error}`);
}

/** A whole number of 1 or more. @throws EarlyExit */
export function readCount(text: string, flag: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw usageError(`${flag}: ${JSON.stringify(text)} is not a number of 1 or more`);
}

function readUrl(text: string | undefined, flag: string, example: string): URL {
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

const EXAMPLES = {
  reader: 'http://prometheus:9090/api/v1/read',
  writer: 'http://prometheus:9090/api/v1/write',
} as const;

/** A plan asks nothing of the writer, whose files need not be on this machine. */
function readSide(side: 'reader' | 'writer', flags: BackfillFlags, { cwd, env }: Surroundings): Side {
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
  const username = text('Username') ?? (url.username === '' ? undefined : decodeURIComponent(url.username));
  const secret = password ?? (url.password === '' ? undefined : decodeURIComponent(url.password));
  url.username = url.password = '';
  if (token !== undefined && username !== undefined)
    throw usageError(`--${side}-auth-username and a bearer token are both given; give one of them`);
  if (isAsked && username !== undefined && secret === undefined)
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
  const serverName = text('ServerName');
  return {
    url,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...readHeaders(given('Header') as readonly string[], `--${side}-http-header`),
    },
    tls: {
      insecure: given('Insecure') === true,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(serverName !== undefined && { serverName }),
    },
    timeout: readDuration(text('Timeout') ?? '5m', `--${side}-timeout`),
  };
}

function readHeaders(words: readonly string[], flag: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const word of words) {
    const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined)
      throw usageError(`${flag}: a header is written name:value, such as X-Scope-OrgID:team`);
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

function readMode(flags: BackfillFlags): Mode {
  const asked = [
    ...(flags.plan ? (['plan'] as const) : []),
    ...(flags.check ? (['check'] as const) : []),
    ...(flags.dryRun ? (['dry-run'] as const) : []),
    ...(flags.verifyOnly ? (['verify-only'] as const) : []),
  ];
  if (asked.length > 1)
    throw usageError(`${asked.map((mode) => `--${mode}`).join(' and ')}: give one of them`);
  return asked[0] ?? 'copy';
}

const orUsageError = <T>(result: Result<T, string>, flag: string): T => {
  if (result.ok) return result.value;
  throw usageError(`${flag}: ${result.error}`);
};

const NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** The range of the shard that this pod is, of an Indexed Job. @throws EarlyExit */
function readShard(cuts: string, { env, now }: Surroundings): { shard: number; start: number; end: number } {
  const times = cuts.split(',').map((time) => readTime(time, '--cuts', now));
  const index = env.JOB_COMPLETION_INDEX;
  const shard = Number(index);
  const [start, end] = [times[shard], times[shard + 1]];
  if (!index || start === undefined || end === undefined)
    throw usageError(
      `--cuts needs the variable JOB_COMPLETION_INDEX, from 0 to ${times.length - 2}, as Kubernetes sets it in an Indexed Job`,
    );
  return { shard, start, end };
}

/** @throws EarlyExit for what cannot be meant */
export function readOptions(flags: BackfillFlags, surroundings: Surroundings): BackfillOptions {
  const { now } = surroundings;
  const selector = flags.matcher ?? EVERY_SERIES;
  const cut = flags.cuts === undefined ? undefined : readShard(flags.cuts, surroundings);
  if (flags.start === undefined && cut === undefined)
    throw usageError('--start is missing; give it, such as 30d or 2026-11-01T00:00:00Z');
  const start = cut?.start ?? readTime(flags.start ?? '', '--start', now);
  const end = cut?.end ?? (flags.end === undefined ? undefined : readTime(flags.end, '--end', now));
  if (start >= (end ?? now)) throw usageError('--start is not before --end; nothing would be copied');
  const name = flags.name ?? 'backfill';
  if (!NAME.test(name))
    throw usageError(`--name: ${JSON.stringify(name)}; use small letters, digits, - and .`);
  const rate = flags.rate === undefined ? undefined : readCount(flags.rate, '--rate');
  return {
    mode: readMode(flags),
    name,
    reader: readSide('reader', flags, surroundings),
    writer: readSide('writer', flags, surroundings),
    ...(flags.readBackUrl !== undefined && {
      readBackUrl: readUrl(flags.readBackUrl, '--progress-metric-url', EXAMPLES.reader),
    }),
    ...(flags.destination !== undefined && {
      destination: oneOf(
        Object.keys(PRODUCTS) as ProductName[],
        flags.destination,
        '--destination',
        'product',
      ),
    }),
    selector,
    matchers: orUsageError(readSelector(selector), '--reader-metrics-matcher'),
    start,
    ...(end !== undefined && { end }),
    drop: new Set(flags.dropLabel),
    dropHistograms: flags.dropHistograms,
    allowEmpty: flags.allowEmpty,
    unverified: flags.unverified,
    accepted: new Set(flags.force),
    ...(flags.skipBad !== undefined && { skipBad: resolve(surroundings.cwd, flags.skipBad) }),
    concurrency: readCount(flags.concurrency ?? '2', '--concurrency'),
    ...(rate !== undefined && { rate }),
    maxReadBytes: readSize(flags.maxReadSize ?? '64MB', '--max-read-size'),
    ...(flags.maxReadDuration !== undefined && {
      longestSlab: readDuration(flags.maxReadDuration, '--max-read-duration'),
    }),
    maxWriteBytes: readSize(flags.maxWriteSize ?? '1MB', '--max-write-size'),
    retryFor: readDuration(flags.retryFor ?? '10m', '--retry-for'),
    settle: readDuration(flags.settle ?? '3h', '--settle'),
    waits: !flags.noWait,
    state: flags.state ?? `${name}.backfill.json`,
    ...(cut !== undefined && { shard: cut.shard }),
  };
}
