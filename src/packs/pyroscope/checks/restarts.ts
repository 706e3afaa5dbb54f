import { ask, inOneLine } from '../../../checks/ask.ts';
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
import { readMetrics } from '../../../checks/metrics.ts';
import type { Endpoint, LivePod } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import { PHASES } from '../facts/phases.ts';
import {
  type CheckContext,
  curl,
  endpointsFor,
  isInCluster,
  isYoungSince,
  kubectl,
  startOf,
  wordsFor,
} from './context.ts';
import { componentsToAsk, disagreements, ownPods } from './pods.ts';

/** An old process still answers for half a minute after its pod was told to stop. */
const STOPPING = 120_000;
/** The start is reckoned from the machine's boot time in whole seconds, and can lie before the true one. */
const INACCURACY = 5000;
const BETWEEN_LOOKS = 2000;

const timeOf = (ms: number): string => new Date(ms).toISOString();

async function startedAt(endpoint: Endpoint, component: string): AsyncResult<number> {
  const metrics = await readMetrics([endpoint], component);
  return metrics.ok ? ok(startOf(metrics.value.flat())) : metrics;
}

/** Undefined: ready. */
async function notReady(
  context: CheckContext,
  endpoint: Endpoint,
  start: number,
): Promise<Observation | undefined> {
  const answer = await ask(endpoint, { path: '/ready' });
  if (answer.ok && answer.value.status === 200) return undefined;
  if (answer.ok) {
    const say = isYoungSince(context, start) ? notYet : wrong;
    return say(`/ready answers ${answer.value.status}: ${inOneLine(answer.value.body)}`);
  }
  if (answer.error.kind !== 'timed-out') return unanswered(answer.error);
  return wrong('/ready hangs: the metastore has no leader or cannot be reached');
}

/** A process from before the upgrade may stay where the upgrade did not change its args. */
function judgeAge(context: CheckContext, component: string, start: number): Observation {
  const upgraded = context.upgradedAt === undefined ? undefined : Date.parse(context.upgradedAt);
  const started = `${wordsFor(component)} has been running since ${timeOf(start)}`;
  if (start - context.now() > 60_000) return unknown(`${started}, in the future: the clocks differ`);
  if (upgraded === undefined || start >= upgraded - INACCURACY) return fine(started);
  const seen = `${started}, from before the upgrade at ${timeOf(upgraded)}`;
  if (context.expectedArgs !== undefined && context.pods.length > 0) {
    const pods = context.pods.filter((pod) => pod.component === component);
    if (pods.every((pod) => disagreements(context, pod).length === 0))
      return fine(`${seen}, with the args of the upgrade`);
  }
  return context.now() - upgraded < STOPPING ? notYet(seen) : wrong(seen);
}

async function look(context: CheckContext, component: string, endpoint: Endpoint): Promise<Observation> {
  const before = await startedAt(endpoint, component);
  if (!before.ok) return unanswered(before.error);
  const waits = await notReady(context, endpoint, before.value);
  if (waits !== undefined) return { ...waits, seen: `${wordsFor(component)}: ${waits.seen}` };
  await context.pause(BETWEEN_LOOKS);
  const after = await startedAt(endpoint, component);
  if (!after.ok || after.value !== before.value)
    return notYet(`${wordsFor(component)} restarted during the check`);
  return judgeAge(context, component, before.value);
}

async function lookAtEvery(context: CheckContext): Promise<Observation> {
  const places = componentsToAsk(context).flatMap((component) =>
    endpointsFor(context, component).map((endpoint) => ({ component, endpoint })),
  );
  if (places.length === 0) return unknown('no pod of the release can be queried');
  const seen = await Promise.all(places.map((one) => look(context, one.component, one.endpoint)));
  const bad = seen.filter(({ status }) => status !== 'ok');
  const worst = bad.find(({ status }) => status === 'failed') ?? bad[0];
  if (worst !== undefined) return worst;
  return fine(
    seen.length === 1
      ? `ready; ${seen[0]?.seen}`
      : `${seen.length} pods are ready and run the upgraded version`,
  );
}

export const restarted = defineCheck<CheckContext>({
  id: 'restarted',
  title: 'Every pod was restarted and is ready',
  phases: PHASES,
  why: 'A process keeps answering for 30 seconds while it stops, so /ready alone may come from the old server.',
  expected: ({ upgradedAt }) =>
    `/ready 200${upgradedAt === undefined ? '' : `, started after ${upgradedAt} or with the same args as then`}`,
  command: (context) => curl(context, 'distributor', '/metrics', ' | grep ^process_start_time_seconds'),
  observe: lookAtEvery,
});

const named = (pods: readonly LivePod[]): string =>
  pods.map(({ name, restarts }) => `${name} ${restarts} times`).join(', ');

/** A container that does not run has no start: it is in between two. */
function isRecent({ now, sinceMs }: CheckContext, { startedAt }: LivePod): boolean {
  return startedAt === undefined || now() - Date.parse(startedAt) < sinceMs;
}

async function countRestarts(context: CheckContext): Promise<Observation> {
  if (!isInCluster(context)) return NO_CLUSTER;
  const pods = ownPods(context);
  if (pods.length === 0) return unknown('the release has no pods');
  const again = pods.filter(({ restarts }) => restarts > 0);
  const recent = again.filter((pod) => isRecent(context, pod));
  if (recent.length > 0) return wrong(`restarted: ${named(recent)}`);
  if (again.length > 0) return fine(`not in the time checked; before that: ${named(again)}`);
  return fine(`none of ${pods.length} pods`);
}

export const restarts = defineCheck<CheckContext>({
  id: 'restarts',
  title: 'No pod restarts on its own',
  phases: PHASES,
  why: 'A pod that crashes between two readiness probes looks healthy, and v1 loses its unflushed data each time.',
  expected: ({ sinceMs }) => `no restart in the last ${Math.round(sinceMs / 60_000)} minutes`,
  command: (context) => kubectl(context, 'get pods'),
  observe: countRestarts,
});
