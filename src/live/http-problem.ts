import type { HttpRequest } from './cluster.ts';
import { showable } from './error-text.ts';
import type { HttpTarget } from './http-endpoint.ts';
import type { LiveProblem } from './live-problem.ts';
import { interrupted } from './run-problem.ts';

/** Says why fetch threw. Its own message is always "fetch failed"; the reason stands in the causes. */
export function httpProblem(thrown: unknown, target: HttpTarget, request: HttpRequest): LiveProblem {
  const what = requestName(target, request);
  if (target.stopping.aborted) return interrupted(what);
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return {
      kind: 'timed-out',
      what: `${what} gave no answer within ${request.timeout / 1000} s.`,
      remedy: 'Look at the logs of what listens there; it took the connection, or a firewall drops it.',
    };
  }
  return {
    kind: 'unreachable',
    what: `${what} failed: ${reasonOf(thrown)}.`,
    remedy: 'Check that it runs, and that it listens at this address.',
  };
}

/** `GET /ready of pod/pyroscope-0, port 4040`, without the query, which may hold a token. */
export const requestName = (target: HttpTarget, { method = 'GET', path }: HttpRequest): string =>
  `${method} ${showable(path.replace(/\?.*$/s, ''))} of ${target.name}`;

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return showable(String(thrown));
  if (thrown.cause !== undefined) return reasonOf(thrown.cause);
  // Several addresses were tried (127.0.0.1 and ::1).
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return reasonOf(thrown.errors[0]);
  return showable(thrown.message);
}
