import type { Endpoint, HttpRequest, LivePod } from '../../../src/live/cluster.ts';
import type { CheckContext } from '../../../src/packs/pyroscope/checks/context.ts';
import { err, ok } from '../../../src/result.ts';

export const NOW = Date.parse('2026-06-01T12:00:00Z');
const HOUR = 3_600_000;

/** A body answered with 200, a status with no body, or what a request makes of it. */
type Answer = string | number | ((request: HttpRequest) => string | number);

/** A server that knows these paths; the others are 404, as with a module that is not loaded. */
export function server(paths: Readonly<Record<string, Answer>>): Endpoint {
  return async (request) => {
    const path = request.path.split('?', 1)[0] ?? '';
    const found = paths[path] ?? 404;
    const answer = typeof found === 'function' ? found(request) : found;
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

/** Microservices in dual, in a cluster, with these endpoints by component. */
export function context(
  endpoints: Readonly<Record<string, readonly Endpoint[]>>,
  more: Partial<CheckContext> = {},
): CheckContext {
  return {
    phase: 'dual',
    mode: 'microservices',
    releaseName: 'profiles',
    namespace: 'observability',
    port: 4040,
    pods: [],
    claims: [],
    endpointOf: (component) => endpoints[component] ?? [],
    logsOf: async () => ok(''),
    sinceMs: HOUR,
    now: () => NOW,
    pause: async () => undefined,
    ...more,
  };
}

/** The line every page of metrics has; in seconds, two hours ago unless told. */
export const started = (msAgo: number = 2 * HOUR): string =>
  `process_start_time_seconds ${(NOW - msAgo) / 1000}\n`;
