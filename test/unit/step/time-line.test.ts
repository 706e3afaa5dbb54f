import { describe, expect, it } from 'vitest';
import { known } from '../../../src/pack.ts';
import { type PhaseSpan, type Stint, timeLineOf, unaskedRollback } from '../../../src/step/time-line.ts';
import { HOUR, history, hour, START, shown, timeLine } from './history.ts';

describe('the time line of a release', () => {
  it.each([
    ['one revision', 'v1@0!deployed', 'v1@0'],
    ['revisions within a phase', 'v1@0 v1@1 dual@2 dual@3 dual@4!deployed', 'v1@0 dual@2'],
    ['a rollback counts', 'v1@0 dual@2 v2@4 dual@6!deployed', 'v1@0 dual@2 v2@4 dual@6'],
    ['a failed upgrade leaves a doubt', 'v1@0 dual@2 v2@4!failed', 'v1@0 dual@2 dual@4?'],
    [
      '… until the next one deployed',
      'v1@0 dual@2 v2@4!failed dual@5!deployed',
      'v1@0 dual@2 dual@4? dual@5',
    ],
    ['an upgrade that never ended', 'v1@0 dual@2!pending-upgrade', 'v1@0 v1@2?'],
    ['a rollback that never ended', 'v1@0 dual@2 v1@3!pending-rollback', 'v1@0 dual@2 dual@3?'],
    ['a failure within the phase', 'v1@0 dual@2 dual@4!failed dual@5!deployed', 'v1@0 dual@2'],
    ['a failure of no known phase', 'v1@0 dual@2 ?@4!failed dual@5!deployed', 'v1@0 dual@2 dual@4? dual@5'],
    ['a revision that the guard denied', 'v1@0 dual@2 v2@4!denied dual@9!deployed', 'v1@0 dual@2'],
    ['the last one denied', 'v1@0 dual@2 v2@4!denied', 'v1@0 dual@2'],
    ['a failure before a denial stays a doubt', 'v1@0 dual@2 v2@3!failed v2@4!denied', 'v1@0 dual@2 dual@3?'],
    ['a first install that failed', 'v1@0!failed v1@1!deployed', 'v1@1'],
    ['a manifest without a phase', 'dual@0 ?@1 dual@2!deployed', 'dual@0 none@1? dual@2'],
    ['an uninstalled release', 'v1@0 dual@2!uninstalled', 'v1@0 dual@2?'],
    ['a status of a later Helm', 'dual@0 dual@1 v2@2!unknown', 'dual@0 dual@2?'],
    ['nothing deployed', 'v1@0!failed v1@1!pending-install', ''],
  ])('%s', (_, revisions, expected) => {
    expect(shown(revisions)).toBe(expected);
  });

  it.each([
    ['the same bucket', 'dual/a@0 dual/a@2!deployed', 'dual@0'],
    ['another bucket', 'dual/a@0 dual/b@2 dual/b@4!deployed', 'dual@0 dual@2'],
    ['there and back', 'dual/a@0 dual/b@2 dual/a@4!deployed', 'dual@0 dual@2 dual@4'],
    ['a bucket that is never read', 'dual/@0 dual/@2!deployed', 'dual@0'],
    ['a bucket that is read no more', 'dual/a@0 dual/@2!deployed', 'dual@0 dual@2'],
    ['a revision that tells nothing', 'dual/a@0 dual@2 dual/a@4!deployed', 'dual@0'],
    ['… and hides a move', 'dual/a@0 dual@2 dual/b@4!deployed', 'dual@0 dual@4'],
    ['another phase', 'v1/a@0 dual/b@2!deployed', 'v1@0 dual@2'],
    ['a failure over another bucket', 'dual/a@0 dual/b@2!failed dual/a@4!deployed', 'dual@0 dual@2? dual@4'],
    ['a failure over the same', 'dual/a@0 dual/a@2!failed dual/a@4!deployed', 'dual@0'],
    ['a denial over another bucket', 'dual/a@0 v2/b@2!denied', 'dual@0 dual@2?'],
    ['… until the next one deployed', 'dual/a@0 v2/b@2!denied dual/a@4!deployed', 'dual@0 dual@2? dual@4'],
    ['a denial over the same', 'dual/a@0 v2/a@2!denied', 'dual@0'],
  ])('begins a span where data is in another place: %s', (_, revisions, expected) => {
    expect(shown(revisions)).toBe(expected);
  });

  it('says what began empty', () => {
    const { spans } = timeLine('dual/a@0 dual/b@2!deployed');
    expect(spans.map(({ newStores }) => newStores)).toEqual([undefined, ['the bucket of v2']]);
    const [first, second] = history('dual@0 dual/a@2!deployed');
    const begun = timeLineOf(first && second ? [{ ...first, stores: {} }, second] : []);
    expect(begun.spans.at(-1)).toMatchObject({ since: hour(2), newStores: ['v2'] });
  });

  it('does not doubt a phase over a store that a denied revision would have begun', () => {
    const [first, second] = history('v1@0 v2/b@2!denied');
    const stores = { v1: { bucket: known('a', 'config') } };
    const { spans } = timeLineOf(first && second ? [{ ...first, stores }, second] : []);
    expect(spans).toMatchObject([{ phase: 'v1', certain: true }]);
  });

  it('is empty without a history', () => {
    expect(timeLineOf([])).toEqual({ spans: [], isStartKnown: true });
  });

  it('does not depend on the order of the history', () => {
    const revisions = history('v1@0 dual@2 v2@4!failed dual@5!deployed');
    expect(timeLineOf(revisions.toReversed())).toEqual(timeLineOf(revisions));
  });

  it('says why a span is uncertain, and which revision began it', () => {
    const { spans } = timeLine('v1@0 dual@2 v2@4!failed');
    expect(spans.at(-1)).toMatchObject({
      revision: 3,
      doubt: expect.stringContaining('revision 3 is failed'),
    });
    expect(spans.at(-2)).toMatchObject({ revision: 2, since: hour(2), until: hour(4), certain: true });
  });

  it.each([
    [1, true],
    [2, false],
    [14, false],
  ])('knows its start only if revision 1 is kept: first is %i', (first, expected) => {
    expect(timeLine('dual@0 dual@1!deployed', first).isStartKnown).toBe(expected);
  });

  it('doubts a span with revisions missing in the middle, until the next one deployed', () => {
    const [first, ...later] = history('dual@0 dual@2 v2@9!deployed', 3);
    const moved = later.map((one) => ({ ...one, revision: one.revision + 10 }));
    const { spans } = timeLineOf(first ? [first, ...moved] : []);
    expect(spans.map(({ certain, since }) => [certain, since])).toEqual([
      [false, hour(0)],
      [true, hour(2)],
      [true, hour(9)],
    ]);
    expect(spans[0]?.doubt).toContain('revisions 4 to 13');
  });

  it('does not trust a revision dated before the one before it', () => {
    expect(shown('v1@0 dual@9 dual@4!deployed')).toBe('v1@0 dual@9 dual@9?');
    expect(shown('v1@5 dual@0!deployed')).toBe('v1@5 dual@5?');
  });

  it('does not trust a time that cannot be read', () => {
    const unreadable = history('v1@0 dual@2!deployed').map((one) =>
      one.revision === 2 ? { ...one, updated: 'yesterday' } : one,
    );
    expect(timeLineOf(unreadable).spans.at(-1)).toMatchObject({
      phase: 'dual',
      certain: false,
      since: hour(0),
    });
    const first = history('v1@0 dual@2!deployed').map((one) =>
      one.revision === 1 ? { ...one, updated: '' } : one,
    );
    expect(timeLineOf(first)).toMatchObject({
      isStartKnown: false,
      spans: [{ phase: 'dual', since: hour(2) }],
    });
  });

  it("reads Helm's nanoseconds and zones", () => {
    const [one] = history('v1@0!deployed');
    const updated = '2026-11-01T02:00:00.123456789+02:00';
    expect(timeLineOf(one ? [{ ...one, updated }] : []).spans[0]?.since).toBe('2026-11-01T00:00:00.123Z');
  });

  it('begins a span where a phase goes from partly to wholly in force', () => {
    const [first, second, third] = history('dual@0 dual@4 dual@6!deployed');
    const partly = [first, second, third].flatMap((one, index) =>
      one ? [index === 0 ? { ...one, partial: 'v2 got a part' } : one] : [],
    );
    expect(timeLineOf(partly).spans).toMatchObject([
      { since: hour(0), partial: 'v2 got a part' },
      { since: hour(4), certain: true },
    ]);
  });
});

describe('what stood beside the history', () => {
  const stint = (since: number, until?: number, phase = 'v1') => ({
    ...{ since: hour(since), phase, what: `${phase} stood from ${since}` },
    ...(until !== undefined && { until: hour(until) }),
  });
  const laid = (text: string, ...stints: Stint[]) => timeLineOf(history(text), stints).spans;
  const words = (spans: readonly PhaseSpan[]) =>
    spans
      .map(
        ({ phase, since, certain }) => `${phase}@${(Date.parse(since) - START) / HOUR}${certain ? '' : '?'}`,
      )
      .join(' ');
  const DUAL = 'v1@0 dual@10!deployed';

  it.each([
    ['ends in it', [stint(20, 22)], 'v1@0 dual@10 v1@20? dual@22'],
    ['began before it', [stint(8, 12)], 'v1@0 v1@10? dual@12'],
    ['ended before it', [stint(5, 9)], 'v1@0 dual@10'],
    ['stands still', [stint(20)], 'v1@0 dual@10 dual@20?'],
    ['came twice', [stint(30, 31), stint(20, 22)], 'v1@0 dual@10 v1@20? dual@22 v1@30? dual@31'],
    ['overlaps', [stint(20, 22), stint(21, 23), stint(21, 22)], 'v1@0 dual@10 v1@20? dual@23'],
    ['overlaps, and stands still', [stint(20), stint(21, 23)], 'v1@0 dual@10 dual@20?'],
    ['is of several phases', [stint(20, 22), stint(21, 23, 'v2')], 'v1@0 dual@10 dual@20? dual@23'],
  ])('makes the time count from its end: it %s', (_, stints, expected) => {
    expect(words(laid(DUAL, ...stints))).toBe(expected);
  });

  it('says what it was, on both sides of its end', () => {
    const [, before, doubted, after] = laid('v1@0 dual@10!deployed', stint(20, 22));
    expect([before?.until, doubted?.until, doubted?.doubt, after?.after]).toEqual([
      ...[hour(20), hour(22)],
      ...['v1 stood from 20', 'v1 stood from 20'],
    ]);
  });

  it('changes no time that is in doubt already', () => {
    expect(words(laid(`${DUAL.replace('!deployed', '')} v2@15!failed`, stint(20, 22)))).toBe(
      'v1@0 dual@10 dual@15?',
    );
  });
});

describe('a rollback', () => {
  const said = (text: string, at: number) =>
    unaskedRollback(
      timeLineOf(history(text).map((one) => (one.revision === at ? { ...one, rollbackTo: 1 } : one))),
    );

  it.each([
    ['changed the phase', 'v1@0 dual@1 v1@2!deployed', 3, true],
    ['changed it, before upgrades within it', 'v1@0 dual@1 v1@2 v1@3!deployed', 3, true],
    ['changed nothing', 'v1@0 dual@1 dual@2!deployed', 3, false],
    ['is of an earlier time', 'v1@0 dual@1 v1@2 dual@3!deployed', 3, false],
    ['is the oldest that is kept', 'v1@0!deployed', 1, false],
  ])('is told where it %s', (_, text, at, isTold) => {
    expect(said(text, at)).toBe(
      isTold ? `revision ${at} is a rollback to revision 1: no gate was asked` : undefined,
    );
  });
});
