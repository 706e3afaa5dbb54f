import type { Cluster, Endpoint, InstalledRelease, LiveClaim, LivePod } from '../live/cluster.ts';
import type { AsyncResult } from '../live/problems.ts';
import { ok } from '../result.ts';

/** The live system as the checks of one run see it; a pack adds the phase and what only its own checks ask. */
export interface LiveContext {
  readonly releaseName: string;
  readonly namespace: string;
  /** Empty if no cluster is asked. */
  readonly pods: readonly LivePod[];
  readonly claims: readonly LiveClaim[];
  /** One for each running pod of a component. */
  readonly endpointOf: (component: string) => readonly Endpoint[];
  /** The logs of all pods of a component; left out where no cluster is asked, which skips what only a cluster shows. */
  readonly logsOf?: (component: string, tailLines: number) => AsyncResult<string>;
  readonly tenant?: string;
  /** How far back to look, in milliseconds. */
  readonly sinceMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** RFC 3339, when the last revision was made; left out for a first installation. */
  readonly upgradedAt?: string;
  readonly prometheus?: Endpoint;
  /** Waits so many milliseconds between two samples. */
  readonly pause: (ms: number) => Promise<void>;
}

/** What a person asked of the checks, beside the release. */
export interface LiveQuestion {
  readonly tenant?: string;
  readonly sinceMs: number;
  readonly prometheus?: Endpoint;
  /** In place of the pods: the one address that does the work of this component. */
  readonly server?: { readonly component: string; readonly endpoint: Endpoint };
  /** Ends early where the user stops the run. */
  readonly signal: AbortSignal;
}

/** Everything that checks need of a cluster, asked once. */
export async function liveContext(
  cluster: Cluster,
  installed: InstalledRelease,
  { tenant, sinceMs, prometheus, server, signal }: LiveQuestion,
): AsyncResult<LiveContext> {
  const pods = await cluster.pods(installed.name);
  if (!pods.ok) return pods;
  const claims = await cluster.claims(installed.name);
  if (!claims.ok) return claims;
  const podsOf = (component: string): readonly LivePod[] =>
    pods.value.filter((pod) => pod.component === component);
  const upgradedAt = installed.history.length > 1 ? installed.history.at(-1)?.updated : undefined;
  return ok({
    releaseName: installed.name,
    namespace: installed.namespace,
    pods: pods.value,
    claims: claims.value,
    endpointOf: server ? endpointAt(server) : endpointsOf(cluster, podsOf),
    logsOf: (component, tailLines) => logsOf(cluster, podsOf(component), tailLines),
    ...(tenant !== undefined && { tenant }),
    sinceMs,
    now: () => Date.now(),
    ...(upgradedAt !== undefined && { upgradedAt }),
    ...(prometheus && { prometheus }),
    pause: pauseUntil(signal),
  });
}

const endpointAt =
  (server: NonNullable<LiveQuestion['server']>): LiveContext['endpointOf'] =>
  (component) =>
    component === server.component ? [server.endpoint] : [];

/** Opens one endpoint a pod, however many checks ask it. */
function endpointsOf(
  cluster: Cluster,
  podsOf: (component: string) => readonly LivePod[],
): LiveContext['endpointOf'] {
  const opened = new Map<string, Endpoint>();
  const endpoint = ({ name, httpPort }: LivePod): Endpoint => {
    const known = opened.get(name) ?? cluster.endpoint(name, httpPort);
    opened.set(name, known);
    return known;
  };
  return (component) =>
    podsOf(component)
      .filter(({ phase }) => phase === 'Running')
      .map(endpoint);
}

async function logsOf(cluster: Cluster, pods: readonly LivePod[], tailLines: number): AsyncResult<string> {
  const texts: string[] = [];
  for (const { name } of pods) {
    const log = await cluster.logs(name, tailLines);
    if (!log.ok) return log;
    texts.push(log.value);
  }
  return ok(texts.join('\n'));
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
