import { lookup } from 'node:dns/promises';
import { HttpClient } from '../../../live/http-client.ts';
import type { Matcher } from '../wire/read-request.ts';
import { CopySink, SAME_LABELS } from './copy-range.ts';
import { Server } from './destination.ts';
import { Digests } from './digests.ts';
import type { Range } from './ranges.ts';
import { ReadFailure, readRange } from './read-range.ts';
import type { Side } from './side.ts';

/** Misses one of two replicas once in 256 times. */
const CONNECTIONS = 8;
const MOST_ADDRESSES = 16;
/** An address of a name may be one that nothing answers at. */
const TIMEOUT_MS = 5000;

/** An address of a name, as the resolver tells it. */
export interface Address {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

export type Resolve = (hostname: string) => Promise<readonly Address[]>;

const resolveAll: Resolve = (hostname) => lookup(hostname, { all: true });

/** What answers behind an address: a Service of several pods, over fresh connections, or a name with several addresses. */
export interface Behind {
  /** When the processes that answer were started, in seconds. */
  readonly starts: ReadonlySet<number>;
  /** Addresses of the name that do not answer, where others of their family do. */
  readonly silent: readonly string[];
}

/** @param known the start time of the one that answered already */
export async function serversBehind(
  side: Side,
  known: number,
  stopping: AbortSignal,
  resolve?: Resolve,
): Promise<Behind> {
  const addresses = await severalAddresses(side, resolve);
  const [starts, addressed] = await Promise.all([
    Promise.all(Array.from({ length: CONNECTIONS }, () => startOf(side, stopping))),
    Promise.all(
      addresses.map(async (one) => ({ ...one, start: await startOf(atAddress(side, one), stopping) })),
    ),
  ]);
  const found = [...starts, ...addressed.map(({ start }) => start)];
  // A machine without a way to IPv6 reaches none of a name's IPv6 addresses.
  const answering = new Set(addressed.filter(({ start }) => start !== undefined).map(({ family }) => family));
  return {
    starts: new Set([known, ...found.filter((start) => start !== undefined)]),
    silent: addressed
      .filter(({ start, family }) => start === undefined && answering.has(family))
      .map(({ address }) => address),
  };
}

/** In every Prometheus, of few series, and told by each replica at other times and by each shard of other targets. */
const COMPARED: Matcher = { name: '__name__', operator: '=', value: 'up' };
const MAX_BYTES = 16_000_000;
/** A server that is slow to fail is not asked for minutes. */
const MOST_FAILURES = 3;

/**
 * Whether an address tells a range in one way and then in another, and then in the first way again, as a server does not
 * whose history merely grows. For servers that do not say when they were started.
 */
export async function answersDiffer(
  side: Side,
  range: Range,
  stopping: AbortSignal,
  resolve?: Resolve,
): Promise<boolean> {
  const addresses = await severalAddresses(side, resolve);
  const sides = [
    ...Array.from({ length: CONNECTIONS }, () => side),
    ...addresses.map((one) => atAddress(side, one)),
  ];
  const seen = new Set<string>();
  let last: string | undefined;
  let failures = 0;
  for (const one of [...sides, ...sides]) {
    const answer = await answerOf(one, range, stopping);
    if (answer === undefined && ++failures > MOST_FAILURES) return false;
    if (answer === undefined || answer === last) continue;
    if (seen.has(answer)) return true;
    seen.add(answer);
    last = answer;
  }
  return false;
}

/** Over a connection of its own; undefined where it fails. */
async function answerOf(side: Side, range: Range, stopping: AbortSignal): Promise<string | undefined> {
  const client = new HttpClient({ ...side, timeout: TIMEOUT_MS, stopping });
  const digests = new Digests();
  try {
    await readRange({ client, url: side.url, matchers: [COMPARED], maxBytes: MAX_BYTES }, range, () => {
      digests.clear();
      return new CopySink(undefined, digests, { relabelling: SAME_LABELS, fidelity: 'exact' });
    });
    return digests.checksum();
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return undefined;
  } finally {
    client.close();
  }
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

async function severalAddresses({ url }: Side, resolve: Resolve = resolveAll): Promise<readonly Address[]> {
  const addresses = await resolve(bare(url.hostname)).catch(() => []);
  return addresses.length > 1 ? addresses.slice(0, MOST_ADDRESSES) : [];
}

/** The same server by one of its addresses: its name stays in what is asked and in what its certificate must have. */
function atAddress(side: Side, { address }: Address): Side {
  const url = new URL(side.url);
  url.hostname = address.includes(':') ? `[${address}]` : address;
  return {
    ...side,
    url,
    headers: { ...side.headers, host: side.url.host },
    tls: { serverName: bare(side.url.hostname), ...side.tls },
  };
}

async function startOf(side: Side, stopping: AbortSignal): Promise<number | undefined> {
  const server = new Server({ ...side, timeout: TIMEOUT_MS }, side.url, stopping);
  await server.locate();
  const metrics = await server.metrics();
  server.client.close();
  return metrics?.find(({ name }) => name === 'process_start_time_seconds')?.value;
}
