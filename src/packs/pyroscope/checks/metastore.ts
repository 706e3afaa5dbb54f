import {
  defineCheck,
  fine,
  NO_CLUSTER,
  notYet,
  type Observation,
  unanswered,
  unknown,
  wrong,
} from '../../../checks/check.ts';
import { choose, readMetrics, type Sample } from '../../../checks/metrics.ts';
import type { LivePod } from '../../../live/cluster.ts';
import { phasesWith } from '../facts/phases.ts';
import {
  type CheckContext,
  endpointsFor,
  grepMetrics,
  isInCluster,
  isYoung,
  kubectl,
  placeOf,
  podsFor,
} from './context.ts';

const STATE = 'pyroscope_metastore_raft_state';

/** Only the current state is listed, with the value 1. */
const stateOf = (samples: readonly Sample[]): string =>
  choose(samples, STATE).find(({ value }) => value === 1)?.labels.state ?? 'without raft';

const count = (states: readonly string[]): string =>
  [...new Set(states)].map((state) => `${states.filter((one) => one === state).length} ${state}`).join(', ');

async function countLeaders(context: CheckContext): Promise<Observation> {
  const metrics = await readMetrics(endpointsFor(context, 'metastore'), 'metastore');
  if (!metrics.ok) return unanswered(metrics.error);
  const states = metrics.value.map(stateOf);
  const leaders = states.filter((state) => state === 'Leader').length;
  const members = states.filter((state) => state === 'Leader' || state === 'Follower').length;
  const seen = `${count(states)} of ${states.length} metastores`;
  if (leaders === 1 && members === states.length) return fine(seen);
  return metrics.value.some((samples) => isYoung(context, samples)) ? notYet(seen) : wrong(seen);
}

export const raftLeader = defineCheck<CheckContext>({
  id: 'raft-leader',
  title: 'The metastore has one leader',
  phases: phasesWith('v2'),
  why: 'Without a leader, pushes still answer 200 but nothing can be queried. The log line `entering leader state` appears at every start and leaves the tail of the log within minutes.',
  expected: ({ mode }) =>
    mode === 'single-binary' ? '1 Leader' : 'exactly 1 Leader, every other metastore a Follower',
  command: (context) => grepMetrics(context, 'metastore', '^pyroscope_metastore_raft_state'),
  observe: countLeaders,
});

const describe = ({ claims }: CheckContext, name: string): string =>
  `${name} is ${claims.find((claim) => claim.name === name)?.phase ?? 'missing'}`;

async function lookAtClaims(context: CheckContext): Promise<Observation> {
  if (!isInCluster(context)) return NO_CLUSTER;
  const pods: readonly LivePod[] = podsFor(context, 'metastore');
  if (pods.length === 0) return unknown('the release has no metastore pod');
  const bare = pods.filter(({ claims }) => claims.length === 0);
  if (bare.length > 0) return wrong(`no PersistentVolumeClaim: ${bare.map(({ name }) => name).join(', ')}`);
  const names = [...new Set(pods.flatMap(({ claims }) => claims))];
  const phaseOf = (name: string) => context.claims.find((claim) => claim.name === name)?.phase;
  const unbound = names.filter((name) => phaseOf(name) !== 'Bound');
  if (unbound.length === 0) return fine(`${names.length} Bound for ${pods.length} metastore pods`);
  const words = unbound.map((name) => describe(context, name)).join(', ');
  return unbound.every((name) => phaseOf(name) === 'Pending') ? notYet(words) : wrong(words);
}

export const metastoreClaims = defineCheck<CheckContext>({
  id: 'metastore-claims',
  title: 'Each metastore has its own persistent volume',
  phases: phasesWith('v2'),
  why: 'The metastore holds the index of all blocks. On an emptyDir it is lost with the pod, and the blocks in the bucket can no longer be found.',
  expected: () => 'a Bound PersistentVolumeClaim for each metastore pod',
  command: (context) => kubectl(context, 'get pvc'),
  observe: lookAtClaims,
});

const TAIL = 500;
/** An election leaves a few of these; a metastore that never finds its leader hundreds. */
const NOT_THE_LEADER = { text: 'node is not the leader', tolerated: 10 };
const TROUBLE = ['log store write timed out', 'non-monotonic log entries'];

const countOf = (log: string, text: string): number => log.split(text).length - 1;

async function readLogs(context: CheckContext): Promise<Observation> {
  if (context.logsOf === undefined) return NO_CLUSTER;
  const log = await context.logsOf(placeOf(context, 'metastore'), TAIL);
  if (!log.ok) return unanswered(log.error);
  const found = TROUBLE.map((text) => ({ text, count: countOf(log.value, text) })).filter(
    ({ count }) => count > 0,
  );
  if (found.length > 0) return wrong(found.map(({ text, count }) => `\`${text}\` ${count} times`).join(', '));
  const lost = countOf(log.value, NOT_THE_LEADER.text);
  if (lost === 0) return fine(`nothing in the last ${TAIL} lines of each pod`);
  return (lost < NOT_THE_LEADER.tolerated ? notYet : wrong)(`\`${NOT_THE_LEADER.text}\` ${lost} times`);
}

export const metastoreLogs = defineCheck<CheckContext>({
  id: 'metastore-logs',
  title: 'The metastore log shows no known errors',
  phases: phasesWith('v2'),
  why: 'A metastore with a slow disk or a broken raft log stays Ready; only its log shows it.',
  expected: () => `none of: ${[NOT_THE_LEADER.text, ...TROUBLE].join(', ')}`,
  command: (context) =>
    `kubectl logs -n ${context.namespace} -l app.kubernetes.io/instance=${context.releaseName},app.kubernetes.io/component=${placeOf(context, 'metastore')} --tail=${TAIL} | grep -E '${[NOT_THE_LEADER.text, ...TROUBLE].join('|')}'`,
  observe: readLogs,
});
