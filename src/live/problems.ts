import { joinClauses } from '../english.ts';
import { redactMessage } from '../redaction.ts';
import type { Result } from '../result.ts';
import { shellWord } from '../shell.ts';
import { visible } from '../visible-text.ts';
import { addressText, type ClusterAddress, helmFlags, kubectlFlags } from './cluster.ts';
import { RIGHTS } from './rights.ts';

/** Why the cluster, or a program that asks it, gave no usable answer. One sentence what, and what to do. */
export interface LiveProblem {
  readonly kind:
    | 'program-missing'
    | 'no-release'
    | 'forbidden'
    | 'unreachable'
    | 'timed-out'
    | 'interrupted'
    | 'port-taken'
    | 'unexpected-answer';
  readonly what: string;
  readonly remedy: string;
  /** Where several rights are missing, each of them. */
  readonly parts?: readonly LiveProblem[];
}

/** An answer of the cluster, or why there is none. */
export type AsyncResult<T> = Promise<Result<T, LiveProblem>>;

/** Why a program gave no answer. */
export type RunFailure =
  | { readonly kind: 'missing' }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'timed-out'; readonly milliseconds: number }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'too-much-output'; readonly bytes: number }
  | { readonly kind: 'failed'; readonly ending: string; readonly stderr: string };

/** A question as messages name it. */
export interface ClusterQuestion {
  readonly program: 'helm' | 'kubectl';
  /** As it was looked up: a name on PATH or a path. */
  readonly path: string;
  /** What a person would type, without the flags of the address: `helm history pyroscope`. */
  readonly question: string;
  readonly address: ClusterAddress;
}

/** The same question with the flags of the address, to be pasted into a terminal. */
const byHand = ({ program, question, address }: ClusterQuestion): string =>
  commandText([question], program === 'helm' ? helmFlags(address) : kubectlFlags(address));

const commandText = (words: readonly string[], flags: readonly string[]): string =>
  `\`${[...words, ...flags.map(shellWord)].join(' ')}\``;

const kubeconfigFlag = ({ kubeconfig }: ClusterAddress): string[] =>
  kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`];

const INSTALL = {
  helm: 'Install Helm 3 or 4 (https://helm.sh/docs/intro/install/)',
  kubectl: 'Install kubectl (https://kubernetes.io/docs/tasks/tools/)',
} as const;

/** Says why helm or kubectl gave no answer. */
export function runProblem(failure: RunFailure, asked: ClusterQuestion): LiveProblem {
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

const missing = ({ program, path }: ClusterQuestion): LiveProblem => ({
  kind: 'program-missing',
  what: path === program ? `${program} is not on PATH.` : `${path}, set as ${program}, does not exist.`,
  remedy: `${INSTALL[program]}, or add its folder to PATH.`,
});

const notStarted = ({ program, path }: ClusterQuestion, reason: string): LiveProblem => ({
  kind: 'program-missing',
  what: `${path} cannot be started as ${program}: ${reason}.`,
  remedy: `${INSTALL[program]}, or make ${path} executable.`,
});

/** @param milliseconds how long it was waited for */
export const tooSlow = (asked: ClusterQuestion, milliseconds: number): LiveProblem => ({
  kind: 'timed-out',
  what: `\`${asked.question}\` gave no answer within ${milliseconds / 1000} s.`,
  remedy: `Run ${byHand(asked)} yourself: a login plugin may be waiting for input, or the API server hangs.`,
});

export const interrupted = (question: string): LiveProblem => ({
  kind: 'interrupted',
  what: `\`${question}\` was interrupted.`,
  remedy: 'Run it again; nothing was changed.',
});

const tooMuch = (asked: ClusterQuestion, bytes: number): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `\`${asked.question}\` printed more than ${bytes} bytes.`,
  remedy: `Run ${byHand(asked)} yourself and look at the output.`,
});

interface Refusal {
  readonly pattern: RegExp;
  readonly kind: LiveProblem['kind'];
  readonly remedy: (asked: ClusterQuestion) => string;
}

/**
 * Texts of Helm 3.21, Helm 4.2 and kubectl 1.32 to 1.36, in the order in which they are tried: helm writes
 * "cluster unreachable" in front of slow API servers and of missing login plugins, too.
 */
const REFUSALS: readonly Refusal[] = [
  {
    pattern: /exec: executable \S+ not found|exec: "[^"]+": executable file not found/,
    kind: 'program-missing',
    remedy: () => 'Install the login plugin that the kubeconfig names on this machine.',
  },
  {
    pattern:
      /Unauthorized|must be logged in|client to provide credentials|tls: (?:expired certificate|certificate required|bad certificate)/,
    kind: 'forbidden',
    remedy: () => 'The credentials in the kubeconfig were rejected; log in again.',
  },
  {
    pattern: /TooManyRequests|received too many requests/,
    kind: 'unreachable',
    remedy: () => 'The API server is overloaded; try again later.',
  },
  {
    pattern: /certificate signed by unknown authority/,
    kind: 'unreachable',
    remedy: () =>
      'Set the certificate-authority of the kubeconfig to the one that signed the certificate of the API server.',
  },
  {
    pattern: /x509: /,
    kind: 'unreachable',
    remedy: () =>
      'Renew the certificate of the API server, or correct the clock of this machine or the server address in the kubeconfig: the message says which.',
  },
  {
    pattern: /unable to read (?:client-cert|client-key|certificate-authority|tokenFile)/,
    kind: 'unreachable',
    remedy: () => 'Correct the path of that file in the kubeconfig.',
  },
  {
    pattern: /(?:stat|CreateFile) .*(?:no such file or directory|cannot find the (?:file|path) specified)/,
    kind: 'unreachable',
    remedy: () =>
      'Give the path of an existing kubeconfig with --kubeconfig, gate.kubeconfig or $KUBECONFIG.',
  },
  {
    pattern: /context "[^"]*" does not exist|context was not found/,
    kind: 'unreachable',
    remedy: ({ address }) =>
      `Use a context that ${commandText(['kubectl', 'config', 'get-contexts'], kubeconfigFlag(address))} lists, with --kube-context.`,
  },
  {
    pattern: /\(Forbidden\)| is forbidden: /,
    kind: 'forbidden',
    remedy: () => 'Ask a cluster administrator for this permission.',
  },
  {
    pattern: /unable to listen on|unable to create listener|address already in use/i,
    kind: 'port-taken',
    remedy: () => 'Free a port on 127.0.0.1, or allow local programs to listen there.',
  },
  {
    pattern: /deadline exceeded|Client\.Timeout|i\/o timeout|handshake timeout|timed out waiting/,
    kind: 'timed-out',
    remedy: ({ address }) =>
      `Check whether the API server answers: kubectl cluster-info (${addressText(address)}).`,
  },
  {
    pattern: /pods "[^"]*" not found|pod is not running|waiting to start|lost connection to pod/,
    kind: 'unreachable',
    remedy: ({ address }) =>
      `See \`kubectl get pods --namespace=${address.namespace}\`: the pod may be starting, or another has taken its place.`,
  },
  {
    pattern:
      /cluster unreachable|connection to the server|Unable to connect|connection refused|no such host|no such file|error upgrading connection/i,
    kind: 'unreachable',
    remedy: ({ address }) =>
      `Check that it is up, and that --namespace, --kube-context and --kubeconfig are right (${addressText(address)}).`,
  },
];

/** What the sentence around it says itself, or better. */
const NO_MORE = /(?: - did you specify the right host or port\?|\.)$/;

/** Reads the standard error of a program that ended in failure. */
export function refusalProblem(stderr: string, ending: string, asked: ClusterQuestion): LiveProblem {
  // Read as it came: what is hidden, or cut off, may be what tells one failure from another.
  const line = errorLine(stderr);
  const text = showable(line);
  const refusal = REFUSALS.find(({ pattern }) => pattern.test(line));
  return (
    readForbidden(stderr) ?? {
      kind: refusal?.kind ?? 'unexpected-answer',
      what: `\`${asked.question}\` failed: ${text === '' ? ending : text.replace(NO_MORE, '')}.`,
      remedy: refusal?.remedy(asked) ?? `Run ${byHand(asked)} yourself.`,
    }
  );
}

/** The API server's own sentence since Kubernetes 1.14. */
const DENIED =
  /User "([^"]*)" cannot (\S+) resource "([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)")?/;

/** Each right that is missing: kubectl asks for several kinds at once. Undefined if the text is no such refusal. */
function readForbidden(stderr: string): LiveProblem | undefined {
  const all = stderr.split('\n').flatMap((line) => readDenied(line) ?? []);
  const [first, ...others] = all;
  return first && (others.length === 0 ? first : joinedProblem(first, all));
}

/** Several problems as one, each thing told once. */
export function joinedProblem(first: LiveProblem, all: readonly LiveProblem[]): LiveProblem {
  const parts = all.flatMap((one) => one.parts ?? [one]);
  const once = (texts: readonly string[]): string => joinClauses(...new Set(texts));
  const [what, remedy] = [once(parts.map((one) => one.what)), once(parts.map((one) => one.remedy))];
  return { ...first, what, remedy, parts };
}

/** Names the verb and the resource that a role lacks; undefined if the line is not such a refusal. */
function readDenied(line: string): LiveProblem | undefined {
  const denied = DENIED.exec(line);
  if (denied === null) return undefined;
  const [, user, verb = '', resource = '', group, namespace] = denied.map((part) => part && showable(part));
  const isOfCluster = namespace === undefined;
  const where = isOfCluster ? 'at cluster scope' : `in namespace ${namespace}`;
  const role = isOfCluster ? 'ClusterRole' : 'Role';
  const named = group ? `${resource}.${group}` : resource;
  const reason = RIGHTS.find((right) => right.resource === resource)?.why;
  return {
    kind: 'forbidden',
    what: `User "${user}" cannot ${verb} ${named} ${where}${reason === undefined ? '' : ` (${reason})`}.`,
    remedy: `Ask for a ${role} with the verb "${verb}" on the resource "${named}" ${where}; ${howToSee(verb, named, namespace)} shows when it is there.`,
  };
}

function howToSee(verb: string, resource: string, namespace: string | undefined): string {
  const [kind = '', part] = resource.split('/');
  const sub = part === undefined ? '' : ` --subresource=${part}`;
  return `\`kubectl auth can-i ${verb} ${kind}${sub}${namespace === undefined ? '' : ` -n ${namespace}`}\``;
}

const LONGEST = 400;
/** klog's own lines (`E1121 07:55:21.39 … memcache.go:265]`) and warnings come before the error that counts. */
const BESIDE_THE_ERROR = /^(?:[EWIF]\d{4} |WARNING:|Defaulted container |goroutine |\s)/;
const THE_ERROR = /^(?:error|panic):? |^(?:Error|The connection|Unable) /i;

/** The line of helm's or kubectl's standard error that says what went wrong, without `Error:`. */
function errorLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const told = lines.filter((line) => !BESIDE_THE_ERROR.test(line));
  const line = told.findLast((one) => THE_ERROR.test(one)) ?? told.at(-1) ?? lines.at(-1) ?? '';
  return line.replace(/^(?:error: )+/i, '');
}

/** Foreign words as one line, without control characters and credentials, cut where it gets long. */
export function showable(text: string, longest = LONGEST): string {
  const lines = text.split(/\r\n|\r|\n/).map(redactMessage);
  const clean = visible(lines.join(' ').replace(/\s+/g, ' ').trim());
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
}

/** Helm answered, and has no release of that name there. */
export const noRelease = (name: string, address: ClusterAddress): LiveProblem => ({
  kind: 'no-release',
  what: `Helm has no release "${name}" (${addressText(address)}).`,
  remedy: `List the releases with \`helm list --all --namespace ${address.namespace}\`, and check --namespace and --kube-context.`,
});

/** Not `no-release`: nobody must take a name that was mistyped for a first install. */
export const noSuchName = (name: string): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `"${showable(name)}" is not a valid name of a Helm release.`,
  remedy:
    'Use the name that `helm list` shows: lower-case letters, digits, "-" and ".", at most 53 characters.',
});

/** The release is there, but a revision of it is not. */
export const noRevision = (name: string, revision: number, address: ClusterAddress): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `Helm no longer has revision ${revision} of "${name}" (${addressText(address)}).`,
  remedy:
    'Helm keeps the last 10 revisions, or as many as --history-max says. Use one that `helm history` shows.',
});
