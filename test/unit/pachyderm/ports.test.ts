import { expect, it, test } from 'vitest';
import { hasPort, PORT_SETS, PORTS, rowOf } from '../../../src/packs/pachyderm/facts/ports.ts';
import { rangeOf } from '../../../src/packs/pachyderm/facts/settings.ts';

const numbersOn = (set: (typeof PORT_SETS)[number]) => new Set(PORTS.map((row) => row[set]));

it('keeps the two sets of ports apart, so that a move can be undone', () => {
  const [normal, migration] = PORT_SETS.map(numbersOn);
  expect([...(normal ?? [])].filter((port) => migration?.has(port))).toEqual([]);
  expect(normal?.size).toBe(migration?.size);
});

it('has one port of the other set for each, whichever Service it is of', () => {
  const pairs = new Set(PORTS.map(({ normal, migration }) => `${normal} ${migration}`));
  expect(pairs.size).toBe(numbersOn('normal').size);
});

it('has all of them in the range that Kubernetes hands out', () => {
  const [first, last] = rangeOf('30000-32767');
  const outside = PORTS.flatMap(({ normal, migration }) => [normal, migration]).filter(
    (port) => port < first || port > last,
  );
  expect(outside).toEqual([]);
});

test.each([
  ['1.9.11', 30_999],
  ['1.10.5', 30_655],
])('api-git-port of %s is on %s', (version, normal) => {
  const rows = PORTS.filter((row) => row.name === 'api-git-port' && hasPort(row, version));
  expect(rows.map((row) => row.normal)).toEqual([normal]);
});

it('tells a port by its Service, name and number', () => {
  expect(rowOf('pachd', 'api-grpc-port', 30_649)?.normal).toBe(30_650);
  expect(rowOf('pachd', 'api-grpc-port', 30_651)).toBeUndefined();
  expect(rowOf('pachd-peer', 'api-grpc-peer-port', 30_653)).toBeUndefined();
});
