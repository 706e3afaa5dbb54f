import { lookup } from 'node:dns/promises';
import { Server } from './destination.ts';
import type { Side } from './side.ts';

/** Misses one of two replicas once in 256 times. */
const CONNECTIONS = 8;
const MOST_ADDRESSES = 16;
/** An address of a name may be one that nothing answers at. */
const TIMEOUT_MS = 5000;

/**
 * When the processes behind an address were started, in seconds: several of them where it is a Service of several pods, over
 * fresh connections, or a name with several addresses.
 * @param known the one that answered already
 */
export async function startTimesBehind(
  side: Side,
  known: number,
  stopping: AbortSignal,
): Promise<ReadonlySet<number>> {
  const addresses = await lookup(bare(side.url.hostname), { all: true }).catch(() => []);
  const sides = [
    ...Array.from({ length: CONNECTIONS }, () => side),
    ...(addresses.length > 1
      ? addresses.slice(0, MOST_ADDRESSES).map(({ address }) => atAddress(side, address))
      : []),
  ];
  const starts = await Promise.all(sides.map((one) => startOf(one, stopping)));
  return new Set([known, ...starts.filter((start) => start !== undefined)]);
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** The same server by one of its addresses: its name stays in what is asked and in what its certificate must have. */
function atAddress(side: Side, address: string): Side {
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
