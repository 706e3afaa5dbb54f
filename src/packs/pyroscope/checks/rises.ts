import { contextOf } from '../../../checks/context.ts';
import { choose, instantQuery, type Sample } from '../../../checks/metrics.ts';
import type { Live } from '../../../pack.ts';
import { minutes } from './asking.ts';

/** Between two samples: workers ask for jobs every 5 s, and the metastore looks at dead letters every 15 s. */
export const WINDOW = 20_000;

/** The samples of each pod. */
export type Pages = readonly (readonly Sample[])[];

/** One kind of event, as servers count it since they started. */
export interface Counter {
  /** Which of the pages that are read it is on. */
  readonly on: string;
  /** Its names, from server to server. */
  readonly names: readonly string[];
  /** Those of the label `status` that count; all where left out. */
  readonly status?: { readonly is: readonly string[] } | { readonly isNot: readonly string[] };
  /** Every pod counts the same, so the largest of them is it. */
  readonly isReplicated?: boolean;
}

/** How often something happened since the processes started, and how often just now. */
export interface Rise {
  readonly total: number;
  readonly rise: number;
}

const counts = ({ status }: Counter, given: string): boolean => {
  if (status === undefined) return true;
  return 'is' in status ? status.is.includes(given) : !status.isNot.includes(given);
};

const countOn = (samples: readonly Sample[], counter: Counter): number =>
  counter.names
    .flatMap((name) => choose(samples, name, { status: (given) => counts(counter, given) }))
    .reduce((sum, { value }) => sum + value, 0);

const together = (each: readonly number[], { isReplicated }: Counter): number =>
  isReplicated ? Math.max(0, ...each) : each.reduce((sum, one) => sum + one, 0);

/** A process that restarted between the samples counts from 0 again. */
function riseOf(before: Pages, after: Pages, counter: Counter): number {
  const rises = after.map((samples, at) => {
    const [was, is] = [countOn(before[at] ?? [], counter), countOn(samples, counter)];
    return is < was ? is : is - was;
  });
  return together(rises, counter);
}

/**
 * How much a counter rose over the time asked for, by Prometheus; undefined where it has none. The namespace keeps other
 * releases of the same Prometheus out.
 * @param matchers of labels: `status=~"5.."`
 */
export function increaseOf(
  live: Live,
  metric: string,
  matchers: string,
  aggregate: 'sum' | 'max' = 'sum',
): Promise<number | undefined> {
  const selector = [`namespace="${live.namespace}"`, matchers].filter((one) => one !== '').join(',');
  return instantQuery(
    (question) => live.ask('prometheus', question),
    `${aggregate}(increase(${metric}{${selector}}[${Math.round(live.sinceMs / 1000)}s]))`,
  );
}

function statusMatcher({ status }: Counter): string {
  if (status === undefined) return '';
  return 'is' in status ? `status=~"${status.is.join('|')}"` : `status!~"${status.isNot.join('|')}"`;
}

/** What Prometheus saw over the time asked for; a series that is not there has not risen. */
async function longRise(live: Live, counter: Counter): Promise<number> {
  const aggregate = counter.isReplicated ? 'max' : 'sum';
  const rises = counter.names.map((name) => increaseOf(live, name, statusMatcher(counter), aggregate));
  return Math.round((await Promise.all(rises)).reduce<number>((sum, one = 0) => sum + one, 0));
}

/**
 * What rises now is trouble; what rose once, in a process that has run ever since, is over. Two samples tell them apart,
 * and Prometheus over a longer time where it can be asked: it misses how a new series came to its first value.
 */
export async function risesOf<Name extends string>(
  live: Live,
  counters: Readonly<Record<Name, Counter>>,
  read: () => Promise<Readonly<Record<string, Pages>>>,
): Promise<Readonly<Record<Name, Rise>>> {
  const before = await read();
  await live.pause(WINDOW);
  const after = await read();
  const found: [string, Rise][] = [];
  for (const [name, counter] of Object.entries<Counter>(counters)) {
    const [was, is] = [before[counter.on] ?? [], after[counter.on] ?? []];
    const increase = contextOf(live).hasPrometheus ? await longRise(live, counter) : 0;
    const total = together(
      is.map((samples) => countOn(samples, counter)),
      counter,
    );
    found.push([name, { total, rise: Math.max(riseOf(was, is, counter), increase) }]);
  }
  return Object.fromEntries(found) as Record<Name, Rise>;
}

/** The time that a rise is about, for a message. */
export const justNow = (live: Live): string =>
  contextOf(live).hasPrometheus ? `in the last ${minutes(live.sinceMs)}` : `in the last ${WINDOW / 1000} s`;
