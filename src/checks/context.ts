import { type ClockSkew, type ServerClocks, serverClocks } from '../live/clocks.ts';
import type { Cluster, Endpoint, InstalledRelease, LivePod, PodsByLabel } from '../live/cluster.ts';
import { urlEndpoint } from '../live/http.ts';
import type { MainContainer } from '../live/pods.ts';
import type { AsyncResult } from '../live/problems.ts';
import { allRefusals } from '../live/rights.ts';
import { err, ok } from '../result.ts';
import { type Asker, askerOf, NoAnswer } from './ask.ts';
import type { Live, ProvenSoak } from './live.ts';
import { noPod } from './metrics.ts';

/** What the engine offers beyond `Live` to the packs that it comes with. */
export interface LiveContext extends Live {
  /** False where only an address is asked: then there are no pods to be seen. */
  readonly asksCluster: boolean;
  /** The address that --url names in place of the pods. */
  readonly address?: Asker;
  readonly hasPrometheus: boolean;
  readonly kubeContext?: string;
  /** What the answers so far show of the servers' clocks. */
  readonly clockSkew?: () => ClockSkew | undefined;
}

/** The running system before the pack's way to read its servers is known. */
export type OpenedContext = Omit<LiveContext, 'config' | 'running'>;

/** As long as servers may take to start, to elect a leader and to join their rings. */
const SETTLED_AFTER = 180_000;

/** What is not there yet may still come. @param start milliseconds since 1970 */
export const isYoungSince = ({ now }: Pick<Live, 'now'>, start: number): boolean =>
  now() - start < SETTLED_AFTER;

const isContext = (live: Live): live is LiveContext => 'asksCluster' in live;

/** The engine's own view of the running system. @throws TypeError if the engine did not make it */
export function contextOf(live: Live): LiveContext {
  if (isContext(live)) return live;
  throw new TypeError('the running system was not opened by liveContext');
}

/** What a person asked of the checks, beside the release. */
export interface LiveQuestion {
  readonly tenant?: string;
  /** How far back to look, in milliseconds. */
  readonly sinceMs: number;
  readonly soak?: ProvenSoak;
  readonly prometheus?: Endpoint;
  /** The one address that is asked in place of the pods. */
  readonly server?: Endpoint;
  /** Ends early where the user stops the run. */
  readonly signal: AbortSignal;
}

/**
 * The running system as the checks of one run see it; pods and claims are asked of the cluster once.
 * @param pack knows which container of a pod is the component, and which pods do not carry the release's label
 */
export async function liveContext(
  cluster: Cluster,
  installed: InstalledRelease,
  { tenant, sinceMs, soak, prometheus, server, signal }: LiveQuestion,
  pack: { readonly isMainContainer?: MainContainer; readonly podsByLabel?: readonly PodsByLabel[] },
): AsyncResult<OpenedContext> {
  const pods = await cluster.pods(installed.name, pack.isMainContainer, pack.podsByLabel);
  if (!pods.ok) return err(await allRefusals(cluster, installed.name, pods.error));
  const claims = await cluster.claims(installed.name, pods.value);
  const upgradedAt = installed.history.length > 1 ? installed.history.at(-1)?.updated : undefined;
  const clocks = serverClocks();
  const address = server && askerOf(clocks.watched(server));
  const pod = podAskers(cluster, clocks);
  return ok({
    releaseName: installed.name,
    namespace: installed.namespace,
    pods: pods.value,
    // Without them, those who look at them have no answer, and all others have theirs.
    get claims() {
      if (claims.ok) return claims.value;
      throw new NoAnswer(claims.error);
    },
    ask: (whom, question) => {
      if (whom === 'prometheus') return prometheus ? askerOf(prometheus)(question) : noPrometheus();
      return (address ?? pod(whom, question.port))(question);
    },
    askAt: (named, question) => askerOf(clocks.watched(urlEndpoint(new URL(named), signal)))(question),
    object: async (resource, name) => {
      const object = await cluster.object(resource, name);
      if (!object.ok) throw new NoAnswer(object.error);
      return object.value;
    },
    logs: (component, lines) =>
      logsOf(
        cluster,
        { pods: pods.value, namespace: installed.namespace, releaseName: installed.name },
        component,
        lines,
      ),
    ...(tenant !== undefined && { tenant }),
    sinceMs,
    ...(soak && { soak }),
    now: () => Date.now(),
    ...(upgradedAt !== undefined && { upgradedAt }),
    pause: pauseUntil(signal),
    asksCluster: true,
    clockSkew: clocks.skew,
    ...(address && { address }),
    hasPrometheus: prometheus !== undefined,
    ...(cluster.address.kubeContext !== undefined && { kubeContext: cluster.address.kubeContext }),
  });
}

async function noPrometheus(): Promise<never> {
  const what = 'no Prometheus was named.';
  throw new NoAnswer({ kind: 'unreachable', what, remedy: 'Pass --prometheus-url.' });
}

/** Opens one endpoint for each port of a pod, however many checks ask it. */
function podAskers(cluster: Cluster, { watched }: ServerClocks): (pod: LivePod, port?: number) => Asker {
  const opened = new Map<string, Asker>();
  return ({ name, httpPort }, port = httpPort) => {
    const key = `${name}:${port}`;
    const asker = opened.get(key) ?? askerOf(watched(cluster.endpoint(name, port)));
    opened.set(key, asker);
    return asker;
  };
}

async function logsOf(
  cluster: Cluster,
  release: Pick<OpenedContext, 'pods' | 'namespace' | 'releaseName'>,
  component: string,
  lines: number,
): Promise<string> {
  const pods = release.pods.filter((one) => one.component === component);
  if (pods.length === 0) throw noPod(release, component);
  const texts: string[] = [];
  for (const { name } of pods) {
    const log = await cluster.logs(name, lines);
    if (!log.ok) throw new NoAnswer(log.error);
    texts.push(log.value);
  }
  return texts.join('\n');
}

/** Every pause of a run ends with the signal, by one listener: a check may pause once for each of many pods. */
export function pauseUntil(signal: AbortSignal): (ms: number) => Promise<void> {
  const waiting = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };
  signal.addEventListener('abort', wakeAll, { once: true });
  return (ms) =>
    new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, signal.aborted ? 0 : ms);
      waiting.add(wake);
    });
}
