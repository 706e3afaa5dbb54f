import { expect, onTestFinished, test } from 'vitest';
import {
  type Address,
  answersDiffer,
  serversBehind,
} from '../../../src/packs/prometheus/backfill/behind-address.ts';
import { type Asked, type Embedded, embedded, type Reply, readReply, type Series } from './embedded.ts';

const NOW = 1_796_000_000_000;
const stopping = new AbortController().signal;

async function serving(reply: (asked: Asked, number: number) => Reply): Promise<Embedded> {
  let number = 0;
  const server = await embedded((asked) => reply(asked, number++));
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

const sideOf = ({ url }: Embedded, hostname = '127.0.0.1') => {
  const side = { url: new URL(`${url}/api/v1/read`), headers: {}, tls: {}, timeout: 5000 };
  side.url.hostname = hostname;
  return side;
};

/** A name that a resolver knows by these addresses. */
const resolved =
  (...addresses: readonly string[]) =>
  async (): Promise<readonly Address[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const startedAt = (start: number): Reply => ({ body: `process_start_time_seconds ${start}\n` });

test.each([
  ['answers at its only address', ['127.0.0.1'], []],
  ['does not answer at one of its addresses', ['127.0.0.1', '127.0.0.2'], ['127.0.0.2']],
  ['has another address of a family that nothing answers in', ['127.0.0.1', '::1'], []],
])('a name that %s', async (_, addresses, silent) => {
  const server = await serving(() => startedAt(7));
  const side = sideOf(server, 'localhost');
  const behind = await serversBehind(side, 7, stopping, resolved(...addresses));
  expect(behind).toEqual({ starts: new Set([7]), silent });
});

test('servers that answer are counted beside an address that is down', async () => {
  const server = await serving((_, number) => startedAt(number % 2));
  const behind = await serversBehind(sideOf(server), 0, stopping, resolved('127.0.0.1', '127.0.0.2'));
  expect(behind).toEqual({ starts: new Set([0, 1]), silent: ['127.0.0.2'] });
});

test('an address is asked by its name', async () => {
  const server = await serving(() => startedAt(7));
  const side = sideOf(server, 'localhost');
  await serversBehind(side, 7, stopping, resolved('127.0.0.1', '127.0.0.2'));
  expect(new Set(server.asked.map(({ headers }) => headers.host))).toEqual(new Set([side.url.host]));
});

const up = (at: number): Series[] => [{ labels: { __name__: 'up' }, samples: [[NOW + at, 1]] }];
const both = [...up(0), ...up(1)];

test.each([
  ['of one server', () => up(0), false],
  ['of one whose history grows', (number: number) => (number < 5 ? up(0) : both), false],
  ['of two replicas in turn', (number: number) => up(number % 2), true],
  ['of a replica that is asked once', (number: number) => up(number === 5 ? 1 : 0), true],
  ['of a server that refuses some', (number: number) => (number % 2 === 0 ? up(0) : undefined), false],
])('answers %s', async (_, seriesOf, differ) => {
  const server = await serving((asked, number) => {
    const series = seriesOf(number);
    return series === undefined ? { status: 503 } : readReply(asked, series);
  });
  expect(await answersDiffer(sideOf(server), [NOW, NOW + 1000], stopping)).toBe(differ);
});

test('a server that refuses all is asked a few times', async () => {
  const server = await serving(() => ({ status: 503 }));
  expect(await answersDiffer(sideOf(server), [NOW, NOW + 1000], stopping)).toBe(false);
  expect(server.asked.length).toBeLessThan(6);
});
