import { expect, test } from 'vitest';
import { HttpClient } from '../../../src/live/http-client.ts';
import {
  type BadSample,
  type WriteOptions,
  WriteQueue,
} from '../../../src/packs/prometheus/backfill/write-queue.ts';
import { UncertainWrite, WriteFailure } from '../../../src/packs/prometheus/backfill/write-sender.ts';
import type { WriteRequest } from '../../../src/packs/prometheus/wire/write-request.ts';
import { type Asked, embedded, type Reply, writtenIn } from './embedded.ts';
import { EagerClock } from './run.ts';

const encoder = new TextEncoder();
const labelOf = (name: string, value: string): Uint8Array =>
  new Uint8Array([0x0a, name.length, ...encoder.encode(name), 0x12, value.length, ...encoder.encode(value)]);

const NOW = 1_796_000_000_000;

function write(request: WriteRequest, series: number, samples: number): void {
  for (let index = 0; index < series; index++) {
    request.begin();
    for (const label of [labelOf('__name__', 'up'), labelOf('instance', `host-${index}`)])
      request.label(label, 0, label.length);
    for (let sample = 0; sample < samples; sample++) request.sample(NOW + sample * 1000, 0x3ff0_0000, 0);
    request.close();
  }
}

const samplesIn = (asked: Asked): number =>
  writtenIn(asked).reduce((sum, { samples }) => sum + samples.length, 0);

/** Sends requests to a server that answers as told. */
async function sent(
  reply: (asked: Asked, number: number) => Reply,
  {
    rounds = 1,
    series = 4,
    samples = 4,
    ...options
  }: Partial<WriteOptions> & { rounds?: number; series?: number; samples?: number } = {},
) {
  let number = 0;
  await using server = await embedded((asked) => reply(asked, number++));
  const client = new HttpClient({ timeout: 5000 });
  const waits: number[] = [];
  const queue = new WriteQueue(
    { client, url: new URL(`${server.url}/api/v1/write`) },
    {
      concurrency: 1,
      maxBytes: 1 << 20,
      retryFor: 5000,
      stopping: new AbortController().signal,
      resends: true,
      version: '1.0',
      onRetry: (_, wait) => waits.push(wait),
      ...options,
    },
  );
  let failure: unknown;
  try {
    for (let round = 0; round < rounds; round++) {
      write(queue.request, series, samples);
      await queue.finish();
    }
  } catch (error) {
    failure = error;
  }
  client.close();
  return { queue, failure, waits, sizes: server.asked.map(samplesIn), asked: server.asked };
}

test('waits as long as Retry-After asks, and sends the same again', async () => {
  const { queue, waits, sizes } = await sent((_, number) =>
    number === 0 ? { status: 429, headers: { 'retry-after': '0' }, body: 'too many' } : { status: 200 },
  );
  expect({ waits, sizes, samples: queue.samples }).toEqual({ waits: [0], sizes: [16, 16], samples: 16 });
});

test('says so where Retry-After asks for more than --retry-for', async () => {
  const { failure } = await sent(() => ({ status: 503, headers: { 'retry-after': '3600' } }));
  expect(failure).toBeInstanceOf(WriteFailure);
  expect((failure as Error).message).toBe(
    'HTTP 503: no text; it was tried for --retry-for, 5 s, and the destination asks to wait 1 h (16 samples; first up{instance="host-0"} from 2026-11-30T00:53:20.000Z to 2026-11-30T00:53:23.000Z)',
  );
});

const TOO_LARGE: readonly (readonly [server: string, status: number, text: string])[] = [
  ['Prometheus 3.15', 413, 'request body exceeds the 33554432 bytes limit'],
  ['Prometheus 3.15', 400, 'decoded size exceeds 33554432 bytes'],
  ['VictoriaMetrics', 400, 'too big packed request; mustn’t exceed 33554432 bytes'],
  ['Mimir', 413, 'its message size of 200 bytes is larger than the allowed limit of 100 bytes'],
  ['Mimir', 429, 'rate limit, set to 10 items/s with a maximum allowed burst of 8. This limit is applied'],
];

test.each(TOO_LARGE)(
  'halves what is too large for %s (HTTP %i %j), and writes smaller ones from then on',
  async (_, status, text) => {
    const { queue, sizes, waits } = await sent(
      (asked) => (samplesIn(asked) > 8 ? { status, body: text } : { status: 204 }),
      // A queue that looks after each series whether its request is full.
      {},
    );
    expect({ sizes, waits, samples: queue.samples }).toEqual({ sizes: [16, 8, 8], waits: [], samples: 16 });
    write(queue.request, 2, 4);
    expect(queue.isFull).toBe(true);
  },
);

test('waits for a rate that a request fits into', async () => {
  const text = 'rate limit, set to 10 items/s with a maximum allowed burst of 200000. This limit is applied';
  const { sizes } = await sent((_, number) =>
    number === 0 ? { status: 429, headers: { 'retry-after': '0' }, body: text } : { status: 200 },
  );
  expect(sizes).toEqual([16, 16]);
});

test('halves a large request that is answered 429 again and again without a word on bursts', async () => {
  const { sizes, queue } = await sent(
    (asked) =>
      samplesIn(asked) > 1000
        ? { status: 429, headers: { 'retry-after': '0' }, body: 'ingestion rate limit (25000) exceeded' }
        : { status: 200 },
    { series: 2, samples: 600 },
  );
  expect({ sizes, samples: queue.samples }).toEqual({
    sizes: [1200, 1200, 1200, 1200, 600, 600],
    samples: 1200,
  });
});

test('sends no faster than its rate', async () => {
  const clock = new EagerClock();
  const from = clock.elapsed();
  const { queue } = await sent(() => ({ status: 204 }), { rate: 16, rounds: 4, clock });
  expect(queue.samples).toBe(64);
  // The first request waits for nothing.
  expect(clock.elapsed() - from).toBeGreaterThan(2999);
});

test('does not ask without end, and at once, where Retry-After says 0', async () => {
  const { waits, failure } = await sent(
    () => ({ status: 429, headers: { 'retry-after': '0' }, body: 'rate limit, burst 100' }),
    { retryFor: 3000 },
  );
  expect(failure).toBeInstanceOf(WriteFailure);
  expect(waits).toEqual([0, 0, 0, 0]);
});

test('a sample that is too large by itself leaves the size of the others', async () => {
  const { queue } = await sent(
    (asked) =>
      writtenIn(asked).some(({ labels }) => labels.some(({ value }) => value === 'host-0'))
        ? { status: 413 }
        : { status: 204 },
    { onBad: () => undefined },
  );
  expect(queue.left).toBe(1 << 20);
});

const isBad = (asked: Asked): boolean =>
  writtenIn(asked).some(
    ({ labels, samples }) =>
      labels.some(({ value }) => value === 'host-2') &&
      samples.some(({ timestamp }) => timestamp === NOW + 1000),
  );

test('names the one bad sample by its series, time and the destination’s words', async () => {
  const { failure } = await sent((asked) =>
    isBad(asked) ? { status: 400, body: 'out of order sample' } : { status: 204 },
  );
  expect(failure).toBeInstanceOf(WriteFailure);
  expect((failure as Error).message).toBe(
    'the destination refuses the sample of up{instance="host-2"} at 2026-11-30T00:53:21.000Z: HTTP 400: out of order sample',
  );
});

test('passes over the one bad sample with --skip-bad, and stores each other one once', async () => {
  const bad: BadSample[] = [];
  const stored: string[] = [];
  const { queue, failure } = await sent(
    (asked) => {
      if (isBad(asked)) return { status: 500, body: 'too old sample' };
      for (const { labels, samples } of writtenIn(asked))
        for (const { timestamp } of samples) stored.push(`${labels[1]?.value} ${timestamp - NOW}`);
      return { status: 204 };
    },
    { onBad: (one) => void bad.push(one) },
  );
  expect(failure).toBeUndefined();
  expect(bad.map(({ series, time, reason }) => [series, time - NOW, reason])).toEqual([
    ['up{instance="host-2"}', 1000, 'HTTP 500: too old sample'],
  ]);
  expect({ samples: queue.samples, stored: stored.length, once: new Set(stored).size }).toEqual({
    samples: 15,
    stored: 15,
    once: 15,
  });
});

test.each([
  ['of each series the older half is too old', 500, 'too old sample', 60, 8 * 60],
  ['all of two series have too many labels', 400, 'series has 41 labels per series (limit 30)', 0, 2 * 120],
])(
  '%s: the good ones are stored once, the others named, without a request for each',
  async (_, status, body, age, count) => {
    const bad = new Set<string>();
    const stored: string[] = [];
    const { queue, failure, sizes } = await sent(
      (asked) => {
        const all = writtenIn(asked).flatMap(({ labels, samples }) =>
          samples.map(({ timestamp }) => ({ host: labels[1]?.value ?? '', at: (timestamp - NOW) / 1000 })),
        );
        if (all.some(({ host, at }) => (age > 0 ? at < age : /-[01]$/.test(host)))) return { status, body };
        stored.push(...all.map(({ host, at }) => `${host} ${at}`));
        return { status: 204 };
      },
      { onBad: ({ series, time }) => void bad.add(`${series} ${time}`), series: 8, samples: 120 },
    );
    expect(failure).toBeUndefined();
    expect([bad.size, stored.length, new Set(stored).size, queue.samples]).toEqual([
      count,
      ...[960 - count, 960 - count, 960 - count],
    ]);
    expect(sizes.length).toBeLessThan(count / 2);
  },
);

test.each([
  [202, 'replicas did not match, rejecting sample: replica=r1, elected=r0', /--drop-label __replica__/],
  [500, 'native histograms are disabled', /--enable-feature=native-histograms/],
  [404, 'remote write receiver needs to be enabled', /--web.enable-remote-write-receiver/],
  [401, 'no org id', /--writer-http-header/],
  [302, '', /redirect/],
  [415, 'unsupported', /version of remote_write/],
])('HTTP %i %j ends the run at once, with what to do and the first series', async (status, body, hint) => {
  const { failure, sizes } = await sent(() => ({ status, body }));
  expect(sizes).toEqual([16]);
  expect(failure).toBeInstanceOf(WriteFailure);
  expect((failure as Error).message).toMatch(hint);
  expect((failure as Error).message).toContain(
    '(16 samples; first up{instance="host-0"} from 2026-11-30T00:53:20.000Z to 2026-11-30T00:53:23.000Z)',
  );
});

test('a page to log in has stored nothing, whatever its status is', async () => {
  const { failure, queue } = await sent(() => ({
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<html>log in</html>',
  }));
  expect(failure).toBeInstanceOf(WriteFailure);
  expect(String(failure)).toContain('HTTP 200 with a page of HTML. That is a page to log in');
  expect(queue.samples).toBe(0);
});

test('a request that may have arrived is not sent again where it would be stored twice', async () => {
  const { failure, sizes } = await sent(() => ({ status: 502 }), { resends: false });
  expect(sizes).toEqual([16]);
  expect(failure).toBeInstanceOf(UncertainWrite);
});

test.each([
  ['no header', { status: 204 }, /does not know remote_write 2.0/],
  [
    'fewer samples',
    { status: 204, headers: { 'x-prometheus-remote-write-samples-written': '15' } },
    /stored 15 of 16 samples/,
  ],
])('remote_write 2.0 ends the run where an answer has %s', async (_, reply, text) => {
  const { failure, queue } = await sent2(reply);
  expect(failure).toBeInstanceOf(WriteFailure);
  expect((failure as Error).message).toMatch(text);
  expect(queue.samples).toBe(0);
});

test('remote_write 2.0 goes on where the answer counts what was sent', async () => {
  const { failure, queue, headers } = await sent2({
    status: 204,
    headers: { 'x-prometheus-remote-write-samples-written': '16' },
  });
  expect({ failure, samples: queue.samples }).toEqual({ failure: undefined, samples: 16 });
  expect(headers).toMatchObject({
    'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
    'x-prometheus-remote-write-version': '2.0.0',
  });
});

async function sent2(reply: Reply) {
  await using server = await embedded(() => reply);
  const client = new HttpClient({ timeout: 5000 });
  const queue = new WriteQueue(
    { client, url: new URL(`${server.url}/api/v1/write`) },
    {
      concurrency: 1,
      maxBytes: 1 << 20,
      retryFor: 1000,
      stopping: new AbortController().signal,
      resends: true,
      version: '2.0',
    },
  );
  write(queue.request, 4, 4);
  const failure = await queue.finish().catch((error: unknown) => error);
  client.close();
  return { failure, queue, headers: server.asked[0]?.headers };
}
