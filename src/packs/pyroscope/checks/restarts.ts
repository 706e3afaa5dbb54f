import { type Asker, inOneLine, NoAnswer } from '../../../checks/ask.ts';
import { fine, NO_CLUSTER, notYet, unanswered, unknown, worstOf, wrong } from '../../../checks/check.ts';
import { contextOf, isYoungSince } from '../../../checks/context.ts';
import { noPod, readMetrics } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { LivePod } from '../../../live/cluster.ts';
import type { Live, Observation } from '../../../pack.ts';
import { PHASES } from '../facts/phases.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { askersFor, curl, kubectl, minutes, type PyroscopeCheck, startOf, wordsFor } from './asking.ts';
import { componentsToAsk, disagreements, ownPods } from './pods.ts';

/** An old process still answers for half a minute after its pod was told to stop. */
const STOPPING = 120_000;
/** The start is reckoned from the machine's boot time in whole seconds, and can lie before the true one. */
const INACCURACY = 5000;
const BETWEEN_LOOKS = 2000;

const timeOf = (ms: number): string => new Date(ms).toISOString();

/** One process that is asked, and the component that it is. */
interface Process {
  readonly component: string;
  readonly ask: Asker;
}

const startedAt = async ({ ask }: Process): Promise<number> => startOf((await readMetrics([ask])).flat());

/** Undefined: ready. */
async function notReady({ ask }: Process, isYoung: boolean): Promise<Observation | undefined> {
  try {
    await ask({ path: '/ready' });
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof NoAnswer)) throw thrown;
    const { answer, problem } = thrown;
    if (answer)
      return (isYoung ? notYet : wrong)(`/ready answers ${answer.status}: ${inOneLine(answer.body)}`);
    if (problem.kind !== 'timed-out') throw thrown;
    return wrong('/ready hangs: the metastore has no leader or cannot be reached');
  }
}

/** A process from before the upgrade may stay where the upgrade did not change its args. */
function judgeAge(of: PyroscopeCase, live: Live, component: string, start: number): Observation {
  const upgraded = live.upgradedAt === undefined ? undefined : Date.parse(live.upgradedAt);
  const started = `${wordsFor(component)} has been running since ${timeOf(start)}`;
  if (start - live.now() > 60_000) return unknown(`${started}, in the future: the clocks differ`);
  if (upgraded === undefined || start >= upgraded - INACCURACY) return fine(started);
  const seen = `${started}, from before the upgrade at ${timeOf(upgraded)}`;
  if (of.now.components.length > 0 && live.pods.length > 0) {
    const pods = live.pods.filter((pod) => pod.component === component);
    if (pods.every((pod) => disagreements(of, pod).length === 0))
      return fine(`${seen}, with the args of the upgrade`);
  }
  return live.now() - upgraded < STOPPING ? notYet(seen) : wrong(seen);
}

async function look(of: PyroscopeCase, live: Live, process: Process): Promise<Observation> {
  const { component } = process;
  const before = await startedAt(process);
  const waits = await notReady(process, isYoungSince(live, before));
  if (waits !== undefined) return { ...waits, seen: `${wordsFor(component)}: ${waits.seen}` };
  await live.pause(BETWEEN_LOOKS);
  const after = await startedAt(process).catch(() => undefined);
  if (after !== before) return notYet(`${wordsFor(component)} restarted during the check`);
  return judgeAge(of, live, component, before);
}

async function lookAtEvery(of: PyroscopeCase, live: Live): Promise<Observation> {
  const processes = componentsToAsk(of, live).flatMap((component) =>
    askersFor(of, live, component).map((ask): Process => ({ component, ask })),
  );
  if (processes.length === 0) throw noPod(live);
  const seen = await Promise.all(processes.map((one) => look(of, live, one).catch(unanswered)));
  const worst = worstOf(seen);
  if (worst.status !== 'ok') return worst;
  return fine(
    seen.length === 1
      ? `ready; ${worst.seen}`
      : `${counted(seen.length, 'pod')} are ready and run the upgraded version`,
  );
}

export const restarted: PyroscopeCheck = {
  id: 'restarted',
  title: 'Every pod was restarted and is ready',
  phases: PHASES,
  why: 'A process keeps answering for 30 seconds while it stops, so /ready alone may come from the old server.',
  expected: (_, { upgradedAt }) =>
    `/ready 200${upgradedAt === undefined ? '' : `, started after ${upgradedAt} or with the same args as then`}`,
  command: (of, live) => curl(of, live, 'distributor', '/metrics', ' | grep ^process_start_time_seconds'),
  observe: lookAtEvery,
};

const named = (pods: readonly LivePod[]): string =>
  pods.map(({ name, restarts }) => `${name} ${counted(restarts, 'time')}`).join(', ');

/** A container that does not run has no start: it is in between two. */
const isRecent = (live: Live, { startedAt: since }: LivePod): boolean =>
  since === undefined || live.now() - Date.parse(since) < live.sinceMs;

async function countRestarts(of: PyroscopeCase, live: Live): Promise<Observation> {
  if (!contextOf(live).asksCluster) return NO_CLUSTER;
  const pods = ownPods(of, live);
  if (pods.length === 0) throw noPod(live);
  const again = pods.filter(({ restarts }) => restarts > 0);
  const recent = again.filter((pod) => isRecent(live, pod));
  if (recent.length > 0) return wrong(`restarted: ${named(recent)}`);
  if (again.length > 0) return fine(`not in the time checked; before that: ${named(again)}`);
  return fine(`none of ${counted(pods.length, 'pod')}`);
}

export const restarts: PyroscopeCheck = {
  id: 'restarts',
  title: 'No pod restarts on its own',
  phases: PHASES,
  why: 'A pod that crashes between two readiness probes looks healthy, and v1 loses its unflushed data each time.',
  expected: (_, { sinceMs }) => `no restart in the last ${minutes(sinceMs)}`,
  command: (_, live) => kubectl(live, 'get pods'),
  observe: countRestarts,
};
