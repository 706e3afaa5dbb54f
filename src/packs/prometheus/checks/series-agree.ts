import { type Asker, askJson } from '../../../checks/ask.ts';
import { fine, unanswered, unknown, worstOf, wrong } from '../../../checks/check.ts';
import { counted } from '../../../english.ts';
import { listOf, recordOf, textOf } from '../../../live/json.ts';
import type { Live, Observation } from '../../../pack.ts';
import type { PrometheusCase, PrometheusState } from '../read/facts.ts';
import {
  curl,
  curlDestination,
  type Process,
  type PrometheusCheck,
  processesOf,
  shownTime,
} from './asking.ts';
import { type AskedDestination, askDestination } from './destination.ts';
import { mistakenStore } from './mistaken-store.ts';
import { type Labels, matchers, query, rangeText, type Series } from './query-api.ts';
import { type Window, windowOf } from './window.ts';

/** How many series of each process are compared, each at another time of the window. */
const SAMPLED = 5;
/** How many metrics are looked at for one that has samples at its time. */
const TRIES = 3;
/** What is younger may be on its way. */
const SETTLED = 120_000;
/** How much of a series is compared. */
const STRETCH = 5 * 60_000;
/** VictoriaMetrics keeps twelve digits of a value (audit P-12). */
const PRECISION = 1e-11;

/** Some of a list, evenly spread over it. */
const spread = <T>(all: readonly T[], count: number): readonly T[] =>
  all.length <= count
    ? all
    : Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)] as T);

async function metricNames(ask: Asker, from: number, to: number): Promise<readonly string[]> {
  const range = new URLSearchParams({ start: String(from / 1000), end: String(to / 1000) });
  const answer = await askJson(ask, { path: `/api/v1/label/__name__/values?${range}` });
  return listOf(recordOf(answer).data)
    .map(textOf)
    .filter((name) => /^[a-zA-Z_:][\w:]*$/.test(name));
}

/** A series of a metric that has samples just before a time, but for NaN, which some stores do not keep (audit P-12). */
async function seriesOf(ask: Asker, name: string, time: number): Promise<Series | undefined> {
  const [found] = await query(ask, {
    expression: `topk(1, count_over_time(${name}${rangeText(STRETCH)}))`,
    time,
  });
  if (found === undefined) return undefined;
  const selector = `${name}{${matchers(found.labels)}}`;
  const all = await query(ask, { expression: `${selector}${rangeText(STRETCH)}`, time });
  // A matcher cannot say that a label is not there.
  const one = all.find(({ labels }) => Object.keys(labels).length === Object.keys(found.labels).length + 1);
  const points = one?.points.filter(([, value]) => value !== 'NaN') ?? [];
  return one && points.length > 0 ? { ...one, points } : undefined;
}

/** `+Inf`, as Prometheus prints it, is no number in JavaScript, and anything is near to infinity by a relative error. */
const isNear = (one: string, other: string): boolean => {
  const [a, b] = [Number(one), Number(other)];
  return one === other || a === b || (Number.isFinite(a) && Math.abs(a - b) <= PRECISION * Math.abs(a));
};

const nameIn = ({ labels }: Series): string => labels.__name__ ?? '';

/** What the new store has of a series, under the external labels that the process adds. */
async function compare(
  { ask, headers }: AskedDestination,
  series: Series,
  external: Labels,
  time: number,
): Promise<Observation> {
  const wanted: Labels = { ...external, ...series.labels };
  const expression = `${nameIn(series)}{${matchers(wanted)}}${rangeText(STRETCH)}`;
  const found = await query(ask, { expression, time, headers });
  const same =
    found.find(({ labels }) => Object.keys(labels).length === Object.keys(wanted).length) ?? found[0];
  const about = `${nameIn(series)} in the 5 minutes before ${shownTime(time)}`;
  if (same === undefined)
    return wrong(
      `the new store has nothing of ${about}, and the old one ${counted(series.points.length, 'sample')}`,
    );
  const values = new Map(same.points);
  // Both ends of a range may or may not belong to it: 2.x takes the first, 3.x does not (audit P-39).
  const inner = series.points.filter(([at]) => at > time - STRETCH + 1000);
  const missing = inner.filter(([at]) => !values.has(at));
  if (missing.length > 0)
    return wrong(`the new store lacks ${missing.length} of ${counted(inner.length, 'sample')} of ${about}`);
  const other = inner.find(([at, value]) => !isNear(value, values.get(at) ?? ''));
  if (other) return wrong(`${about}: the old store says ${other[1]}, the new one ${values.get(other[0])}`);
  return fine(about);
}

async function lookAt(
  process: Process,
  destination: AskedDestination,
  external: Labels,
  { from, to, grace }: Window,
): Promise<readonly Observation[]> {
  const [first, last] = [from + grace + STRETCH, to - SETTLED];
  if (first >= last) return [unknown(`too little time in both stores since ${shownTime(from)}`)];
  const names = spread(await metricNames(process.ask, first, last), SAMPLED * TRIES);
  const seen: Observation[] = [];
  for (const name of names) {
    if (seen.length === SAMPLED) break;
    const time = Math.floor(first + ((last - first) * (seen.length + 1)) / SAMPLED);
    const series = await seriesOf(process.ask, name, time);
    if (series) seen.push(await compare(destination, series, external, time));
  }
  return seen;
}

async function externalLabelsOf({ ask }: Process, live: Live, server: string): Promise<Labels> {
  const running = (await live.running()) as PrometheusState;
  const labels = running.components.find(({ name }) => name === server)?.externalLabels ?? {};
  const shared = Object.entries(labels).flatMap(([name, value]) =>
    value.sure ? [[name, value.value] as const] : [],
  );
  const differing = Object.entries(labels).filter(([, value]) => !value.sure);
  if (differing.length === 0) return Object.fromEntries(shared);
  // Replicas say different things: each is asked for its own.
  const answer = await askJson(ask, { path: '/api/v1/status/config' });
  const yaml = textOf(recordOf(recordOf(answer).data).yaml);
  const own = differing.flatMap(([name]) => {
    const [, value] = new RegExp(`^ {4}${name}: "?([^"\\n]*)"?$`, 'm').exec(yaml) ?? [];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries([...shared, ...own]);
}

async function observe(of: PrometheusCase, live: Live): Promise<Observation> {
  const destination = await askDestination(of, live);
  if (destination === undefined)
    return {
      status: 'skipped',
      seen: 'not compared: destinationQueryUrl (PHASEGATE_DESTINATION_QUERY_URL) does not say where the new store is queried',
    };
  const mistaken = await mistakenStore(of, live, destination);
  if (mistaken) return mistaken;
  const window = await windowOf(of, live);
  const processes = processesOf(of, live);
  const seen = await Promise.all(
    processes.map(async (process) => {
      const external = await externalLabelsOf(process, live, process.server.name);
      return lookAt(process, destination, external, window);
    }),
  ).catch((thrown: unknown) => [[unanswered(thrown)]]);
  const all = seen.flat();
  const worst = worstOf(all);
  if (worst.status !== 'ok') return worst;
  return {
    ...fine(`${counted(all.length, 'series', 'series')} agree, each in 5 minutes of the overlap`),
    unproven: 'all others, which the counters of the queues stand for',
  };
}

export const seriesAgree: PrometheusCheck = {
  id: 'series-agree',
  title: 'Sampled series are the same in both stores',
  phases: ['dual'],
  why: 'Counters say what was sent and acknowledged; whether it is there only a query shows.',
  expected: () => `the same samples of ${SAMPLED} series of each process`,
  command: (of, live) =>
    `${curl(of, live, '/api/v1/query?query=up')}; ${curlDestination(of, '/api/v1/query?query=up')}`,
  observe,
};
