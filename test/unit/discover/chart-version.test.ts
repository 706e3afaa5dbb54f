import { describe, expect, it } from 'vitest';
import { chooseChart } from '../../../src/discover/chart-version.ts';

const KNOWN = ['1.4.0', '1.13.4', '1.20.3', '2.0.0', '2.0.3', '2.1.0', '2.2.1'];

describe('the known chart version that a hint means', () => {
  it.each(KNOWN)('%s itself', (version) => {
    expect(chooseChart(version, KNOWN)).toEqual({ version });
  });

  it.each([
    ['v2.0.3', '2.0.3'],
    [' 2.0.3 ', '2.0.3'],
    ['pyroscope-2.0.3', '2.0.3'],
    ['helm-chart-v2.0.3', '2.0.3'],
    [`2.0.3@sha256:${'0'.repeat(64)}`, '2.0.3'],
    ['2.0.3+build.1', '2.0.3'],
    ['2.0.3_build.1', '2.0.3'],
  ])('%j means %s', (hint, version) => {
    expect(chooseChart(hint, KNOWN)).toEqual({ version });
  });

  it.each([
    ['2.1.1', '2.1.0'],
    ['2.3.1', '2.2.1'],
    ['9.0.0', '2.2.1'],
    ['1.9.0', '1.4.0'],
    ['1.2.0', '1.4.0'],
    ['0.5.3', '1.4.0'],
    ['2.0.0-rc.1', '1.20.3'],
    ['v2.0.2', '2.0.0'],
    ['2.0.3-me.1', '2.0.3'],
    ['2.1.0-alpha.2', '2.0.3'],
    ['2.1.0-0', '2.0.3'],
  ])('%s is nearest to %s', (hint, version) => {
    const named = hint.replace('v', '');
    expect(chooseChart(hint, KNOWN)).toEqual({ version: named, nearest: version });
  });

  it.each([
    ['*', '2.2.1'],
    ['x', '2.2.1'],
    ['2', '2.2.1'],
    ['2.0', '2.0.3'],
    ['2.0.x', '2.0.3'],
    ['~2.0', '2.0.3'],
    ['~v2.0.0', '2.0.3'],
    ['^1.4.0', '1.20.3'],
    ['1.x.x', '1.20.3'],
    ['>=1.5.0 <2', '1.20.3'],
    ['>= 1.5.0, < 2.1.0', '2.0.3'],
    ['1.0.0 - 1.14.0', '1.13.4'],
    ['^1.13 || ~2.0.0', '2.0.3'],
    ['>0.0.0-0', '2.2.1'],
    ['pyroscope-2.0', '2.0.3'],
  ])('%s: the newest is %s', (hint, version) => {
    expect(chooseChart(hint, KNOWN)).toMatchObject({ version, note: 'newest-in-range' });
  });

  it.each([
    ['~2.3', '2.3.0'],
    ['2.3.x', '2.3.0'],
    ['>=2.3.1 <4', '2.3.1'],
    ['^3', '3.0.0'],
  ])('all in %s is newer than what is known: it is %s', (hint, version) => {
    expect(chooseChart(hint, KNOWN)).toEqual({ version, nearest: '2.2.1' });
  });

  it.each([
    ['~1.9', '1.4.0'],
    ['<1.0.0', '1.4.0'],
  ])('nothing is in %s, and %s is nearest', (hint, version) => {
    expect(chooseChart(hint, KNOWN)).toEqual({ version, note: 'nearest' });
  });

  it.each([
    '',
    ' ',
    'latest',
    'HEAD',
    'main',
    '{{ version }}',
    '$' + '{VERSION}',
    'pyroscope',
    '>=a',
    '>2 <1 =',
  ])('%j means none', (hint) => {
    expect(chooseChart(hint, KNOWN)).toBeUndefined();
  });

  it('is none where none is known', () => {
    expect(chooseChart('2.0.0', [])).toBeUndefined();
    expect(chooseChart('*', [])).toBeUndefined();
  });
});
