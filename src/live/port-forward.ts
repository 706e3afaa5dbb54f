import { createInterface } from 'node:readline';
import { err, ok, type Result } from '../result.ts';
import { kubectlFlags } from './address-text.ts';
import { forwardingError } from './forwarding-error.ts';
import { lastOf } from './gather-output.ts';
import { askedOf } from './kubectl-program.ts';
import type { LiveProblem } from './live-problem.ts';
import type { LiveSetup } from './live-setup.ts';
import { type Child, exitsWithin, hasExited } from './process-group.ts';
import { runProblem, tooSlow } from './run-problem.ts';
import { endingOf, notStarted, type RunFailure } from './run-program.ts';

/** A port-forward that listens on a free port of 127.0.0.1. */
export interface Forward {
  readonly base: string;
  readonly hasEnded: () => boolean;
  /** Waits up to so many milliseconds for its end. */
  readonly endsWithin: (milliseconds: number) => Promise<boolean>;
  /** What kubectl said of the last connection that it could not forward. */
  readonly lastError: () => string | undefined;
}

/** Opens `kubectl port-forward` to a port of a pod; its end is left to the connection's `close`. */
export async function openForward(
  setup: LiveSetup,
  pod: string,
  port: number,
): Promise<Result<Forward, LiveProblem>> {
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
  const ended = endingOf(child);
  // Awaited later, or never: a program that is missing must not end this process meanwhile.
  ended.catch(() => undefined);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void children.end(child);
  }, timeout);
  const port = await localPort(child);
  clearTimeout(timer);
  if (port !== undefined) return ok(forwardOf(child, port, stderr));
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

const forwardOf = (child: Child, port: string, stderr: () => string): Forward => ({
  base: `http://127.0.0.1:${port}`,
  hasEnded: () => hasExited(child),
  endsWithin: (milliseconds) => exitsWithin(child, milliseconds),
  lastError: () => forwardingError(stderr()),
});
