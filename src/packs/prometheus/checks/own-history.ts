import { type Asker, NoAnswer } from '../../../checks/ask.ts';
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

type Holder = Pick<Process, 'name' | 'ask'>;

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

/** Who may have the history of a process, as messages name them. */
function holdersOf(process: Process, others: readonly Process[], live: Live): readonly Holder[] {
  const named: Holder = {
    name: 'the Prometheus of --prometheus-url',
    ask: (question) => live.ask('prometheus', question),
  };
  return [
    process,
    ...others.filter((one) => one !== process),
    ...(contextOf(live).hasPrometheus ? [named] : []),
  ];
}

/** Why nobody has the history, where some did not answer. */
function untold(silent: readonly (readonly [name: string, why: NoAnswer])[]): NoAnswer {
  const [first] = silent;
  const told = silent.map(([name, { problem }]) => `${name}: ${problem.what.replace(/\.$/, '')}`);
  return new NoAnswer({
    kind: 'unexpected-answer',
    what: `${told.join('; ')}.`,
    remedy: first?.[1].problem.remedy ?? '',
  });
}

/**
 * The history of a process's metrics: its own, that of another process of the release, as shards share their targets, or
 * that of the Prometheus of --prometheus-url.
 * @param page its metrics now
 * @returns undefined where all of them answered, and none scrapes it
 * @throws NoAnswer
 */
export async function historyOf(
  process: Process,
  page: readonly Sample[],
  others: readonly Process[],
  live: Live,
): Promise<OwnHistory | undefined> {
  const silent: [name: string, why: NoAnswer][] = [];
  const holders = holdersOf(process, others, live);
  for (const { name, ask } of holders) {
    try {
      const target = await targetIn(ask, page, live.now());
      if (target) return historyFrom(ask, target);
    } catch (thrown) {
      // An agent keeps nothing and refuses queries; another may have it.
      if (!(thrown instanceof NoAnswer) || holders.length === 1) throw thrown;
      silent.push([name, thrown]);
    }
  }
  if (silent.length > 0) throw untold(silent);
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
