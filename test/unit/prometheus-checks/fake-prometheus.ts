import { askerOf } from '../../../src/checks/ask.ts';
import { type CheckResult, runChecks } from '../../../src/checks/check.ts';
import type { LiveContext, OpenedContext } from '../../../src/checks/context.ts';
import type { Endpoint, LivePod } from '../../../src/live/cluster.ts';
import type { Case, Pack } from '../../../src/pack.ts';
import type { PrometheusCheck } from '../../../src/packs/prometheus/checks/asking.ts';
import type { PrometheusState } from '../../../src/packs/prometheus/read/facts.ts';
import { withServers } from '../../../src/release/from-server.ts';
import { err, ok } from '../../../src/result.ts';
import { packWith, type Settings, stateOf } from './release.ts';

export const NOW = Date.parse('2026-11-30T12:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export type Labels = Readonly<Record<string, string>>;
type Point = readonly [time: number, value: number];
export interface Series {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** What a server answers to each path, beside queries of its series. */
type Pages = Readonly<Record<string, string | number>>;

const printed = (value: number): string => (value === Infinity ? '+Inf' : String(value));

const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');

/** Labels that a scrape adds: a page of metrics has none of them. */
const TARGET = new Set(['job', 'instance', 'pod', 'namespace', 'prometheus', 'prometheus_replica']);

const pageOf = (series: readonly Series[]): string =>
  series
    .map(({ labels, points }) => {
      const own = Object.fromEntries(Object.entries(labels).filter(([name]) => !TARGET.has(name)));
      return `${labels.__name__}{${labelText(own)}} ${printed(points.at(-1)?.[1] ?? 0)}\n`;
    })
    .join('');

type Test = (labels: Labels) => boolean;

function matcherOf(text: string): Test {
  const tests = [...text.matchAll(/(\w+)(=~|=)("(?:[^"\\]|\\.)*")/g)].map(
    ([, name = '', how, quoted = '""']): Test => {
      const wanted = JSON.parse(quoted) as string;
      const pattern = new RegExp(`^(?:${wanted})$`);
      return (labels) => (how === '=' ? (labels[name] ?? '') === wanted : pattern.test(labels[name] ?? ''));
    },
  );
  return (labels) => tests.every((test) => test(labels));
}

/** As Prometheus 3 does, a range leaves its start out. */
const within = ({ points }: Series, time: number, seconds: number): readonly Point[] =>
  points.filter(([at]) => at > time - seconds * 1000 && at <= time);

const resetsIn = (points: readonly Point[]): number =>
  points.filter(([, value], at) => at > 0 && value < (points[at - 1]?.[1] ?? 0)).length;

/** The expressions that checks ask for; any other one is refused, as a server refuses what it cannot parse. */
function evaluate(series: readonly Series[], expression: string, time: number): unknown[] | undefined {
  const [, name, equal] = /^(\w+) == (\S+)$/.exec(expression) ?? [];
  if (name !== undefined)
    return series
      .filter(({ labels, points }) => labels.__name__ === name && points.at(-1)?.[1] === Number(equal))
      .map(({ labels }) => ({ metric: labels, value: [time / 1000, equal] }));
  const shape = /^(resets\(|topk\(1, count_over_time\()?([\w:]*)(?:\{(.*)\})?\[(\d+)s\]\)*$/.exec(expression);
  if (shape === null) return undefined;
  const [, call, metric = '', matchers = '', seconds = ''] = shape;
  const test = matcherOf(matchers);
  const found = series
    .filter(({ labels }) => (metric === '' || labels.__name__ === metric) && test(labels))
    .map((one) => ({ labels: one.labels, points: within(one, time, Number(seconds)) }))
    .filter(({ points }) => points.length > 0);
  if (call === undefined)
    return found.map(({ labels, points }) => ({
      metric: labels,
      values: points.map(([at, value]) => [at / 1000, printed(value)]),
    }));
  const values = found.map(({ labels, points }) => {
    const { __name__: _, ...metric } = labels;
    const value = call === 'resets(' ? resetsIn(points) : points.length;
    return { metric, value: [time / 1000, String(value)] };
  });
  return call === 'resets(' ? values : values.slice(0, 1);
}

/** A Prometheus that has these series, its own metrics among them. */
export function fakePrometheus(
  series: readonly Series[],
  own: Test = () => true,
  pages: Pages = {},
): Endpoint {
  const json = (data: unknown): string => JSON.stringify({ status: 'success', data });
  return async ({ path }) => {
    const { pathname, searchParams } = new URL(path, 'http://prometheus');
    const page = pages[pathname];
    if (typeof page === 'number') return ok({ status: page, body: 'not here' });
    if (page !== undefined) return ok({ status: 200, body: page });
    if (pathname === '/metrics')
      return ok({ status: 200, body: pageOf(series.filter(({ labels }) => own(labels))) });
    if (pathname === '/api/v1/label/__name__/values')
      return ok({
        status: 200,
        body: json([...new Set(series.map(({ labels }) => labels.__name__))].toSorted()),
      });
    if (pathname !== '/api/v1/query') return ok({ status: 404, body: 'not here' });
    const result = evaluate(series, searchParams.get('query') ?? '', Number(searchParams.get('time')) * 1000);
    return result === undefined
      ? ok({ status: 400, body: JSON.stringify({ status: 'error', error: 'parse error' }) })
      : ok({ status: 200, body: json({ resultType: 'matrix', result }) });
  };
}

const gone: Endpoint = async () =>
  err({ kind: 'unreachable', what: 'nothing listens', remedy: 'look at the pod' });

export interface Situation {
  readonly manifest: string;
  readonly settings: Settings;
  /** By the name of the pod. */
  readonly pods: Readonly<Record<string, Endpoint>>;
  readonly component?: string;
  readonly destination?: Endpoint;
  /** What is about to be applied, where a gate asks. */
  readonly next?: string;
  /** By `configmap/name`; an error is thrown. */
  readonly objects?: Readonly<Record<string, unknown>>;
  readonly more?: Partial<LivePod>;
  readonly context?: Partial<OpenedContext>;
}

/** What one check says of a release in dual. */
export async function verdictOf(check: PrometheusCheck, situation: Situation): Promise<CheckResult> {
  const {
    manifest,
    settings,
    pods,
    component = 'server',
    destination = gone,
    objects = {},
    more,
  } = situation;
  const state: PrometheusState = stateOf(manifest, settings);
  const opened: OpenedContext = {
    ...{ releaseName: 'mon', namespace: 'monitoring', claims: [], sinceMs: HOUR },
    pods: Object.keys(pods).map((name) => ({
      ...{ name, component, phase: 'Running', ready: true, restarts: 0 },
      ...{ args: [], image: 'quay.io/prometheus/prometheus:v3.14.0', claims: [], httpPort: 9090 },
      ...more,
    })),
    ask: (whom, question) => askerOf(whom === 'prometheus' ? gone : (pods[whom.name] ?? gone))(question),
    askAt: (_, question) => askerOf(destination)(question),
    object: async (resource, name) => {
      const object = objects[`${resource}/${name}`] ?? {};
      if (object instanceof Error) throw object;
      return object;
    },
    logs: async () => '',
    now: () => NOW,
    pause: async () => undefined,
    asksCluster: true,
    hasPrometheus: false,
    ...situation.context,
  };
  const next = situation.next === undefined ? undefined : stateOf(situation.next, settings);
  const of: Case = { now: state, ...(next && { next }), asked: () => undefined, options: {}, clock: NOW };
  const live: LiveContext = withServers(opened, packWith(settings) as Pack, state);
  for await (const result of runChecks([check] as unknown as Pack['checks'], of, live)) return result;
  throw new TypeError('a check gave no result');
}
