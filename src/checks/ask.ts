import type { Endpoint, HttpAnswer, HttpRequest } from '../live/cluster.ts';
import type { AsyncResult, LiveProblem } from '../live/problems.ts';
import { err, ok, type Result } from '../result.ts';

/** Milliseconds for one request: a server without a metastore leader does not answer at all. */
const REQUEST_TIMEOUT = 10_000;

type Question = Omit<HttpRequest, 'timeout'> & { readonly tenant?: string | undefined };

/** Asks with the tenant's header and the time limit of all checks. Any status is an answer. */
export function ask(endpoint: Endpoint, question: Question): AsyncResult<HttpAnswer> {
  const { tenant, headers, ...rest } = question;
  const scope = tenant === undefined ? {} : { 'X-Scope-OrgID': tenant };
  return endpoint({ ...rest, headers: { ...headers, ...scope }, timeout: REQUEST_TIMEOUT });
}

/** The start of an answer as a part of a sentence. */
export const inOneLine = (body: string): string => body.trim().replace(/\s+/g, ' ').slice(0, 200);

function refused(path: string, { status, body }: HttpAnswer): LiveProblem {
  if (status === 401) {
    return {
      kind: 'unexpected-answer',
      what: `${path} needs a tenant (401).`,
      remedy: 'The server is multi-tenant; pass --tenant.',
    };
  }
  return {
    kind: 'unexpected-answer',
    what: `${path} answered ${status}: ${inOneLine(body)}.`,
    remedy: "Check the server's log.",
  };
}

/** The body of an answer 200; every other status is a problem in words. */
export function bodyOf(path: string, answer: HttpAnswer): Result<string, LiveProblem> {
  return answer.status === 200 ? ok(answer.body) : err(refused(path, answer));
}

/** A body as JSON. */
export function jsonOf(path: string, body: string): Result<unknown, LiveProblem> {
  try {
    return ok(JSON.parse(body) as unknown);
  } catch {
    return err({
      kind: 'unexpected-answer',
      what: `${path} did not answer JSON: ${inOneLine(body)}.`,
      remedy: 'Make sure that the port belongs to Pyroscope itself, not to a proxy in front of it.',
    });
  }
}

export async function askText(endpoint: Endpoint, question: Question): AsyncResult<string> {
  const answer = await ask(endpoint, question);
  return answer.ok ? bodyOf(question.path, answer.value) : answer;
}

export async function askJson(endpoint: Endpoint, question: Question): AsyncResult<unknown> {
  const text = await askText(endpoint, question);
  return text.ok ? jsonOf(question.path, text.value) : text;
}
