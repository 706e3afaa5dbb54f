import type { Endpoint, HttpAnswer } from '../live/cluster.ts';
import { type LiveProblem, showable } from '../live/problems.ts';
import type { Answer, Question } from './live.ts';

/** Asks one place: a pod, or an address that somebody named. @throws NoAnswer */
export type Asker = (question: Question) => Promise<Answer>;

/** There was no answer, or none that a check can use. */
export class NoAnswer extends Error {
  readonly problem: LiveProblem;
  /** What came instead, with a status that was not asked for. */
  readonly answer: Answer | undefined;

  constructor(problem: LiveProblem, answer?: Answer) {
    super(`${problem.what} ${problem.remedy}`);
    this.problem = problem;
    this.answer = answer;
  }
}

/** Milliseconds for one request: a server that waits for another may not answer at all. */
const REQUEST_TIMEOUT = 10_000;

/** Asks with the time limit of all checks. */
export const askerOf =
  (endpoint: Endpoint): Asker =>
  async ({ path, post, headers, accept = [] }) => {
    const answer = await endpoint({
      path,
      ...(post !== undefined && { method: 'POST', body: post }),
      ...(headers && { headers }),
      timeout: REQUEST_TIMEOUT,
    });
    if (!answer.ok) throw new NoAnswer(answer.error);
    const { status } = answer.value;
    if ((status >= 200 && status < 300) || accept.includes(status)) return answer.value;
    throw new NoAnswer(refused(path, answer.value), answer.value);
  };

const LONGEST = 200;

/** The start of an answer as a part of a sentence. */
export const inOneLine = (body: string): string => showable(body, LONGEST);

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

/** What is of another form than a page of the server that was asked. @param form `JSON` */
export const notInForm = (path: string, form: string, more = ''): NoAnswer =>
  new NoAnswer({
    kind: 'unexpected-answer',
    what: `${path} did not answer ${form}${more}.`,
    remedy: 'Make sure that the port belongs to the server itself, not to a proxy in front of it.',
  });

/** The body of an answer as JSON. @throws NoAnswer */
export async function askJson(ask: Asker, question: Question): Promise<unknown> {
  const { body } = await ask(question);
  return jsonOf(question.path, body);
}

/** A body as JSON. @throws NoAnswer */
export function jsonOf(path: string, body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw notInForm(path, 'JSON', `: ${inOneLine(body)}`);
  }
}
