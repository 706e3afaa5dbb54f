import { expect, test } from 'vitest';
import type { HttpClient } from '../../../src/live/http-client.ts';
import { exportReadBack } from '../../../src/packs/prometheus/backfill/read-back.ts';
import { ok } from '../../../src/result.ts';

test('an export with infinite values is read, and texts that look like them are left alone', async () => {
  const line =
    '{"metric":{"__name__":"a","l":"x,+Inf,\\"-Inf"},"values":[+Inf,-Inf,null,2,"Infinity"],"timestamps":[1,2,3,4,5]}\n';
  const answer = {
    status: 200,
    header: () => undefined,
    body: (async function* () {
      yield Buffer.from(line);
    })(),
    text: () => Promise.resolve(''),
  };
  const client = { send: () => Promise.resolve(ok(answer)) } as unknown as HttpClient;
  const at = () => new URL('http://127.0.0.1/');
  const held: [number, number, number][] = [];
  await exportReadBack({ client, at, matchers: [] }).read(
    [0, 10],
    { series: () => undefined, samples: (all) => all.each((...sample) => held.push(sample)) },
    () => undefined,
  );
  expect(held).toEqual([
    [1, 0x7ff0_0000, 0],
    [2, 0xfff0_0000, 0],
    [3, 0x7ff0_0000, 2],
    [4, 0x4000_0000, 0],
    [5, 0x7ff0_0000, 0],
  ]);
});
