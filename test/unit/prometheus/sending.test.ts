import { expect, onTestFinished, test } from 'vitest';
import { type Asked, type Embedded, embedded, type Reply, readReply, writtenIn } from './embedded.ts';
import { EagerClock, run } from './run.ts';

const MINUTE = 60_000;
const NOW = Date.now();
const START = NOW - 60 * MINUTE;
const SAMPLES = 10;

const source = async (): Promise<Embedded> =>
  serving((asked) =>
    asked.path.endsWith('/read')
      ? readReply(asked, [
          {
            labels: { __name__: 'up' },
            samples: Array.from({ length: SAMPLES }, (_, index) => [START + index * MINUTE, 1] as const),
          },
        ])
      : undefined,
  );

async function serving(reply: (asked: Asked) => Reply | undefined): Promise<Embedded> {
  const server = await embedded(reply);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

const isWrite = ({ path }: Asked): boolean => /\/(?:write|receive)$/.test(path);

/** A destination that acknowledges by these headers, and can be read back or not. */
const takes = (headers: Readonly<Record<string, string>> = {}, isReadBack = true) => {
  const taken: Asked[] = [];
  return serving((asked) => {
    if (isWrite(asked)) {
      taken.push(asked);
      return { status: 204, headers };
    }
    return isReadBack && asked.path.endsWith('/read') ? readReply(asked, seriesIn(taken)) : undefined;
  });
};

const seriesIn = (taken: readonly Asked[]) =>
  taken.flatMap(writtenIn).map(({ labels, samples }) => ({
    labels: Object.fromEntries(labels.map(({ name, value }) => [name, value])),
    samples: samples.map(({ timestamp, value }) => [timestamp, value] as const),
  }));

const copied = async (path: string, to: Embedded, ...more: readonly string[]) => {
  const from = await source();
  const clock = new EagerClock();
  const words = [
    ...[`--start=${Math.floor(START / 1000)}`, '--end=10m', '--settle=0s'],
    ...[`--reader-url=${from.url}/api/v1/read`, `--writer-url=${to.url}${path}`, ...more],
  ];
  return { ...(await run(words, { clock })), clock };
};

test('a Prometheus gets one sample of the present before all others, by itself', async () => {
  const to = await takes();
  await copied('/api/v1/write', to, '--destination=prometheus');
  const [first, ...rest] = to.asked.filter(isWrite).map(writtenIn);
  expect(first?.map(({ labels, samples }) => [labels[0]?.value, samples.length])).toEqual([
    ['phasegate_backfill_started', 1],
  ]);
  const at = first?.[0]?.samples[0]?.timestamp ?? 0;
  expect([at >= NOW, at <= Date.now()]).toEqual([true, true]);
  expect(rest.flat().map(({ labels }) => labels[0]?.value)).not.toContain('phasegate_backfill_started');
  expect(rest.length).toBeGreaterThan(0);
});

test('headers of remote_write 2.0 say nothing of a request of 1.0', async () => {
  const to = await takes({ 'x-prometheus-remote-write-samples-written': '0' });
  const { exit, out } = await copied('/api/v1/write', to, '--destination=prometheus');
  expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
});

test.each([
  [[], 1],
  [['--unverified'], 0],
])('a store that cannot be read back, and %j: exit code %i', async (more, code) => {
  const to = await takes({}, false);
  const { exit, out, err } = await copied('/api/v1/receive', to, ...more);
  expect([exit, out]).toEqual([code, expect.stringMatching(/^backfill: copied, not verifiable\n/)]);
  expect(out).toContain(`sent: ${SAMPLES} samples`);
  expect(err).toContain('warning not-verifiable: ');
});
