import { expect, onTestFinished, test } from 'vitest';
import { HttpClient } from '../../../src/live/http-client.ts';
import { exportReadBack } from '../../../src/packs/prometheus/backfill/read-back.ts';
import {
  type Asked,
  type Embedded,
  embedded,
  type Reply,
  readReply,
  readRequestIn,
  type Series,
  streamed,
} from './embedded.ts';
import { encode } from './proto.ts';
import { EagerClock, run, storeFor } from './run.ts';
import { xorChunk } from './xor-encoder.ts';

const MINUTE = 60_000;
/** The end of a quarter of an hour, an hour ago. */
const END = Math.floor(Date.now() / (15 * MINUTE)) * 15 * MINUTE - 60 * MINUTE;
const START = END - 15 * MINUTE;

const ROWS: readonly Series[] = ['a', 'b'].map((name) => ({
  labels: { __name__: name },
  samples: Array.from({ length: 15 }, (_, index) => [START + index * MINUTE, index] as const),
}));

const XOR2 = 4;

/** A source that answers remote_read as told, and otherwise with the rows. */
async function sourceOf(
  reply: (asked: Asked) => Reply | undefined,
  series: readonly Series[] = ROWS,
): Promise<Embedded> {
  const source = await embedded((asked) =>
    asked.path.endsWith('/read') ? (reply(asked) ?? readReply(asked, series)) : undefined,
  );
  onTestFinished(() => source[Symbol.asyncDispose]());
  return source;
}

const copied = (from: Embedded, to: { readonly url: string }, ...more: readonly string[]) =>
  run(
    [
      ...[`--start=${START / 1000}`, `--end=${END / 1000}`, '--settle=0s'],
      ...[`--reader-url=${from.url}/api/v1/read`, `--writer-url=${to.url}/api/v1/write`, ...more],
    ],
    { clock: new EagerClock() },
  );

test('a range with floats in a form that is not known is read as SAMPLES, and each sample sent once', async () => {
  const data = xorChunk([{ time: START, bits: 0n }]);
  const source = await sourceOf((asked) => {
    if (readRequestIn(asked).accepted_response_types.length === 0) return undefined;
    return streamed(
      [
        ['a', 1],
        ['b', XOR2],
      ].map(([value, type]) =>
        encode('ChunkedReadResponse', {
          chunked_series: [{ labels: [{ name: '__name__', value }], chunks: [{ type, data }] }],
        }),
      ),
    );
  });
  const there = await storeFor();
  const { out, exit } = await copied(source, there);
  expect([exit, out]).toEqual([0, expect.stringContaining('first comparison: 30 samples compared\n')]);
  expect(out).toContain('sent: 30 samples');
});

test('samples of a series that are not in order are not sent', async () => {
  const [first, second] = ROWS as [Series, Series];
  const source = await sourceOf(
    () => undefined,
    [first, { ...second, samples: second.samples.toReversed() }],
  );
  const there = await storeFor();
  const { out, exit } = await copied(source, there, '--retry-for=2s');
  expect([exit, out]).toEqual([
    1,
    expect.stringContaining('stopped: the samples of a series are not in order'),
  ]);
  expect([...there.series.values()].filter(({ labels }) => labels.__name__ === 'b')).toEqual([]);
});

test('a source that limits the samples of an answer is asked for shorter ranges', async () => {
  const limit = 5;
  const source = await sourceOf((asked) => {
    const [query] = readRequestIn(asked).queries;
    const [from, to] = [query?.start_timestamp_ms ?? 0, query?.end_timestamp_ms ?? 0];
    return to - from > limit * MINUTE ? { status: 400, body: `exceeded sample limit (${limit})` } : undefined;
  });
  const there = await storeFor();
  const { out, exit } = await copied(source, there);
  expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
  expect([...there.series.values()].flatMap(({ points }) => [...points])).toHaveLength(30 + 1);
});

test('a destination that cannot be read for a moment lacks nothing', async () => {
  const source = await sourceOf(() => undefined);
  const text = 'cannot populate chunk 8 from block 01H: segment index 0 out of range';
  const there = await storeFor({
    faultFor: (path, number) =>
      path === '/api/v1/read' && number === 0 ? { kind: 'status', status: 500, text } : undefined,
  });
  const { out, exit } = await copied(source, there);
  expect([exit, there.faults]).toEqual([0, 1]);
  expect(out).toMatch(/^backfill: verified\n/);
  expect(out).not.toContain('missing');
});

test('an export is asked for after a flush, around the cache, by a filter that nobody has asked by', async () => {
  await using server = await embedded(() => ({}));
  const client = new HttpClient({ timeout: 5000 });
  onTestFinished(() => client.close());
  const readBack = exportReadBack({
    client,
    at: (path, query) => new URL(`${server.url}${path}?${new URLSearchParams(query)}`),
    matchers: [{ name: '__name__', operator: '=', value: 'up' }],
  });
  const sink = { series: () => undefined, samples: () => undefined };
  for (const _ of [1, 2]) await readBack.read([1000, 3000], sink, () => undefined);
  const asked = server.asked.map(({ path }) => new URL(path, server.url));
  const [flush, wanted] = ['/internal/force_flush', '/api/v1/export'];
  expect(asked.map(({ pathname }) => pathname)).toEqual([flush, wanted, flush, wanted]);
  const exports = asked.filter(({ pathname }) => pathname === wanted).map(({ searchParams }) => searchParams);
  expect(exports.map((query) => [query.get('nocache'), query.get('start'), query.get('end')])).toEqual([
    ['1', '1', '2.999'],
    ['1', '1', '2.999'],
  ]);
  const filters = exports.map((query) => query.get('match[]') ?? '');
  expect(new Set(filters).size).toBe(2);
  for (const filter of filters) expect(filter).toMatch(/^\{__name__="up",\w+=""\}$/);
});
