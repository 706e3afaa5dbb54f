import type { Cluster } from './cluster.ts';
import { type AsyncResult, joinedProblem, type LiveProblem } from './problems.ts';

interface Right {
  readonly verb: 'get' | 'list' | 'create';
  readonly resource: string;
  /** For a right that one would not expect. */
  readonly why?: string;
}

const RELEASES = 'helm keeps releases in Secrets';
const BY_HAND = 'it shows what ran beside the history of Helm';

/** Everything that a user needs in the namespace of a release; docs/gate.md has it as a Role. */
export const RIGHTS: readonly Right[] = [
  { verb: 'get', resource: 'secrets', why: RELEASES },
  { verb: 'list', resource: 'secrets', why: RELEASES },
  { verb: 'get', resource: 'pods' },
  { verb: 'list', resource: 'pods' },
  { verb: 'list', resource: 'persistentvolumeclaims' },
  { verb: 'get', resource: 'pods/log' },
  { verb: 'list', resource: 'statefulsets', why: BY_HAND },
  { verb: 'list', resource: 'deployments', why: BY_HAND },
  { verb: 'list', resource: 'controllerrevisions', why: BY_HAND },
  { verb: 'list', resource: 'replicasets', why: BY_HAND },
  {
    verb: 'create',
    resource: 'pods/portforward',
    why: 'kubectl port-forward uses it to open a stream; it creates no object',
  },
];

const TIMEOUT = 5_000;

/** What else is refused: each question that can be asked without the answer to another. */
async function refusals(cluster: Cluster, release: string): Promise<readonly LiveProblem[]> {
  const pods = await cluster.pods(release);
  const pod = pods.ok ? pods.value[0] : undefined;
  const questions: AsyncResult<unknown>[] = [
    Promise.resolve(pods),
    cluster.claims(release, []),
    cluster.workloads(release),
    ...(pod
      ? [cluster.logs(pod.name, 1), cluster.endpoint(pod.name, pod.httpPort)({ path: '/', timeout: TIMEOUT })]
      : []),
  ];
  const answers = await Promise.all(questions);
  return answers.flatMap((answer) => (!answer.ok && answer.error.kind === 'forbidden' ? [answer.error] : []));
}

/**
 * A right that is missing, with all others that are missing beside it: who asks an administrator wants to ask once. Any
 * other problem comes back as it is.
 */
export async function allRefusals(cluster: Cluster, release: string, met: LiveProblem): Promise<LiveProblem> {
  if (met.kind !== 'forbidden') return met;
  return joinedProblem(met, [met, ...(await refusals(cluster, release))]);
}
