import type { Asker } from '../../../checks/ask.ts';
import { contextOf } from '../../../checks/context.ts';
import { type Sample, total } from '../../../checks/metrics.ts';
import type { Live } from '../../../pack.ts';
import type { Process } from './asking.ts';
import { type Labels, matchers, query, rangeText, type Series } from './query-api.ts';

/** What some Prometheus kept of the metrics of one process. */
export interface OwnHistory {
  /** Raw samples of metrics whose names match, from after `from` to `to`. @throws NoAnswer */
  raw(names: string, from: number, to: number): Promise<readonly Series[]>;
  /** How often a counter began anew. @throws NoAnswer */
  resets(name: string, labels: Labels, from: number, to: number): Promise<number>;
}

const START = 'process_start_time_seconds';

/**
 * The labels under which a store has a process: those of the target whose start is the process's own, to the hundredth of a
 * second. Other servers are scraped by the same Prometheus, with the same metrics.
 */
async function targetIn(ask: Asker, page: readonly Sample[], now: number): Promise<Labels | undefined> {
  const start = total(page, START);
  const [found] = await query(ask, { expression: `${START} == ${start}`, time: now });
  if (found === undefined) return undefined;
  const { __name__: _, ...labels } = found.labels;
  return labels;
}

/**
 * The history of a process's metrics: its own, that of another process of the release, as shards share their targets, or
 * that of the Prometheus of --prometheus-url.
 * @param page its metrics now
 * @returns undefined where none of them scrapes it
 * @throws NoAnswer
 */
export async function historyOf(
  process: Process,
  page: readonly Sample[],
  others: readonly Process[],
  live: Live,
): Promise<OwnHistory | undefined> {
  const named: Asker = (question) => live.ask('prometheus', question);
  const askers = [
    process.ask,
    ...others.filter((one) => one !== process).map(({ ask }) => ask),
    ...(contextOf(live).hasPrometheus ? [named] : []),
  ];
  for (const ask of askers) {
    // An agent keeps nothing and refuses queries; another may have it.
    const target = await targetIn(ask, page, live.now()).catch((thrown: unknown) => {
      if (ask === askers.at(-1) && askers.length === 1) throw thrown;
      return undefined;
    });
    if (target) return historyFrom(ask, target);
  }
  return undefined;
}

const historyFrom = (ask: Asker, target: Labels): OwnHistory => ({
  raw: (names, from, to) =>
    query(ask, {
      expression: `{__name__=~${JSON.stringify(names)},${matchers(target)}}${rangeText(to - from)}`,
      time: to,
    }),
  async resets(name, labels, from, to) {
    const selector = `${name}{${matchers({ ...target, ...labels })}}`;
    const series = await query(ask, { expression: `resets(${selector}${rangeText(to - from)})`, time: to });
    return series.reduce((sum, { points }) => sum + Number(points[0]?.[1] ?? 0), 0);
  },
});
