import { fine, NO_CLUSTER, notYet, unknown, wrong } from '../../../checks/check.ts';
import { contextOf, isYoungSince } from '../../../checks/context.ts';
import { choose, noPod, type Sample } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { LivePod } from '../../../live/cluster.ts';
import { type Live, likely, type Observation } from '../../../pack.ts';
import { phasesWith } from '../facts/phases.ts';
import { componentOf, type PyroscopeCase } from '../read/facts.ts';
import { isOpen, mountOf, raftDirectoryOf, sourceOf, type VolumeSource } from '../read/volumes.ts';
import {
  grepMetrics,
  isSingleBinary,
  kubectl,
  metricsOf,
  type PyroscopeCheck,
  placeOf,
  podsFor,
  startOf,
} from './asking.ts';

const STATE = 'pyroscope_metastore_raft_state';

/** Only the current state is listed, with the value 1. */
const stateOf = (samples: readonly Sample[]): string =>
  choose(samples, STATE).find(({ value }) => value === 1)?.labels.state ?? 'without raft';

const count = (states: readonly string[]): string =>
  [...new Set(states)].map((state) => `${states.filter((one) => one === state).length} ${state}`).join(', ');

async function countLeaders(of: PyroscopeCase, live: Live): Promise<Observation> {
  const pages = await metricsOf(of, live, 'metastore');
  const states = pages.map(stateOf);
  const leaders = states.filter((state) => state === 'Leader').length;
  const members = states.filter((state) => state === 'Leader' || state === 'Follower').length;
  const seen = `${count(states)} of ${counted(states.length, 'metastore')}`;
  if (leaders === 1 && members === states.length) return fine(seen);
  return pages.some((samples) => isYoungSince(live, startOf(samples))) ? notYet(seen) : wrong(seen);
}

export const raftLeader: PyroscopeCheck = {
  id: 'raft-leader',
  title: 'The metastore has one leader',
  phases: phasesWith('v2'),
  why: 'Without a leader, pushes still answer 200 but nothing can be queried. The log line `entering leader state` appears at every start and leaves the tail of the log within minutes.',
  expected: (of) => (isSingleBinary(of) ? '1 Leader' : 'exactly 1 Leader, every other metastore a Follower'),
  command: (of, live) => grepMetrics(of, live, 'metastore', '^pyroscope_metastore_raft_state'),
  observe: countLeaders,
};

/** The claim of each pod of a workload that is mounted as a volume. */
function claimOf({ kind, claim }: VolumeSource, volume: string, pod: LivePod): string | undefined {
  return kind === 'claimTemplate' ? `${volume}-${pod.name}` : claim;
}

/** What the claims of a volume are: each pod needs one of its own, bound. */
function judgeClaims(
  source: VolumeSource,
  volume: string,
  pods: readonly LivePod[],
  live: Live,
): Observation {
  const users = new Map<string, string[]>();
  const bare: string[] = [];
  for (const pod of pods) {
    const claim = claimOf(source, volume, pod);
    if (claim === undefined || !pod.claims.includes(claim)) bare.push(pod.name);
    else users.set(claim, [...(users.get(claim) ?? []), pod.name]);
  }
  if (bare.length > 0) return wrong(`without the claim of volume ${volume}: ${bare.join(', ')}`);
  const shared = [...users].filter(([, names]) => names.length > 1);
  if (shared.length > 0)
    return wrong(shared.map(([claim, names]) => `${claim} is shared by ${names.join(', ')}`).join('; '));
  const phaseOf = (name: string) => live.claims.find((claim) => claim.name === name)?.phase;
  const unbound = [...users.keys()].filter((name) => phaseOf(name) !== 'Bound');
  if (unbound.length === 0) return fine(`${users.size} Bound for ${pods.length} metastore pods`);
  const words = unbound.map((name) => `${name} is ${phaseOf(name) ?? 'missing'}`).join(', ');
  return unbound.every((name) => phaseOf(name) === 'Pending') ? notYet(words) : wrong(words);
}

const VOLUME_WORDS: Partial<Record<VolumeSource['kind'], string>> = { emptyDir: 'the emptyDir' };

/** The claim that counts is the one mounted where raft keeps its log, whatever else a pod mounts. */
async function lookAtClaims(of: PyroscopeCase, live: Live): Promise<Observation> {
  if (!contextOf(live).asksCluster) return NO_CLUSTER;
  const pods = podsFor(of, live, 'metastore');
  if (pods.length === 0) throw noPod(live, placeOf(of, 'metastore'));
  const metastore = componentOf(of.now, placeOf(of, 'metastore'));
  if (!metastore?.object) return unknown('the stored manifest has no metastore');
  const said = raftDirectoryOf(of.now, metastore);
  const directory = likely(said);
  if (directory === undefined || isOpen(directory))
    return unknown(`where raft keeps its log: ${said.sure ? directory : said.why}`);
  const where = `raft keeps its log in ${directory}`;
  const mount = mountOf(metastore, directory);
  if (mount === undefined) return wrong(`${where}, which is on no volume`);
  const source = sourceOf(metastore.object, mount.volume);
  if (source.goesWithPod)
    return wrong(
      `${where}, on ${VOLUME_WORDS[source.kind] ?? 'a volume that goes with the pod,'} ${mount.volume}`,
    );
  if (source.kind === 'other') return unknown(`${where}, on volume ${mount.volume}, which is not a claim`);
  return judgeClaims(source, mount.volume, pods, live);
}

export const metastoreClaims: PyroscopeCheck = {
  id: 'metastore-claims',
  title: 'Each metastore has its own persistent volume',
  phases: phasesWith('v2'),
  why: 'The metastore holds the index of all blocks. On an emptyDir it is lost with the pod, and the blocks in the bucket can no longer be found.',
  expected: () => 'a Bound PersistentVolumeClaim of its own where each metastore pod keeps its raft log',
  command: (_, live) => kubectl(live, 'get pvc'),
  observe: lookAtClaims,
};

const TAIL = 500;
/** An election leaves a few of these; a metastore that never finds its leader hundreds. */
const NOT_THE_LEADER = { text: 'node is not the leader', tolerated: 10 };
const TROUBLE = ['log store write timed out', 'non-monotonic log entries'];

const TIME = /\bts=(\S+)/;

/** A quiet metastore shows lines of days ago: what is older than the time looked at is over. */
const recentLines = (log: string, since: number): string =>
  log
    .split('\n')
    .filter((line) => !(Date.parse(TIME.exec(line)?.[1] ?? '') < since))
    .join('\n');

const countOf = (log: string, text: string): number => log.split(text).length - 1;

async function readLogs(of: PyroscopeCase, live: Live): Promise<Observation> {
  if (!contextOf(live).asksCluster) return NO_CLUSTER;
  const log = recentLines(await live.logs(placeOf(of, 'metastore'), TAIL), live.now() - live.sinceMs);
  const found = TROUBLE.map((text) => ({ text, count: countOf(log, text) })).filter(({ count }) => count > 0);
  if (found.length > 0)
    return wrong(found.map(({ text, count }) => `\`${text}\` ${counted(count, 'time')}`).join(', '));
  const lost = countOf(log, NOT_THE_LEADER.text);
  if (lost === 0) return fine(`nothing in the last ${TAIL} lines of each pod`);
  return (lost < NOT_THE_LEADER.tolerated ? notYet : wrong)(
    `\`${NOT_THE_LEADER.text}\` ${counted(lost, 'time')}`,
  );
}

export const metastoreLogs: PyroscopeCheck = {
  id: 'metastore-logs',
  title: 'The metastore log shows no known errors',
  phases: phasesWith('v2'),
  why: 'A metastore with a slow disk or a broken raft log stays Ready; only its log shows it.',
  expected: () => `none of: ${[NOT_THE_LEADER.text, ...TROUBLE].join(', ')}`,
  command: (of, live) =>
    `kubectl logs -n ${live.namespace} -l app.kubernetes.io/instance=${live.releaseName},app.kubernetes.io/component=${placeOf(of, 'metastore')} --tail=${TAIL} | grep -E '${[NOT_THE_LEADER.text, ...TROUBLE].join('|')}'`,
  observe: readLogs,
};
