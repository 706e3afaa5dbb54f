import { describe, expect, it } from 'vitest';
import { percentOf } from '../../../src/report/blocks.ts';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { soakProgress, soakShare } from '../../../src/report/soak-progress.ts';
import { pageText } from '../../../src/report/text.ts';
import { soak } from '../verify-formats/samples.ts';

const NOW = '2026-11-20T22:00:00Z';
const HEAD = { line: 'head', maker: '', name: '', place: '', facts: [] };

const shown = (one: ReturnType<typeof soak>): string =>
  pageText({ head: HEAD, blocks: [soakProgress(one, NOW)], version: '' }, PLAIN);

describe('the soak', () => {
  it.each([
    ['nothing', soak(0), 0],
    ['a minute', soak(1 / 60), 0],
    ['half', soak(12), 12],
    ['all but a second', soak(24 - 1 / 3600), 23],
    ['all', soak(24), 24],
    ['more than all', soak(100), 24],
    ['none is asked for', soak(0, { neededMs: 0 }), 24],
  ])('has a bar as full as the time is over: %s', (_, one, count) => {
    const lines = shown(one);
    expect(lines.split('█').length - 1).toBe(count);
    expect(lines.split(/[█░]/).length - 1).toBe(24);
  });

  it('says the time, and when it is over', () => {
    const lines = shown(soak(12, { earliest: '2026-11-21T10:00:00Z' }));
    expect(lines).toContain('soak in dual  ████████████░░░░░░░░░░░░ 50 %  12 h of 24 h\n');
    expect(lines).toContain('since 2026-11-20 10:00 UTC, done 2026-11-21 10:00 UTC (in 12 h)');
  });

  it('says that the history proves no more', () => {
    const lines = shown(soak(30, { isProvable: false }));
    expect(lines).toContain(
      'soak in dual  cannot be proven: the release history does not go back far enough',
    );
    expect(lines).toContain('at least 30 h of 24 h');
    expect(shown(soak(30))).not.toContain('history');
  });

  it('never runs over or below', () => {
    expect(soakShare(soak(-1))).toBe(0);
    expect(soakShare(soak(48))).toBe(1);
    expect(soakShare(soak(0, { neededMs: 0 }))).toBe(1);
  });

  it('is short of 100 % as long as a moment is missing', () => {
    const percentAt = (one: ReturnType<typeof soak>): string => percentOf(soakProgress(one, NOW));
    expect(percentAt(soak(24, { durationMs: 24 * 3_600_000 - 1 }))).toBe('99 %');
    expect(percentAt(soak(30))).toBe('100 %');
  });
});
