import { askerOf } from '../../../src/checks/ask.ts';
import { type CheckResult, runChecks } from '../../../src/checks/check.ts';
import type { LiveContext, OpenedContext } from '../../../src/checks/context.ts';
import type { Endpoint, HttpRequest, LivePod } from '../../../src/live/cluster.ts';
import type { Case, Check, Pack } from '../../../src/pack.ts';
import type { PyroscopePhase } from '../../../src/packs/pyroscope/facts/phases.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeCase, PyroscopeFacts } from '../../../src/packs/pyroscope/read/facts.ts';
import { withServers } from '../../../src/release/from-server.ts';
import { err, ok } from '../../../src/result.ts';
import { pyroscopeCase } from '../../pyroscope-case.ts';

export const NOW = Date.parse('2026-06-01T12:00:00Z');
const HOUR = 3_600_000;

/** A body answered with 200, a status with no body, or what a request makes of it. */
type Answer = string | number | ((request: HttpRequest) => string | number);

/** A server that knows these paths; the others are 404, as with a module that is not loaded. */
export function server(paths: Readonly<Record<string, Answer>>): Endpoint {
  return async (request) => {
    const path = request.path.split('?', 1)[0] ?? '';
    const found = paths[path] ?? 404;
    const text = typeof found === 'function' ? found(request) : found;
    // No server prints a page without a metric.
    const answer = path === '/metrics' && typeof text === 'string' ? `go_goroutines 9\n${text}` : text;
    return ok(
      typeof answer === 'number' ? { status: answer, body: 'not here' } : { status: 200, body: answer },
    );
  };
}

/** One whose answers change from request to request; the last one stays. */
export function inTurn(...answers: readonly string[]): () => string {
  let turn = 0;
  return () => {
    const answer = answers[Math.min(turn, answers.length - 1)] ?? '';
    turn += 1;
    return answer;
  };
}

export const hanging: Endpoint = async ({ path }) =>
  err({ kind: 'timed-out', what: `${path} gave no answer within 10 s`, remedy: 'look at the pod' });

export const gone: Endpoint = async () =>
  err({ kind: 'unreachable', what: 'nothing listens', remedy: 'look at the pod' });

export function pod(component: string, more: Partial<LivePod> = {}): LivePod {
  return {
    name: `profiles-${component}-0`,
    component,
    phase: 'Running',
    ready: true,
    restarts: 0,
    startedAt: new Date(NOW - 2 * HOUR).toISOString(),
    args: [],
    image: 'pyroscope:1.21.0',
    claims: [],
    httpPort: 4040,
    ...more,
  };
}

export const pods = (component: string, count: number): LivePod[] =>
  Array.from({ length: count }, (_, at) => pod(component, { name: `profiles-${component}-${at}` }));

export interface More extends Partial<Omit<OpenedContext, 'hasPrometheus'>> {
  readonly phase?: PyroscopePhase;
  readonly layout?: 'single-binary' | 'microservices';
  /** The args of each component in the stored manifest. */
  readonly args?: Readonly<Record<string, readonly string[]>>;
  readonly prometheus?: Endpoint;
}

/** What a check is asked about. */
export interface Situation {
  readonly of: PyroscopeCase;
  readonly live: LiveContext;
}

/** Microservices in dual, in a cluster: a pod for each of these endpoints, beside the pods that are given. */
export function context(
  endpoints: Readonly<Record<string, readonly Endpoint[]>>,
  { phase = 'dual', layout = 'microservices', args = {}, prometheus, ...more }: More = {},
): Situation {
  const given = more.pods ?? [];
  const askable = Object.entries(endpoints)
    .filter(([component]) => given.every((one) => one.component !== component))
    .flatMap(([component, { length }]) => pods(component, length));
  const all = [...given, ...askable];
  const endpointOf = (one: LivePod): Endpoint => {
    const alike = all.filter(({ component }) => component === one.component);
    return endpoints[one.component]?.[alike.indexOf(one)] ?? gone;
  };
  const of = pyroscopeCase({ phase, layout, args });
  const opened = {
    releaseName: 'profiles',
    namespace: 'observability',
    claims: [],
    ask: (whom, question) =>
      askerOf(whom === 'prometheus' ? (prometheus ?? gone) : endpointOf(whom))(question),
    askAt: (_, question) => askerOf(gone)(question),
    object: async () => ({}),
    logs: async () => '',
    sinceMs: HOUR,
    now: () => NOW,
    pause: async () => undefined,
    asksCluster: true,
    hasPrometheus: prometheus !== undefined,
    ...more,
    pods: all,
  } satisfies OpenedContext;
  return { of, live: withServers(opened, pyroscope as Pack, of.now) };
}

/** All that checks say. */
export async function resultsOf(
  checks: readonly Check<PyroscopeFacts>[],
  { of, live }: Situation,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for await (const result of runChecks(checks, of as Case, live)) results.push(result);
  return results;
}

/** What one check says. */
export async function verdictOf(check: Check<PyroscopeFacts>, situation: Situation): Promise<CheckResult> {
  const [result] = await resultsOf([check], situation);
  if (result === undefined) throw new TypeError('a check gave no result');
  return result;
}

/** The line every page of metrics has; in seconds, two hours ago unless told. */
export const started = (msAgo: number = 2 * HOUR): string =>
  `process_start_time_seconds ${(NOW - msAgo) / 1000}\n`;
