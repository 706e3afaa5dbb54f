import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compress, uncompress } from 'snappyjs';
import { framed, type ReadRequest, readRequestIn } from './embedded.ts';
import { decode, encode } from './proto.ts';
import { type Point, xorChunk } from './xor-encoder.ts';

/** One series: its labels, and its values by ms since 1970. */
export interface StoredSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: Map<number, number>;
}

/** What happens to a request instead of what should. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly text: string }
  /** Acknowledged, and not stored. */
  | { readonly kind: 'lost' }
  /** The answer to a read ends in the middle of a frame. */
  | { readonly kind: 'truncated' }
  /** The answer to a read ends cleanly at the border of two frames, behind the first. */
  | { readonly kind: 'ended' }
  /** A STREAMED answer to a read has the server's error in place of its second frame. */
  | { readonly kind: 'broken'; readonly text: string };

export interface StoreSettings {
  /** By the path and the number of requests to it before this one. */
  readonly faultFor?: (path: string, number: number) => Fault | undefined;
  /** Answers SAMPLES to whoever asks for STREAMED. */
  readonly samplesOnly?: boolean;
  /** ms around a range whose samples come with it: Mimir hands out the chunks that touch it as they are. */
  readonly overread?: number;
  /** `storage.tsdb.out_of_order_time_window`. */
  readonly window?: string;
  readonly receiver?: boolean;
}

export interface Store {
  /** `http://127.0.0.1:1234`. */
  readonly url: string;
  readonly series: Map<string, StoredSeries>;
  readonly faults: number;
  /** Of samples out of order: `prometheus_tsdb_out_of_order_wbl_truncations_total`. */
  compactions: number;
  /** ms; what is older is stored and not shown, as by Mimir for `query_ingesters_within`. */
  showsFrom: number;
  add(
    labels: Readonly<Record<string, string>>,
    points: Iterable<readonly [time: number, value: number]>,
  ): void;
  close(): Promise<void>;
}

interface Label {
  readonly name: string;
  readonly value: string;
}

type ReadQuery = ReadRequest['queries'][number];

const keyOf = (labels: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** A Prometheus as far as backfill asks one: remote_read in both forms, remote_write, settings and metrics, in memory. */
export async function startStore(settings: StoreSettings = {}): Promise<Store> {
  const series = new Map<string, StoredSeries>();
  const asked = new Map<string, number>();
  const state = { faults: 0 };
  // Two stores of one process are two servers.
  const started = 1_700_000_000 + Math.round(Math.random() * 1e6);
  const server = createServer((incoming, answer) => void serve(incoming, answer));
  const store: Store = {
    url: '',
    series,
    compactions: 0,
    showsFrom: Number.NEGATIVE_INFINITY,
    get faults() {
      return state.faults;
    },
    add(labels, points) {
      const key = keyOf(labels);
      const held = series.get(key)?.points ?? new Map<number, number>();
      series.set(key, { labels, points: held });
      // The first value of a moment stays, as in Prometheus out of order.
      for (const [time, value] of points) if (!held.has(time)) held.set(time, value);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const path = new URL(incoming.url ?? '/', 'http://store').pathname;
    const number = asked.get(path) ?? 0;
    asked.set(path, number + 1);
    const fault = settings.faultFor?.(path, number);
    if (fault !== undefined) state.faults++;
    if (fault?.kind === 'status') answer.writeHead(fault.status).end(fault.text);
    else if (path === '/api/v1/write') write(body, answer, fault);
    else if (path === '/api/v1/read') read(body, answer, fault);
    else if (path === '/metrics') answer.end(metrics());
    else if (path.startsWith('/api/v1/status/')) answer.end(JSON.stringify(about(path)));
    else answer.writeHead(404).end('404 page not found');
  }

  function write(body: Buffer, answer: ServerResponse, fault: Fault | undefined): void {
    const { timeseries = [] } = decode('WriteRequest', uncompress(body)) as {
      timeseries?: readonly {
        readonly labels: readonly Label[];
        readonly samples?: readonly { readonly value?: number; readonly timestamp?: number }[];
      }[];
    };
    if (fault?.kind !== 'lost')
      for (const { labels, samples = [] } of timeseries)
        store.add(
          Object.fromEntries(labels.map(({ name, value }) => [name, value])),
          samples.map(({ timestamp = 0, value = 0 }) => [timestamp, value] as const),
        );
    answer.writeHead(204).end();
  }

  function read(body: Buffer, answer: ServerResponse, fault: Fault | undefined): void {
    const { queries, accepted_response_types: accepted } = readRequestIn({ body });
    const all = select(queries[0] as ReadQuery);
    const found = fault?.kind === 'ended' ? all.slice(0, 1) : all;
    const isStreamed = !settings.samplesOnly && accepted.includes(1);
    answer.setHeader(
      'content-type',
      isStreamed
        ? 'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse'
        : 'application/x-protobuf',
    );
    if (fault?.kind === 'broken') {
      answer.end(Buffer.concat([...found.slice(0, 1).map(frameOf), Buffer.from(fault.text)]));
      return;
    }
    const whole = isStreamed ? Buffer.concat(found.map(frameOf)) : samplesOf(found);
    answer.end(fault?.kind === 'truncated' ? whole.subarray(0, Math.ceil(whole.length / 2)) : whole);
  }

  function select({ start_timestamp_ms: from, end_timestamp_ms: to, matchers }: ReadQuery) {
    const { overread = 0 } = settings;
    return [...series.values()]
      .filter(({ labels }) => matchers.every((matcher) => fits(labels, matcher)))
      .map(({ labels, points }) => ({
        labels: Object.entries(labels)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => ({ name, value })),
        points: [...points]
          .filter(([time]) => time >= from - overread && time <= to + overread && time >= store.showsFrom)
          .toSorted(([a], [b]) => a - b),
      }))
      .filter(({ points }) => points.length > 0);
  }

  const metrics = (): string => `# TYPE process_start_time_seconds gauge
process_start_time_seconds ${started}
# TYPE prometheus_tsdb_out_of_order_wbl_truncations_total counter
prometheus_tsdb_out_of_order_wbl_truncations_total ${store.compactions}
# TYPE prometheus_tsdb_head_min_time_seconds gauge
prometheus_tsdb_head_min_time_seconds ${Date.now() / 1000}
`;

  const about = (path: string): object => {
    const { window = '400d', receiver = true } = settings;
    const data: Readonly<Record<string, object>> = {
      '/api/v1/status/buildinfo': { version: '3.5.0' },
      '/api/v1/status/flags': {
        'web.enable-remote-write-receiver': String(receiver),
        'storage.tsdb.retention.time': '400d',
      },
      '/api/v1/status/config': { yaml: `storage:\n  tsdb:\n    out_of_order_time_window: ${window}\n` },
    };
    return { status: 'success', data: data[path] ?? {} };
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.defineProperties({} as Store, {
    ...Object.getOwnPropertyDescriptors(store),
    url: { value: `http://127.0.0.1:${port}` },
    compactions: {
      get: () => store.compactions,
      set: (compactions: number) => void Object.assign(store, { compactions }),
    },
    showsFrom: {
      get: () => store.showsFrom,
      set: (showsFrom: number) => void Object.assign(store, { showsFrom }),
    },
  });
}

function fits(
  labels: Readonly<Record<string, string>>,
  { type = 0, name, value = '' }: ReadQuery['matchers'][number],
): boolean {
  const held = labels[name] ?? '';
  const isMatch = type < 2 ? held === value : new RegExp(`^(?:${value})$`).test(held);
  return type === 0 || type === 2 ? isMatch : !isMatch;
}

interface Found {
  readonly labels: readonly Label[];
  readonly points: readonly (readonly [time: number, value: number])[];
}

const samplesOf = (found: readonly Found[]): Buffer =>
  Buffer.from(
    compress(
      encode('ReadResponse', {
        results: [
          {
            timeseries: found.map(({ labels, points }) => ({
              labels,
              // A zero is left out of the message by servers in Go, whatever its sign.
              samples: points.map(([timestamp, value]) => ({ timestamp, ...(value !== 0 && { value }) })),
            })),
          },
        ],
      }),
    ),
  );

const view = new DataView(new ArrayBuffer(8));

function pointOf([time, value]: Found['points'][number]): Point {
  view.setFloat64(0, value);
  return { time, bits: view.getBigUint64(0) };
}

const FLOATS_XOR = 1;

/** A series as one frame of one chunk. */
function frameOf({ labels, points }: Found): Buffer {
  const chunk = {
    min_time_ms: points[0]?.[0],
    max_time_ms: points.at(-1)?.[0],
    type: FLOATS_XOR,
    data: xorChunk(points.map(pointOf)),
  };
  return framed(encode('ChunkedReadResponse', { chunked_series: [{ labels, chunks: [chunk] }] }));
}
