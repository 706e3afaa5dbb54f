import { describe, expect, it } from 'vitest';
import { soakOf } from '../../../src/step/soak.ts';
import { timeLineOf } from '../../../src/step/time-line.ts';
import { at, HOUR, history, hour, timeLine } from './history.ts';

const soak = (revisions: string, nowHours: number, { hours = 24, first = 1 } = {}) =>
  soakOf({ phase: 'dual', timeLine: timeLine(revisions, first), now: at(nowHours), minSoakMs: hours * HOUR });

describe('the soak', () => {
  it('counts from the change of phase, over revisions within it', () => {
    expect(soak('v1@0 dual@2 dual@20!deployed', 27)).toMatchObject({
      since: hour(2),
      durationMs: 25 * HOUR,
      isLongEnough: true,
      isProvable: true,
    });
  });

  it('tells when waiting alone makes it long enough', () => {
    const early = soak('v1@0 dual@2!deployed', 25.5);
    expect(early).toMatchObject({ isLongEnough: false, earliestPass: '2026-11-02T02:00:00Z' });
    expect(early.reason).toContain('in dual for 23 h 30 min, since 2026-11-01 02:00 UTC');
  });

  it('never names a moment that comes too early, not by a part of a second', () => {
    const [one] = history('dual@0!deployed');
    const late = timeLineOf(one ? [{ ...one, updated: '2026-11-01T00:00:00.250Z' }] : []);
    const asked = { phase: 'dual', timeLine: late, now: at(1), minSoakMs: 24 * HOUR };
    expect(soakOf(asked).earliestPass).toBe('2026-11-02T00:00:01Z');
  });

  it('that is not asked for passes in a phase that is in doubt', () => {
    expect(soak('v1@0 dual@2 v2@40!failed', 90, { hours: 0 }).isLongEnough).toBe(true);
  });

  it('is in one piece: another phase in between starts it again', () => {
    expect(soak('dual@0 v1@30 dual@31!deployed', 40)).toMatchObject({
      durationMs: 9 * HOUR,
      isLongEnough: false,
    });
  });

  it('starts again after an upgrade to another phase that failed', () => {
    expect(soak('v1@0 dual@2 v2@40!failed dual@41!deployed', 50)).toMatchObject({ durationMs: 9 * HOUR });
  });

  it('counts for nothing while the last revision is one that failed, and no waiting helps', () => {
    const failed = soak('v1@0 dual@2 v2@40!failed', 90);
    expect(failed).toMatchObject({ durationMs: 0, isLongEnough: false, isProvable: false });
    expect(failed.earliestPass).toBeUndefined();
    expect(failed.reason).toContain('revision 3 is failed');
  });

  it('counts from the oldest revision kept of a trimmed history, and says that it proves no more', () => {
    const ten = Array.from({ length: 10 }, (_, index) => `dual@${index}`).join(' ');
    const short = soak(ten, 20, { first: 5 });
    expect(short).toMatchObject({
      durationMs: 20 * HOUR,
      isProvable: false,
      earliestPass: '2026-11-02T00:00:00Z',
    });
    expect(short.reason).toContain('no longer in the history');
    expect(soak(ten, 24, { first: 5 })).toMatchObject({ isProvable: true, isLongEnough: true });
    expect(soak(ten, 20, { first: 1 }).isProvable).toBe(true);
  });

  it('knows the start of a later span of a trimmed history', () => {
    expect(soak('v1@0 dual@2!deployed', 5, { first: 5 })).toMatchObject({
      isProvable: true,
      durationMs: 3 * HOUR,
    });
  });

  it('counts a revision dated later than now as 0, and says by how much', () => {
    const ahead = soak('v1@0 dual@10!deployed', 9);
    expect(ahead).toMatchObject({ durationMs: 0, isProvable: false, earliestPass: '2026-11-02T10:00:00Z' });
    expect(ahead.reason).toContain('1 h from now');
    expect(soak('v1@0 dual@10!deployed', 9, { hours: 0 }).isLongEnough).toBe(true);
  });

  it.each([
    ['another phase', 'v1@0 dual@2 v2@3!deployed', 'in v2, not in dual'],
    ['no phase to be told', 'v1@0 ?@3!deployed', 'does not show its phase'],
    ['nothing deployed', 'v1@0!failed', 'no deployed revision'],
  ])('is none in %s, not even for 0s', (_, revisions, words) => {
    const none = soak(revisions, 90, { hours: 0 });
    expect(none).toMatchObject({ durationMs: 0, isLongEnough: false });
    expect(none.reason).toContain(words);
  });

  it('does not count time in which the phase was in force in part', () => {
    const partly = history('v1@0 dual@2!deployed').map((one) => ({ ...one, partial: 'v2 got 25 %' }));
    const asked = { phase: 'dual', timeLine: timeLineOf(partly), now: at(90), minSoakMs: HOUR };
    expect(soakOf(asked)).toMatchObject({ durationMs: 0, isLongEnough: false });
    expect(soakOf(asked).reason).toContain('v2 got 25 %');
  });

  it('begins anew where the data moved within the phase, and says why', () => {
    const moved = soak('v1@0 dual/a@2 dual/b@30!deployed', 40);
    expect(moved).toMatchObject({ durationMs: 10 * HOUR, isProvable: true, isLongEnough: false });
    expect(moved.reason).toMatch(/, when revision 3 changed the bucket of v2$/);
  });
});
