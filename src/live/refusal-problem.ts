import { addressText } from './address-text.ts';
import { type Asked, byHand } from './asked.ts';
import { errorText } from './error-text.ts';
import { readForbidden } from './forbidden.ts';
import type { LiveProblem } from './live-problem.ts';

interface Refusal {
  readonly pattern: RegExp;
  readonly kind: LiveProblem['kind'];
  readonly remedy: (asked: Asked) => string;
}

/**
 * Texts of Helm 3.21, Helm 4.2 and kubectl 1.32 to 1.36, in the order in which they are tried: helm writes
 * "cluster unreachable" in front of slow API servers and of missing login plugins, too.
 */
const REFUSALS: readonly Refusal[] = [
  {
    pattern: /exec: executable \S+ not found|exec: "[^"]+": executable file not found/,
    kind: 'program-missing',
    remedy: () => 'Install the login plugin that the kubeconfig names, where this runs.',
  },
  {
    pattern: /Unauthorized|must be logged in/,
    kind: 'forbidden',
    remedy: () => 'The credentials of the kubeconfig were not accepted: log in again.',
  },
  {
    pattern: /\(Forbidden\)| is forbidden: /,
    kind: 'forbidden',
    remedy: () => 'Ask those who run the cluster for the right to do this.',
  },
  {
    pattern: /unable to listen on|unable to create listener|address already in use/i,
    kind: 'port-taken',
    remedy: () => 'Free a port of 127.0.0.1, or let local programs listen there.',
  },
  {
    pattern: /deadline exceeded|Client\.Timeout|i\/o timeout|handshake timeout|timed out waiting/,
    kind: 'timed-out',
    remedy: ({ address }) =>
      `See whether the API server answers: kubectl cluster-info (${addressText(address)}).`,
  },
  {
    pattern: /pods "[^"]*" not found|pod is not running|waiting to start|lost connection to pod/,
    kind: 'unreachable',
    remedy: ({ address }) =>
      `See \`kubectl get pods --namespace=${address.namespace}\`: the pod may be starting, or another has taken its place.`,
  },
  {
    pattern:
      /cluster unreachable|connection to the server|Unable to connect|connection refused|no such host|does not exist|context was not found|no such file|x509|error upgrading connection/i,
    kind: 'unreachable',
    remedy: ({ address }) =>
      `Check that it is up, and that --namespace, --kube-context and --kubeconfig name the right place (${addressText(address)}).`,
  },
];

/** What the sentence around it says itself, or better. */
const NO_MORE = /(?: - did you specify the right host or port\?|\.)$/;

/** Reads the standard error of a program that ended in failure. */
export function refusalProblem(stderr: string, ending: string, asked: Asked): LiveProblem {
  const text = errorText(stderr);
  const refusal = REFUSALS.find(({ pattern }) => pattern.test(text));
  return (
    readForbidden(text) ?? {
      kind: refusal?.kind ?? 'unexpected-answer',
      what: `\`${asked.question}\` failed: ${text === '' ? ending : text.replace(NO_MORE, '')}.`,
      remedy: refusal?.remedy(asked) ?? `Run ${byHand(asked)} by hand.`,
    }
  );
}
