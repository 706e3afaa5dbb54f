import { err, type Result } from '../result.ts';
import type { Endpoint, HttpAnswer, HttpRequest } from './cluster.ts';
import { sendHttp } from './http-endpoint.ts';
import type { LiveProblem } from './live-problem.ts';
import type { Forward } from './port-forward.ts';

/** What an endpoint behind a port-forward needs. */
export interface ForwardedPort {
  /** `pod/pyroscope-0, port 4040`. */
  readonly name: string;
  readonly open: () => Promise<Result<Forward, LiveProblem>>;
  readonly stopping: AbortSignal;
}

/** kubectl's last breath comes a little after the connection that it broke. */
const TIME_TO_END = 500;

interface Attempt {
  readonly answer: Result<HttpAnswer, LiveProblem>;
  /** The port-forward ended under it, as it does when its pod restarts. */
  readonly wasLost: boolean;
}

/** Asks by a port-forward that is opened once and kept. One that ends under a request is opened again, once a request. */
export function forwardedEndpoint(port: ForwardedPort): Endpoint {
  const current = keptForward(port.open);
  const attempt = async (request: HttpRequest): Promise<Attempt> => {
    const forward = await current();
    return forward.ok ? attemptBy(forward.value, port, request) : { answer: forward, wasLost: false };
  };
  return async (request) => {
    const first = await attempt(request);
    return first.wasLost ? (await attempt(request)).answer : first.answer;
  };
}

/** Gives the open port-forward; a new one when it has ended or could not be opened. */
function keptForward(open: ForwardedPort['open']): () => Promise<Result<Forward, LiveProblem>> {
  let kept: Promise<Result<Forward, LiveProblem>> | undefined;
  return async () => {
    const before = kept;
    const forward = await before;
    // An ended one's port may belong to another program by now.
    const isUsable = forward?.ok === true && !forward.value.hasEnded();
    if (!isUsable && kept === before) kept = open();
    return kept ?? open();
  };
}

async function attemptBy(forward: Forward, port: ForwardedPort, request: HttpRequest): Promise<Attempt> {
  const { name, stopping } = port;
  const answer = await sendHttp({ base: forward.base, name, stopping }, request);
  if (answer.ok || answer.error.kind !== 'unreachable') return { answer, wasLost: false };
  const wasLost = await forward.endsWithin(TIME_TO_END);
  return { answer: err(explained(answer.error, forward, name, wasLost)), wasLost };
}

/** fetch sees a connection that broke; kubectl knows why. */
function explained(problem: LiveProblem, forward: Forward, name: string, wasLost: boolean): LiveProblem {
  const [pod = ''] = name.split(',');
  const remedy = `See \`kubectl get ${pod}\` and \`kubectl logs ${pod} --previous\`: it may be starting or restarting.`;
  if (wasLost) return { ...problem, what: `The port-forward to ${name} ended.`, remedy };
  const reason = forward.lastError();
  return reason === undefined
    ? { ...problem, remedy }
    : { ...problem, what: `${name} gave no answer: ${reason}.`, remedy };
}
