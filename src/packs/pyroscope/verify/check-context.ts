import type { Cluster, Endpoint, InstalledRelease, LiveClaim, LivePod } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { err, ok } from '../../../result.ts';
import type { CheckContext } from '../checks/check.ts';
import { ALL } from '../components.ts';
import type { StoredManifest } from '../installed/stored-manifest.ts';
import type { Phase } from '../phases.ts';

/** What a person asked of `verify`, beside the release. */
export interface VerifyQuestion {
  readonly phase: Phase;
  readonly tenant?: string;
  readonly sinceMs: number;
  readonly prometheus?: Endpoint;
  /** In place of the pods: the address of a single binary. */
  readonly server?: Endpoint;
  readonly signal: AbortSignal;
}

interface Live {
  readonly pods: readonly LivePod[];
  readonly claims: readonly LiveClaim[];
}

async function askLive(cluster: Cluster, release: string): AsyncResult<Live> {
  const pods = await cluster.pods(release);
  if (!pods.ok) return pods;
  const claims = await cluster.claims(release);
  return claims.ok ? ok({ pods: pods.value, claims: claims.value }) : claims;
}

/** Ends early where the user stops the run. */
const pauseUntil =
  (signal: AbortSignal) =>
  (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
    });

const argsOf = ({ workloads }: StoredManifest): ReadonlyMap<string, readonly string[]> =>
  new Map(
    workloads.map(({ component, flags }) => [
      component,
      [...flags].map(([name, value]) => (value === '' ? `-${name}` : `-${name}=${value}`)),
    ]),
  );

async function logsOf(cluster: Cluster, pods: readonly LivePod[], tailLines: number): AsyncResult<string> {
  const texts: string[] = [];
  for (const { name } of pods) {
    const log = await cluster.logs(name, tailLines);
    if (!log.ok) return err(log.error);
    texts.push(log.value);
  }
  return ok(texts.join('\n'));
}

/** Opens one endpoint a pod, however many checks ask it. */
function endpointsOf(cluster: Cluster, pods: readonly LivePod[], server: Endpoint | undefined) {
  const opened = new Map<string, Endpoint>();
  const endpoint = ({ name, httpPort }: LivePod): Endpoint => {
    const known = opened.get(name) ?? cluster.endpoint(name, httpPort);
    opened.set(name, known);
    return known;
  };
  return (component: string): readonly Endpoint[] => {
    if (server) return component === ALL ? [server] : [];
    return pods.filter((pod) => pod.component === component && pod.phase === 'Running').map(endpoint);
  };
}

const DEFAULT_PORT = 4040;

/** Everything that the checks need, asked of the cluster once. */
export async function checkContext(
  cluster: Cluster,
  installed: InstalledRelease,
  stored: StoredManifest,
  question: VerifyQuestion,
): AsyncResult<CheckContext> {
  const live = await askLive(cluster, installed.name);
  if (!live.ok) return live;
  const { pods, claims } = live.value;
  const { phase, tenant, sinceMs, prometheus, server, signal } = question;
  const upgradedAt = installed.history.length > 1 ? installed.history.at(-1)?.updated : undefined;
  return ok({
    phase,
    mode: stored.layout === 'single-binary' ? 'single-binary' : 'microservices',
    releaseName: installed.name,
    namespace: installed.namespace,
    port: pods[0]?.httpPort ?? DEFAULT_PORT,
    pods,
    claims,
    endpointOf: endpointsOf(cluster, pods, server),
    logsOf: (component, tailLines) =>
      logsOf(
        cluster,
        pods.filter((pod) => pod.component === component),
        tailLines,
      ),
    ...(tenant !== undefined && { tenant }),
    sinceMs,
    now: () => Date.now(),
    ...(upgradedAt !== undefined && { upgradedAt }),
    expectedArgs: argsOf(stored),
    ...(prometheus && { prometheus }),
    pause: pauseUntil(signal),
  });
}
