import { describe, expect, it } from 'vitest';
import { blockRangesNotMultiples } from '../../../src/packs/pyroscope/rules/block-ranges-not-multiples.ts';
import { messageOf, runExample } from './run-example.ts';

const V1 = 'architecture: {storage: {v1: true, v2: false}}\n';
const flags = (ranges: string, longest: string): string =>
  `${V1}pyroscope: {extraArgs: {compactor.block-ranges: "${ranges}", pyroscopedb.max-block-duration: ${longest}}}\n`;
const config = (ranges: string, longest: string): string =>
  `${V1}pyroscope: {structuredConfig: {compactor: {block_ranges: ${ranges}}, pyroscopedb: {max_block_duration: ${longest}}}}\n`;

const advice = (values: string): readonly string[] =>
  runExample(blockRangesNotMultiples, { values }).map(({ report }) => messageOf(report).remedy);

describe('the advice about block ranges', () => {
  it.each([
    [
      flags('2h,12h,24h', '3h'),
      'write 3h,12h,24h, or set -pyroscopedb.max-block-duration to a duration that divides 2h',
    ],
    [
      config('[2h, 7h]', '45m'),
      'write [2h15m, 9h], or set pyroscopedb.max_block_duration to a duration that divides 2h',
    ],
    [flags('1h,3h,4h', '1h'), 'write 1h,3h,6h'],
    [
      flags('1500ms,3s', '1s'),
      'write multiples, each of the one before, or set -pyroscopedb.max-block-duration to a duration that divides 1500ms',
    ],
  ])('fits what is written: %s', (values, told) => {
    expect(advice(values)).toEqual([told]);
  });

  it.each([flags('3h,12h,24h', '3h'), config('[2h15m, 9h]', '45m'), flags('1h,3h,6h', '1h')])(
    'is taken: %s',
    (values) => {
      expect(advice(values)).toEqual([]);
    },
  );
});
