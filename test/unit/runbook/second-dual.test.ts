import { describe, expect, it } from 'vitest';
import { ids, judge, side } from '../step/pyroscope-states.ts';
import { NOW, settings, step } from './state.ts';

const FROM = 'architecture.storage.migration.queryBackendFrom=';

const splitOf = (revisions: string, first?: number): string | undefined => {
  const toDual = step('to-dual', { revisions, ...(first !== undefined && { first }) });
  return settings(toDual)
    .find((word) => word.startsWith(FROM))
    ?.slice(FROM.length);
};

const AGAIN = 'v1@0 dual@5 v1@50!deployed';

describe('a fixed queryBackendFrom', () => {
  it.each([
    ['the first dual', 'v1@0!deployed', undefined, false],
    ['v1 all the time', 'v1@0 v1@5 v1@9!deployed', undefined, false],
    ['a second dual', AGAIN, undefined, true],
    ['v1 after v2', 'v2@0 v1@50!deployed', undefined, true],
    ['a history that was cut', 'v1@0 v1@5!deployed', 7, true],
    ['a revision that shows no phase', '?@0 v1@5!deployed', undefined, true],
  ])('is written for %s', (_, revisions, first, isFixed) => {
    expect(splitOf(revisions, first) !== undefined).toBe(isFixed);
  });

  it('lies after the upgrade, an hour from when it is printed, on a whole minute', () => {
    expect(splitOf(AGAIN)).toBe('2026-11-21T11:01:00Z');
    expect(Date.parse(splitOf(AGAIN) ?? '')).toBeGreaterThan(NOW.getTime());
  });

  it('is what the judge of transitions asks for, where auto is refused', () => {
    const refused = (queryBackendFrom: string) =>
      ids(judge(side('v1'), side('dual', { queryBackendFrom }), AGAIN, { now: NOW.getTime() }));
    expect(refused('auto')).toEqual(['auto-hides-v1']);
    expect(refused(splitOf(AGAIN) ?? '')).toEqual([]);
  });

  it('says by when the step is to be taken', () => {
    expect(step('to-dual', { revisions: AGAIN }).notes[0]).toContain(
      'Take the step before 2026-11-21T11:01:00Z',
    );
    expect(step('to-dual', { revisions: 'v1@0 v1@5!deployed', first: 7 }).notes[0]).toContain(
      'does not show',
    );
  });
});
