import { createInterface } from 'node:readline';
import { err, ok, type Result } from '../result.ts';
import { type Endpoint, type HttpAnswer, type HttpRequest, kubectlFlags } from './cluster.ts';
import { sendHttp } from './http.ts';
import { askedOf } from './kubectl.ts';
import {
  type AsyncResult,
  type LiveProblem,
  type RunFailure,
  runProblem,
  showable,
  tooSlow,
} from './problems.ts';
import { type Child, exitsWithin, hasExited } from './processes.ts';
import { type LiveSetup, lastOf, notStarted, programEnding } from './run-program.ts';

/** A port-forward that listens on a free port of 127.0.0.1. */
interface Forward {
  readonly base: string;
  readonly hasEnded: () => boolean;
  readonly close: () => Promise<void>;
  /** Waits up to so many milliseconds for its end. */
  readonly endsWithin: (milliseconds: number) => Promise<boolean>;
  /** What kubectl said of the last connection that it could not forward. */
  readonly lastError: () => string | undefined;
}

/** Opens `kubectl port-forward` to a port of a pod; its end is left to the connection's `close`. */
export async function openForward(setup: LiveSetup, pod: string, port: number): AsyncResult<Forward> {
  const asked = askedOf(setup, 'port-forward', [`pod/${pod}`, `:${port}`]);
  if (setup.children.stopping.aborted) return err(runProblem({ kind: 'interrupted' }, asked));
  try {
    const child = setup.children.start(setup.programs.kubectl, forwardArguments(setup, pod, port));
    const opened = await listening(child, setup);
    if (opened.ok) return opened;
    return err(
      opened.error.kind === 'timed-out' ? tooSlow(asked, setup.timeout) : runProblem(opened.error, asked),
    );
  } catch (thrown) {
    return err(runProblem(notStarted(thrown), asked));
  }
}

/** Without --request-timeout: the stream has to stay open for as long as there are questions. */
const forwardArguments = ({ address }: LiveSetup, pod: string, port: number): string[] => [
  'port-forward',
  `pod/${pod}`,
  `:${port}`,
  '--address=127.0.0.1',
  ...kubectlFlags(address),
];

async function listening(
  child: Child,
  { children, timeout }: LiveSetup,
): Promise<Result<Forward, RunFailure>> {
  const stderr = lastOf(child.stderr);
  const ended = programEnding(child);
  // Awaited later, or never: a program that is missing must not end this process meanwhile.
  ended.catch(() => undefined);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void children.end(child);
  }, timeout);
  const port = await localPort(child);
  clearTimeout(timer);
  if (port !== undefined) return ok(forwardOf(child, port, stderr, () => children.end(child)));
  const ending = await ended;
  if (children.stopping.aborted) return err({ kind: 'interrupted' });
  if (isLate) return err({ kind: 'timed-out', milliseconds: timeout });
  return err({ kind: 'failed', ending, stderr: stderr() });
}

/** The port that kubectl chose; undefined when it ended without one. Goes on reading, lest a full pipe stops kubectl. */
function localPort(child: Child): Promise<string | undefined> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^Forwarding from 127\.0\.0\.1:(\d+) -> /.exec(line)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.once('close', () => resolve(undefined));
  });
}

const forwardOf = (child: Child, port: string, stderr: () => string, close: Forward['close']): Forward => ({
  base: `http://127.0.0.1:${port}`,
  hasEnded: () => hasExited(child),
  close,
  endsWithin: (milliseconds) => exitsWithin(child, milliseconds),
  lastError: () => forwardingError(stderr()),
});

/** client-go's sentence for one connection that it could not forward; klog puts it in quotes and escapes those inside. */
const FORWARDING = /an error occurred forwarding \d+ -> \d+: (.*?)"?$/gm;
/** The pod's long sandbox id comes before the reason. */
const POD_ID = /^error forwarding port \d+ to pod [\w-]+, uid : /;

/** Why the last connection through a port-forward failed, from kubectl's standard error. */
function forwardingError(stderr: string): string | undefined {
  const [, reason] = [...stderr.matchAll(FORWARDING)].at(-1) ?? [];
  return reason === undefined ? undefined : showable(reason.replaceAll('\\"', '"').replace(POD_ID, ''));
}

/** What an endpoint behind a port-forward needs. */
interface ForwardedPort {
  /** `pod/pyroscope-0, port 4040`. */
  readonly name: string;
  readonly open: () => AsyncResult<Forward>;
  readonly stopping: AbortSignal;
}

/** kubectl's last breath comes a little after the connection that it broke. */
const TIME_TO_END = 500;

interface Attempt {
  readonly answer: Result<HttpAnswer, LiveProblem>;
  /** The port-forward ended under it, as it does when its pod restarts. */
  readonly wasLost: boolean;
}

/** The port-forward of one endpoint. */
interface Kept {
  forward: AsyncResult<Forward> | undefined;
  /** Requests under way. */
  active: number;
  /** When it was last asked, in requests. */
  used: number;
}

/** Port-forwards that share a number of slots. */
export interface ForwardPool {
  /** Runs a job with the endpoint's port-forward, or with why it could not be opened. */
  readonly use: <T>(
    kept: Kept,
    open: ForwardedPort['open'],
    job: (forward: Result<Forward, LiveProblem>) => Promise<T>,
  ) => Promise<T>;
}

/**
 * Keeps port-forwards open as long as nobody else needs their slot: each is a kubectl of its own, and a release of
 * microservices has dozens of pods. The one that was asked longest ago makes room. One that could not be opened is not
 * tried again: the next request would wait as long, and for the same answer.
 */
export function forwardPool(limit: number): ForwardPool {
  const holding = new Set<Kept>();
  const waiting: (() => void)[] = [];
  let requests = 0;
  const wakeNext = (): void => waiting.shift()?.();

  const makeRoom = async (): Promise<void> => {
    const [idle] = [...holding].filter(({ active }) => active === 0).sort((a, b) => a.used - b.used);
    if (idle === undefined) return new Promise((resolve) => waiting.push(resolve));
    const { forward } = idle;
    holding.delete(idle);
    idle.forward = undefined;
    const opened = await forward;
    if (opened?.ok) await opened.value.close();
  };

  const opened = async (kept: Kept, open: ForwardedPort['open']): AsyncResult<Forward> => {
    while (!holding.has(kept) && holding.size >= limit) await makeRoom();
    holding.add(kept);
    const forward = await open();
    if (!forward.ok) {
      holding.delete(kept);
      wakeNext();
    }
    return forward;
  };

  const current = async (kept: Kept, open: ForwardedPort['open']): AsyncResult<Forward> => {
    const before = kept.forward;
    const forward = await before;
    // An ended one's port may belong to another program by now.
    const isUsable = forward !== undefined && !(forward.ok && forward.value.hasEnded());
    if (!isUsable && kept.forward === before) kept.forward = opened(kept, open);
    return kept.forward ?? opened(kept, open);
  };

  return {
    use: async (kept, open, job) => {
      kept.active += 1;
      try {
        return await job(await current(kept, open));
      } finally {
        requests += 1;
        kept.active -= 1;
        kept.used = requests;
        if (kept.active === 0) wakeNext();
      }
    },
  };
}

/** Asks by a port-forward that is opened when it is needed. One that ends under a request is opened again, once a request. */
export function forwardedEndpoint(port: ForwardedPort, pool: ForwardPool): Endpoint {
  const kept: Kept = { forward: undefined, active: 0, used: 0 };
  const attempt = (request: HttpRequest): Promise<Attempt> =>
    pool.use(kept, port.open, async (forward) =>
      forward.ok ? attemptBy(forward.value, port, request) : { answer: forward, wasLost: false },
    );
  return async (request) => {
    const first = await attempt(request);
    return first.wasLost ? (await attempt(request)).answer : first.answer;
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
