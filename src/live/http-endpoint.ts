import { err, ok, type Result } from '../result.ts';
import type { HttpAnswer, HttpRequest } from './cluster.ts';
import { httpProblem, requestName } from './http-problem.ts';
import type { LiveProblem } from './live-problem.ts';
import { readBody } from './read-body.ts';

/** Where a request goes, and under what name messages speak of it. */
export interface HttpTarget {
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
export async function sendHttp(
  target: HttpTarget,
  request: HttpRequest,
): Promise<Result<HttpAnswer, LiveProblem>> {
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
    return body.ok ? ok({ status: response.status, body: body.value }) : body;
  } catch (thrown) {
    return err(httpProblem(thrown, target, request));
  }
}
