import { type Asked, byHand } from './asked.ts';
import type { LiveProblem } from './live-problem.ts';
import { refusalProblem } from './refusal-problem.ts';
import type { RunFailure } from './run-program.ts';

const INSTALL = {
  helm: 'Install Helm 3 or 4 (https://helm.sh/docs/intro/install/)',
  kubectl: 'Install kubectl (https://kubernetes.io/docs/tasks/tools/)',
} as const;

/** Says why helm or kubectl gave no answer. */
export function runProblem(failure: RunFailure, asked: Asked): LiveProblem {
  switch (failure.kind) {
    case 'missing':
      return missing(asked);
    case 'not-started':
      return notStarted(asked, failure.reason);
    case 'timed-out':
      return tooSlow(asked, failure.milliseconds);
    case 'interrupted':
      return interrupted(asked.question);
    case 'too-much-output':
      return tooMuch(asked, failure.bytes);
    case 'failed':
      return refusalProblem(failure.stderr, failure.ending, asked);
  }
}

const missing = ({ program, path }: Asked): LiveProblem => ({
  kind: 'program-missing',
  what:
    path === program ? `${program} is not on PATH.` : `There is no program ${path} to be used as ${program}.`,
  remedy: `${INSTALL[program]}, or say where it is.`,
});

const notStarted = ({ program, path }: Asked, reason: string): LiveProblem => ({
  kind: 'program-missing',
  what: `${path} could not be started as ${program}: ${reason}.`,
  remedy: `${INSTALL[program]}, or make ${path} a file that may be executed.`,
});

/** @param milliseconds how long it was waited for */
export const tooSlow = (asked: Asked, milliseconds: number): LiveProblem => ({
  kind: 'timed-out',
  what: `\`${asked.question}\` gave no answer within ${milliseconds / 1000} s.`,
  remedy: `Run ${byHand(asked)} by hand: a login plugin may wait for input, or the API server hangs.`,
});

export const interrupted = (question: string): LiveProblem => ({
  kind: 'interrupted',
  what: `\`${question}\` was interrupted.`,
  remedy: 'Run it again; nothing was changed.',
});

const tooMuch = (asked: Asked, bytes: number): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `\`${asked.question}\` printed more than ${bytes} bytes.`,
  remedy: `Run ${byHand(asked)} by hand and look at what it prints.`,
});
