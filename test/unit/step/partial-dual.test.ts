import { describe, expect, it } from 'vitest';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import { partialDual } from '../../../src/packs/pyroscope/read/weights.ts';
import {
  type ExampleRelease,
  oneBinary,
  PHASE_FLAGS_2,
} from '../../../src/packs/pyroscope/rules/examples.ts';
import { storedReleases } from '../../../src/release/history.ts';

type Told = Pick<ExampleRelease, 'config' | 'overrides'>;

function partial(told: Told, weight = 1): string | undefined {
  const [ingester, ...rest] = [...PHASE_FLAGS_2.dual].reverse();
  const args = [...rest.reverse(), (ingester ?? '').replace('=1', `=${weight}`)];
  const [stored] = storedReleases(oneBinary('2.2.1', { args }, told), [pyroscope]);
  return stored && partialDual(stored.state as PyroscopeState);
}

const overrides = (shop: string): Told => ({ overrides: `overrides:\n  shop:\n    ${shop}\n  bank: {}\n` });

describe('dual that is in force in part', () => {
  it.each([
    ['with whole weights: not', partial({}), undefined],
    ['by the weight of all', partial({}, 0.25), 'v2 got a share of 0.25 of the writes'],
    [
      'by the weight of a tenant',
      partial(overrides('write_path_segment_writer_weight: 0.3')),
      'v2 got a share of 0.3 of the writes of tenant shop',
    ],
    [
      'by the write path of a tenant',
      partial(overrides('write_path: ingester')),
      'v2 got a share of 0 of the writes of tenant shop',
    ],
    ['by the weight of v1 alone: not', partial(overrides('write_path_ingester_weight: 0.3')), undefined],
    [
      'by all, before a tenant',
      partial(overrides('write_path_segment_writer_weight: 0.1'), 0.25),
      'v2 got a share of 0.25 of the writes',
    ],
  ])('%s', (_, found, wanted) => {
    expect(found).toBe(wanted);
  });
});
