import { resolve } from 'node:path';
import { oneOf, usageError } from '../../../command-line.ts';
import type { ListenAddress } from '../../../live/serve-page.ts';
import type { Result } from '../../../result.ts';
import type { Matcher } from '../wire/read-request.ts';
import { isRelative, readCount, readDuration, readSize, readTime } from './flag-values.ts';
import type { BackfillFlags } from './flags.ts';
import { readListenAddress } from './metrics.ts';
import { PRODUCTS, type ProductName } from './products.ts';
import { EVERY_SERIES, readSelector } from './selector.ts';
import { EXAMPLES, readSide, readUrl, type Side, type Surroundings } from './side.ts';
import { WRITE_VERSIONS, type WriteVersion } from './write-versions.ts';

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
  /** Whether it was said as how long ago, so that the same words mean another moment later. */
  readonly isStartRelative: boolean;
  /** ms since 1970, not included; undefined where nobody said it: `latestEnd`, or that of the state. */
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
  readonly writeVersion: WriteVersion;
  readonly retryFor: number;
  readonly settle: number;
  readonly waits: boolean;
  readonly metricsListen?: ListenAddress;
  readonly state: string;
  /** Which of the shards of a plan this run is. */
  readonly shard?: number;
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

/** What Kubernetes takes as the name of an object, and a plan writes into one. */
export const NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

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

/** Longer than the scrapes of most sources take. What is newer comes by remote_write to both stores. */
const FRESH_MS = 5 * 60_000;

/**
 * The latest end of a range, in ms. A scrape's samples have the time at which it began and come when it ends, so that one of
 * a range that ends now could come after its comparison.
 */
export const latestEnd = (now: number): number => now - FRESH_MS;

/** @throws EarlyExit for what cannot be meant */
export function readOptions(flags: BackfillFlags, surroundings: Surroundings): BackfillOptions {
  const { now } = surroundings;
  const selector = flags.matcher ?? EVERY_SERIES;
  const cut = flags.cuts === undefined ? undefined : readShard(flags.cuts, surroundings);
  if (flags.start === undefined && cut === undefined)
    throw usageError('--start is missing; give it, such as 30d or 2026-11-01T00:00:00Z');
  const start = cut?.start ?? readTime(flags.start ?? '', '--start', now);
  const end = cut?.end ?? (flags.end === undefined ? undefined : readTime(flags.end, '--end', now));
  if (end !== undefined && end > latestEnd(now))
    throw usageError(
      end > now
        ? '--end is in the future: a sample ahead of time makes a store refuse the present ones; leave it out to copy up to 5 minutes ago'
        : '--end is less than 5 minutes ago: a scrape’s samples have the time at which it began and come when it ends, so some may come after the comparison; leave it out, or pass --end 5m',
    );
  if (start >= (end ?? latestEnd(now)))
    throw usageError('--start is not before --end; nothing would be copied');
  const name = flags.name ?? 'backfill';
  if (!NAME.test(name))
    throw usageError(`--name: ${JSON.stringify(name)}; use small letters, digits, and - or . between them`);
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
    isStartRelative: cut === undefined && isRelative(flags.start ?? ''),
    ...(end !== undefined && { end }),
    drop: new Set(flags.dropLabel),
    dropHistograms: flags.dropHistograms,
    allowEmpty: flags.allowEmpty,
    unverified: flags.unverified,
    accepted: new Set(flags.force),
    ...(flags.skipBad !== undefined && { skipBad: resolve(surroundings.cwd, flags.skipBad) }),
    concurrency: readCount(flags.concurrency ?? '2', '--concurrency'),
    ...(rate !== undefined && { rate }),
    maxReadBytes: readSize(flags.maxReadSize ?? '64MB', '--max-read-size', '1GB'),
    ...(flags.maxReadDuration !== undefined && {
      longestSlab: readDuration(flags.maxReadDuration, '--max-read-duration', 1000),
    }),
    maxWriteBytes: readSize(flags.maxWriteSize ?? '1MB', '--max-write-size', '32MB'),
    writeVersion: oneOf(WRITE_VERSIONS, flags.writeVersion ?? '1.0', '--remote-write-version', 'version'),
    retryFor: readDuration(flags.retryFor ?? '10m', '--retry-for'),
    settle: readDuration(flags.settle ?? '3h', '--settle'),
    waits: !flags.noWait,
    ...(flags.metricsListen !== undefined && {
      metricsListen: readListenAddress(flags.metricsListen, '--metrics-listen'),
    }),
    state: flags.state ?? `${name}.backfill.json`,
    ...(cut !== undefined && { shard: cut.shard }),
  };
}
