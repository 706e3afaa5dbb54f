import { readMetrics } from '../live/metrics.ts';
import type { CheckContext, Observation } from './check.ts';
import { query } from './commands.ts';
import { compareInOneProcess } from './compare-in-one-process.ts';
import { compareWithQuerier } from './compare-with-querier.ts';
import { defineCheck } from './define-check.ts';
import { notYet, unanswered } from './observation.ts';
import { endpointsFor } from './places.ts';
import { findV2Window, type Window } from './v2-window.ts';
import { startOf } from './young.ts';

/** Profiles arrive up to 15 s after the time they carry. */
const SETTLE = 20_000;

/** From the start of the writers on, at the longest as far back as was asked for. */
async function windowOf(context: CheckContext): Promise<Window | Observation> {
  const pages = await readMetrics(endpointsFor(context, 'distributor'), 'distributor');
  if (!pages.ok) return unanswered(pages.error);
  const end = context.now() - SETTLE;
  const start = Math.max(context.now() - context.sinceMs, ...pages.value.map(startOf));
  return start < end ? { start, end } : notYet('the distributors have only just started');
}

async function observe(context: CheckContext): Promise<Observation> {
  const window = await windowOf(context);
  if ('status' in window) return window;
  const found = await findV2Window(context, window);
  if (!found.ok) return unanswered(found.error);
  if (found.value === undefined)
    return notYet(
      'no window was answered by v2 alone: v2 does not answer yet, or other queries ran meanwhile',
    );
  return context.mode === 'single-binary'
    ? compareInOneProcess(context, found.value, found.value.reading.series)
    : compareWithQuerier(context, found.value);
}

export const v2Complete = defineCheck({
  id: 'v2-complete',
  title: 'v2 has what v1 has',
  phases: ['dual'],
  alone: true,
  why: 'After v1 is removed only v2 is left; names of series are no proof, what is in them is.',
  expected: () => 'every service of v1 in v2, with at least the same totals over the same time',
  command: (context) => query(context, context.now() - SETTLE),
  observe,
});
