import { describe, expect, it } from 'vitest';
import { unknownFlag } from '../../../src/packs/pyroscope/rules/unknown-flag.ts';
import { messageOf, runExample } from './run-example.ts';

const advice = (...lines: readonly string[]): readonly (string | undefined)[] =>
  runExample(unknownFlag, {
    values: `pyroscope:\n  extraArgs:\n${lines.map((line) => `    ${line}\n`).join('')}`,
  }).map(({ report }) => messageOf(report).remedy);

describe('a key with dashes', () => {
  it.each([
    ['-log.level', 'write the key without a dash: log.level'],
    ['--log.level', 'write the key without dashes: log.level'],
  ])('%s loses them where it stands alone', (key, fix) => {
    expect(advice(`${key}: debug`)).toEqual([fix]);
  });

  it.each(['-log.level', '--log.level'])('%s goes where the right key stands beside it', (key) => {
    const fix = `remove ${key}, as log.level is there`;
    expect(advice(`${key}: debug`, 'log.level: info')).toEqual([fix]);
    expect(advice('log.level: info', `${key}: debug`)).toEqual([fix]);
  });
});
