import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { soakOf } from '../../../src/step/soak.ts';
import { type PhaseRevision, type Stint, type TimeLine, timeLineOf } from '../../../src/step/time-line.ts';
import { at, hour } from './history.ts';

const PHASES = ['v1', 'dual', 'v2'] as const;
const STATUSES = [
  'superseded',
  'superseded',
  'superseded',
  'failed',
  'pending-upgrade',
  'deployed',
  'uninstalled',
];

const revision = fc.record(
  {
    step: fc.integer({ min: 1, max: 3 }),
    hours: fc.integer({ min: 0, max: 200 }),
    status: fc.constantFrom(...STATUSES),
    phase: fc.constantFrom(...PHASES),
  },
  { requiredKeys: ['step', 'hours', 'status'] },
);
type Drawn = { step: number; hours: number; status: string; phase?: (typeof PHASES)[number] };

const numbered = (drawn: readonly Drawn[], isTidy: boolean): readonly PhaseRevision[] => {
  let number = 0;
  return drawn.map(({ step, hours, status, phase }) => {
    number += isTidy ? 1 : step;
    const updated = hour(isTidy ? number * 2 : hours);
    return { revision: number, updated, status, chart: 'pyroscope-2.2.1', ...(phase && { phase }) };
  });
};

/** Anything: gaps, clocks that go back, phases that cannot be told. */
const anyHistory = fc.array(revision, { maxLength: 14 }).map((drawn) => numbered(drawn, false));
/** No gap, and each revision two hours after the one before it. */
const tidyHistory = fc.array(revision, { maxLength: 14 }).map((drawn) => numbered(drawn, true));

/** What stood beside it: some of it stands still. */
const stints = fc.array(
  fc
    .record({
      since: fc.integer({ min: -10, max: 220 }),
      lasts: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
      phase: fc.option(fc.constantFrom(...PHASES), { nil: undefined }),
    })
    .map(
      ({ since, lasts, phase }): Stint => ({
        ...{ since: hour(since), what: 'by hand' },
        ...(lasts !== undefined && { until: hour(since + lasts) }),
        ...(phase !== undefined && { phase }),
      }),
    ),
  { maxLength: 5 },
);

const wasDeployed = ({ status }: PhaseRevision): boolean => !/^(failed|pending)/.test(status);

describe('every time line', () => {
  it('has spans in order that touch, never overlap, and end with one that is open', () => {
    fc.assert(
      fc.property(anyHistory, stints, (history, beside) => {
        const { spans } = timeLineOf(history, beside);
        spans.forEach((span, index) => {
          expect(span.until).toBe(spans[index + 1]?.since);
          if (span.until) expect(Date.parse(span.until)).toBeGreaterThanOrEqual(Date.parse(span.since));
          expect(span.certain).toBe(span.doubt === undefined);
        });
      }),
    );
  });

  it('covers all that was deployed, from the first revision to the phase of the last', () => {
    fc.assert(
      fc.property(anyHistory, stints, (history, beside) => {
        const { spans } = timeLineOf(history, beside);
        const deployed = history.filter(wasDeployed);
        expect(spans.length > 0).toBe(deployed.length > 0);
        expect(spans.at(-1)?.phase).toBe(deployed.at(-1)?.phase);
      }),
    );
  });

  it('holds no revision of another phase in a certain span', () => {
    fc.assert(
      fc.property(tidyHistory, (history) => {
        for (const { phase, since, until, certain } of timeLineOf(history).spans) {
          const within = history.filter(
            ({ updated }) => updated >= since && (until === undefined || updated < until),
          );
          if (certain) expect(within.every((one) => one.phase === phase)).toBe(true);
        }
      }),
    );
  });
});

describe('a time line with what stood beside it', () => {
  it('has none of it in a last span that is certain', () => {
    fc.assert(
      fc.property(anyHistory, stints, (history, beside) => {
        const last = timeLineOf(history, beside).spans.at(-1);
        if (!last?.certain) return;
        for (const { until } of beside) expect(until !== undefined && until <= last.since).toBe(true);
      }),
    );
  });

  it('never proves more than Helm alone', () => {
    fc.assert(
      fc.property(anyHistory, stints, (history, beside) => {
        const soak = (timeLine: TimeLine) =>
          soakOf({ phase: 'dual', timeLine, now: at(300), minSoakMs: 3_600_000 }).durationMs;
        expect(soak(timeLineOf(history, beside))).toBeLessThanOrEqual(soak(timeLineOf(history)));
      }),
    );
  });
});

describe('every soak', () => {
  const questions = fc.record({
    history: anyHistory,
    phase: fc.constantFrom(...PHASES),
    nowHours: fc.integer({ min: -10, max: 300 }),
    minSoakHours: fc.integer({ min: 0, max: 48 }),
  });

  it('is never longer than the history, and never negative', () => {
    fc.assert(
      fc.property(questions, ({ history, phase, nowHours, minSoakHours }) => {
        const now = at(nowHours);
        const soak = soakOf({
          phase,
          timeLine: timeLineOf(history),
          now,
          minSoakMs: minSoakHours * 3_600_000,
        });
        const oldest = Math.min(...history.filter(wasDeployed).map(({ updated }) => Date.parse(updated)));
        expect(soak.durationMs).toBeGreaterThanOrEqual(0);
        expect(soak.durationMs).toBeLessThanOrEqual(Math.max(0, now - oldest));
        if (soak.isLongEnough) expect(soak.durationMs).toBeGreaterThanOrEqual(minSoakHours * 3_600_000);
      }),
    );
  });

  it('is long enough at its earliest moment, and not a second before', () => {
    fc.assert(
      fc.property(questions, ({ history, phase, nowHours, minSoakHours }) => {
        const asked = { phase, timeLine: timeLineOf(history), minSoakMs: minSoakHours * 3_600_000 };
        const { earliestPass } = soakOf({ ...asked, now: at(nowHours) });
        if (earliestPass === undefined) return;
        const earliest = Date.parse(earliestPass);
        expect(earliest).toBeGreaterThan(at(nowHours));
        expect(soakOf({ ...asked, now: earliest }).isLongEnough).toBe(true);
        if (asked.minSoakMs > 0) expect(soakOf({ ...asked, now: earliest - 1000 }).isLongEnough).toBe(false);
      }),
    );
  });
});
