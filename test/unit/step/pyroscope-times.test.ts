import { describe, expect, it } from 'vitest';
import { at } from './history.ts';
import { consequences, ids, judge, side } from './pyroscope-states.ts';

const text = (from: 'v1' | 'dual' | 'v2', to: 'v1' | 'dual' | 'v2', revisions: string, first = 1): string =>
  consequences(judge(side(from), side(to), revisions, { first }));

describe('what becomes unreadable, by the times of the history', () => {
  it('dual → v2: profiles ingested before dual', () => {
    expect(text('dual', 'v2', 'v1@0 dual@24 dual@30!deployed')).toContain(
      'profiles ingested before 2026-11-02 00:00 UTC cannot be read in v2',
    );
  });

  it('dual → v2 over a trimmed history: before the oldest revision kept, or earlier', () => {
    expect(text('dual', 'v2', 'dual@24 dual@30!deployed', 8)).toContain(
      'before 2026-11-02 00:00 UTC (or earlier: the history goes back no further)',
    );
  });

  it('dual → v2 after an earlier dual: what v2 got in it', () => {
    const again = text('dual', 'v2', 'v1@0 dual@24 v1@48 dual@72!deployed');
    expect(again).toContain('before 2026-11-04 00:00 UTC cannot be read');
    expect(again).toContain(
      'v2 also shows profiles it received from 2026-11-02 00:00 UTC to 2026-11-03 00:00 UTC',
    );
    expect(text('dual', 'v2', 'v1@0 dual@24!deployed')).not.toContain('also shows profiles');
  });

  it('v2 → dual: profiles ingested while only v2 was on, until now', () => {
    expect(text('v2', 'dual', 'v1@0 dual@24 v2@48!deployed')).toContain(
      'profiles ingested from 2026-11-03 00:00 UTC to this upgrade were written only to v2: v1 does not show them',
    );
  });

  it('v2 → dual: over several times, and a failure in one of them', () => {
    const several = text('v2', 'dual', 'v2@0 dual@24 v2@48 dual@60!failed v2@72!deployed');
    expect(several).toContain(
      'from 2026-11-01 00:00 UTC to 2026-11-02 00:00 UTC, and from 2026-11-03 00:00 UTC to this',
    );
    expect(several).toContain('(what ran in between is not certain)');
  });

  it('dual → v1: what v2 holds is orphaned, and what it alone holds is not seen', () => {
    const back = text('dual', 'v1', 'v1@0 dual@24 v2@48 dual@72!deployed');
    expect(back).toContain('v2 data since 2026-11-02 00:00 UTC is orphaned');
    expect(back).toContain('from 2026-11-03 00:00 UTC to 2026-11-04 00:00 UTC were written only to v2');
    expect(text('dual', 'v1', 'v1@0 dual@24!deployed')).not.toContain('written only to');
  });

  it('v1 → v2 and v2 → v1: all of the store that goes', () => {
    expect(text('v1', 'v2', 'v1@0!deployed')).toContain(
      'from 2026-11-01 00:00 UTC to this upgrade were written only to v1',
    );
    expect(text('v2', 'v1', 'v2@0!deployed')).toContain(
      'from 2026-11-01 00:00 UTC to this upgrade were written only to v2',
    );
  });

  it('without a history: in words, without times', () => {
    const none = consequences(judge(side('dual'), side('v2'), 'v1@0!failed'));
    expect(none).toContain('profiles ingested before dual cannot be read');
    expect(none).not.toMatch(/\d{4}-/);
  });
});

describe('auto after a time in v1 alone', () => {
  const AGAIN = 'v1@0 dual@24 v1@48!deployed';
  const fixed = (queryBackendFrom: string) => side('dual', { queryBackendFrom });

  it('is refused on the way to a second dual, with the time that it hides', () => {
    const { refusals } = judge(side('v1'), side('dual'), AGAIN);
    expect(refusals).toMatchObject([{ rule: 'auto-hides-v1' }]);
    expect(refusals[0]?.what).toContain('hides profiles ingested from 2026-11-03 00:00 UTC to this upgrade');
    expect(refusals[0]?.fix).toContain('the time of this upgrade');
  });

  it('is refused when it is turned on later, with the time that hides nothing', () => {
    const later = judge(fixed('2026-11-04T00:00:00Z'), side('dual'), 'v1@0 dual@24 v1@48 dual@72!deployed');
    expect(later.refusals[0]?.fix).toContain('queryBackendFrom to "2026-11-04T00:00:00Z"');
    expect(judge(side('v1'), fixed('2026-11-04T00:00:00Z'), AGAIN).refusals).toEqual([]);
  });

  it('is free the first time, and where it was on already', () => {
    expect(ids(judge(side('v1'), side('dual'), 'v1@0!deployed'))).toEqual([]);
    expect(ids(judge(side('dual'), side('dual'), `${AGAIN} dual@72`))).toEqual([]);
    expect(ids(judge(side('v2'), side('dual'), 'v1@0 dual@24 v2@48!deployed'))).toEqual([]);
  });

  it('a fixed time to come hides nothing of the time until now, one gone by does', () => {
    const steps = (queryBackendFrom: string) =>
      consequences(judge(side('v1'), fixed(queryBackendFrom), 'v1@0!deployed', { now: at(48) }));
    expect(steps('2026-11-04T00:00:00Z')).not.toContain('hidden');
    expect(steps('2026-11-02T00:00:00Z')).toContain('only v1 has, from 2026-11-02 00:00 UTC to this upgrade');
  });

  it('a fixed time to come does not stretch what only v2 holds beyond now', () => {
    const after = fixed('2026-11-09T00:00:00Z');
    const judged = judge(side('v2'), after, 'v1@0 dual@24 v2@48!deployed', { now: at(72) });
    expect(consequences(judged)).toContain(
      'only v2 has, from 2026-11-03 00:00 UTC to this upgrade: that data is hidden',
    );
  });
});
