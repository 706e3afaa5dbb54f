import { addressText } from './address-text.ts';
import type { ClusterAddress } from './cluster.ts';
import { showable } from './error-text.ts';
import type { LiveProblem } from './live-problem.ts';

/** Helm answered, and has no release of that name there. */
export const noRelease = (name: string, address: ClusterAddress): LiveProblem => ({
  kind: 'no-release',
  what: `Helm knows no release "${name}" (${addressText(address)}).`,
  remedy: `See what is there with \`helm list --all --namespace ${address.namespace}\`, and check --namespace and --kube-context.`,
});

/** Not `no-release`: nobody must take a name that was mistyped for a first install. */
export const noSuchName = (name: string): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `"${showable(name)}" is no name that a Helm release can have.`,
  remedy:
    'Give the name that `helm list` shows: lower-case letters, digits, "-" and ".", at most 53 of them.',
});

/** The release is there, but a revision of it is not. */
export const noRevision = (name: string, revision: number, address: ClusterAddress): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `Helm has no revision ${revision} of "${name}" any more (${addressText(address)}).`,
  remedy:
    'Helm keeps the last 10 revisions unless --history-max says otherwise; ask for one that `helm history` shows.',
});
