import { known, type Stores, unsure } from '../../../src/pack.ts';
import { type PhaseRevision, timeLineOf } from '../../../src/step/time-line.ts';

/** The hour 0 of all histories here. */
export const START = Date.parse('2026-11-01T00:00:00Z');
export const HOUR = 3_600_000;

export const hour = (hours: number): string => new Date(START + hours * HOUR).toISOString();
export const at = (hours: number): number => START + hours * HOUR;

/**
 * `dual@5` deployed in hour 5; `v2@7!failed`; `v2@7!denied` was refused by a guard; `?@3` for a phase that cannot be told; `dual/books@5` has its data in the
 * bucket `books`, `dual/@5` in one that cannot be read; revisions count from `first`.
 */
export function history(text: string, first = 1): readonly PhaseRevision[] {
  return text.split(' ').map((word, index) => {
    const [, phase = '', bucket, hours = '', status = 'superseded'] =
      /^([^/]+)(?:\/(\w*))?@(-?[\d.]+)(?:!(.+))?$/.exec(word) ?? [];
    const record = {
      revision: first + index,
      updated: hour(Number(hours)),
      ...(status === 'denied' ? { status: 'failed', isDenied: true } : { status }),
      chart: 'pyroscope-2.2.1',
      ...(bucket !== undefined && { stores: storesIn(bucket) }),
    };
    return phase === '?' ? record : { ...record, phase };
  });
}

const storesIn = (bucket: string): Stores => ({
  v2: { bucket: bucket === '' ? unsure('a Secret has it') : known(bucket, 'config') },
});

export const timeLine = (text: string, first = 1) => timeLineOf(history(text, first));

/** A time line in a word a span: `dual@5`, with `?` behind an uncertain one. */
export const shown = (text: string, first = 1): string =>
  timeLine(text, first)
    .spans.map(
      ({ phase, since, certain }) =>
        `${phase ?? 'none'}@${(Date.parse(since) - START) / HOUR}${certain ? '' : '?'}`,
    )
    .join(' ');
