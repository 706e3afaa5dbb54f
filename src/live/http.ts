import { err, ok } from '../result.ts';
import type { Endpoint, HttpAnswer, HttpRequest } from './cluster.ts';
import { type AsyncResult, interrupted, type LiveProblem, showable } from './problems.ts';

/** Where a request goes, and under what name messages speak of it. */
interface HttpTarget {
  /** `http://127.0.0.1:40001` or `https://example.test/prefix`; no credentials, no slash at the end. */
  readonly base: string;
  /** `pod/pyroscope-0, port 4040`. */
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborts when nothing more is to be waited for. */
  readonly stopping: AbortSignal;
}

/**
 * Sends one request and reads the whole body within the request's limit. A redirect is an answer of its own: followed,
 * a login page would look like a 200 of the server that was asked.
 */
export async function sendHttp(target: HttpTarget, request: HttpRequest): AsyncResult<HttpAnswer> {
  const limit = AbortSignal.timeout(request.timeout);
  try {
    const response = await fetch(`${target.base}${request.path}`, {
      method: request.method ?? 'GET',
      headers: { ...target.headers, ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.any([limit, target.stopping]),
    });
    const body = await readBody(response, requestName(target, request));
    if (!body.ok) return body;
    const date = Date.parse(response.headers.get('date') ?? '');
    return ok({ status: response.status, body: body.value, ...(!Number.isNaN(date) && { date }) });
  } catch (thrown) {
    return err(httpProblem(thrown, target, request));
  }
}

/** Says why fetch threw. Its own message is always "fetch failed"; the reason is in the causes. */
function httpProblem(thrown: unknown, target: HttpTarget, request: HttpRequest): LiveProblem {
  const what = requestName(target, request);
  if (target.stopping.aborted) return interrupted(what);
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return {
      kind: 'timed-out',
      what: `${what} gave no answer within ${request.timeout / 1000} s.`,
      remedy: 'Check the logs of whatever listens there. It accepted the connection, or a firewall drops it.',
    };
  }
  return {
    kind: 'unreachable',
    what: `${what} failed: ${reasonOf(thrown)}.`,
    remedy: 'Check that it runs, and that it listens at this address.',
  };
}

/** `GET /ready of pod/pyroscope-0, port 4040`, without the query, which may hold a token. */
const requestName = (target: HttpTarget, { method = 'GET', path }: HttpRequest): string =>
  `${method} ${showable(path.replace(/\?.*$/s, ''))} of ${target.name}`;

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return showable(String(thrown));
  if (thrown.cause !== undefined) return reasonOf(thrown.cause);
  // Several addresses were tried (127.0.0.1 and ::1).
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return reasonOf(thrown.errors[0]);
  return showable(thrown.message);
}

/** Far above the metrics page of a large server. */
const BODY_LIMIT = 32 * 1024 * 1024;

/** Reads a body as UTF-8 up to 32 MiB. Rejects as fetch does when the connection breaks. */
async function readBody(response: Response, what: string): AsyncResult<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the rest of the answer.
    if (bytes > BODY_LIMIT) return err(tooLong(what));
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks).toString('utf8'));
}

const tooLong = (what: string): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `The answer to ${what} is longer than ${BODY_LIMIT} bytes.`,
  remedy: 'Use curl to see what it sends; the address may belong to something else.',
});

const NEVER = new AbortController().signal;

/**
 * An endpoint at an address that was given, asked without kubectl; a path in the address comes before each request's.
 * @param base http or https. A user and password in it are sent as Basic authorization and never shown: fetch takes
 *   no address that holds them.
 * @param stopping ends what is under way (Ctrl-C)
 */
export function urlEndpoint(base: URL, stopping: AbortSignal = NEVER): Endpoint {
  const address = `${base.origin}${base.pathname.replace(/\/+$/, '')}`;
  const target = { base: address, name: address, headers: authorization(base), stopping };
  return (request) => sendHttp(target, request);
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
