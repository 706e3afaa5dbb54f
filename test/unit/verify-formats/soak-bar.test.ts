import { describe, expect, it } from 'vitest';
import { soakBar, soakProgress } from '../../../src/report/verify/soak-bar.ts';
import { soak } from './samples.ts';

const full = (bar: string): number => bar.split('#').length - 1;

describe('the bar of the soak', () => {
  it.each([
    ['nothing', soak(0), 0],
    ['a minute', soak(1 / 60), 0],
    ['half', soak(12), 12],
    ['all but a second', soak(24 - 1 / 3600), 23],
    ['all', soak(24), 24],
    ['more than all', soak(100), 24],
    ['none is asked for', soak(0, { neededMs: 0 }), 24],
  ])('is as full as the time is over: %s', (_, one, count) => {
    const bar = soakBar(one);
    expect(full(bar)).toBe(count);
    expect(bar).toMatch(/^\[#*-*\] dual for /);
    expect(bar.indexOf(']')).toBe(25);
  });

  it('says the time, and when it is over', () => {
    expect(soakBar(soak(12, { earliest: '2026-11-21T10:00:00Z' }))).toBe(
      '[############------------] dual for 12 h of 24 h, over at 2026-11-21T10:00:00Z',
    );
  });

  it('says that the history proves no more', () => {
    const unprovable = soak(30, { isProvable: false });
    expect(soakBar(unprovable)).toContain('30 h of 24 h, as far as the history shows');
    expect(soakBar(soak(30))).not.toContain('history');
  });

  it('never runs over or below', () => {
    expect(soakProgress(soak(-1))).toBe(0);
    expect(soakProgress(soak(48))).toBe(1);
  });
});
