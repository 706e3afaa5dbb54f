import type { Check } from '../../../checks/check.ts';
import { type LiveContext, type LiveQuestion, liveContext } from '../../../checks/context.ts';
import { type Sample, total } from '../../../checks/metrics.ts';
import type { Cluster, Endpoint, InstalledRelease, LivePod } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import { shellQuoted } from '../../../shell.ts';
import { ALL, PORTS } from '../facts/components.ts';
import type { Phase } from '../facts/phases.ts';
import type { StoredManifest } from '../steps/installed.ts';

/** Pyroscope as its checks see it; in a single binary only the component `all` has endpoints. */
export interface CheckContext extends LiveContext {
  /** The phase that is to be proven. */
  readonly phase: Phase;
  readonly mode: 'single-binary' | 'microservices';
  /** Of Pyroscope's HTTP server; the chart's where no pod says it. */
  readonly port: number;
  /** The args of each component in the stored manifest. */
  readonly expectedArgs?: ReadonlyMap<string, readonly string[]>;
}

export type PyroscopeCheck = Check<CheckContext>;

/** What a person asked of `verify`, beside the release. */
export interface VerifyQuestion extends Omit<LiveQuestion, 'server'> {
  readonly phase: Phase;
  /** In place of the pods: the address of a single binary. */
  readonly server?: Endpoint;
}

/** Everything that the checks need, asked of the cluster once. */
export async function checkContext(
  cluster: Cluster,
  installed: InstalledRelease,
  stored: StoredManifest,
  { phase, server: endpoint, ...question }: VerifyQuestion,
): AsyncResult<CheckContext> {
  const server = endpoint && { component: ALL, endpoint };
  const live = await liveContext(cluster, installed, { ...question, ...(server && { server }) });
  if (!live.ok) return live;
  const expectedArgs = argsOf(stored);
  // Other charts' pods ride along under the same release, and listen elsewhere.
  const own = live.value.pods.find(({ component }) => expectedArgs.has(component));
  return ok({
    ...live.value,
    phase,
    mode: stored.layout === 'single-binary' ? 'single-binary' : 'microservices',
    port: own?.httpPort ?? PORTS.http,
    expectedArgs,
  });
}

const argsOf = ({ workloads }: StoredManifest): ReadonlyMap<string, readonly string[]> =>
  new Map(
    workloads.map(({ component, flags }) => [
      component,
      [...flags].map(([name, value]) => (value === '' ? `-${name}` : `-${name}=${value}`)),
    ]),
  );

/** Where a component's work is done: its own pods, or the one process that does it all. */
export const placeOf = ({ mode }: CheckContext, component: string): string =>
  mode === 'single-binary' ? ALL : component;

/** As a sentence names it. */
export const wordsFor = (component: string): string => (component === ALL ? 'the server' : component);

export const endpointsFor = (context: CheckContext, component: string): readonly Endpoint[] =>
  context.endpointOf(placeOf(context, component));

export const podsFor = (context: CheckContext, component: string): readonly LivePod[] =>
  context.pods.filter((pod) => pod.component === placeOf(context, component));

/** How many there should be; a server that is asked by its address alone is one. */
export const replicasOf = (context: CheckContext, component: string): number =>
  context.pods.length > 0 ? podsFor(context, component).length : endpointsFor(context, component).length;

export const isInCluster = (context: CheckContext): boolean => context.logsOf !== undefined;

/** A dual server is ready after 62 s; bootstrapping raft may take 2.6 minutes. */
const SETTLED_AFTER = 180_000;

/** Milliseconds since 1970. */
export const startOf = (samples: readonly Sample[]): number =>
  total(samples, 'process_start_time_seconds') * 1000;

/** What is not there yet may still come. */
export const isYoungSince = ({ now }: CheckContext, start: number): boolean => now() - start < SETTLED_AFTER;

export const isYoung = (context: CheckContext, samples: readonly Sample[]): boolean =>
  isYoungSince(context, startOf(samples));

/** A pod where one is known; else the Service, named as the chart names it for a release of its own name. */
function targetOf(
  context: CheckContext,
  component: string,
): { readonly name: string; readonly port: number } {
  const [pod] = podsFor(context, component);
  if (pod !== undefined) return { name: `pod/${pod.name}`, port: pod.httpPort };
  const place = placeOf(context, component);
  const service = place === ALL ? context.releaseName : `${context.releaseName}-${place}`;
  return { name: `svc/${service}`, port: context.port };
}

/**
 * A shell line that asks one path of a component through a port-forward, which ends with the line.
 * @param tail what follows the address
 */
export function curl(context: CheckContext, component: string, path: string, tail = ''): string {
  const { name, port } = targetOf(context, component);
  const forward = `kubectl port-forward -n ${context.namespace} ${name} 4040:${port} >/dev/null`;
  return `${forward} & sleep 2; curl -sm 10 'http://127.0.0.1:4040${path}'${tail}; kill %1`;
}

export const grepMetrics = (context: CheckContext, component: string, pattern: string): string =>
  curl(context, component, '/metrics', ` | grep -E '${pattern}'`);

/** Posts a query of one service, whose name a person fills in, up to a time in milliseconds since 1970. */
export function query(context: CheckContext, end: number): string {
  const body = {
    profileTypeID: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    labelSelector: '{service_name="YOUR-SERVICE"}',
    start: Math.floor(end - context.sinceMs),
    end: Math.floor(end),
  };
  const { tenant } = context;
  const scope = tenant === undefined ? '' : ` -H ${shellQuoted(`X-Scope-OrgID: ${tenant}`)}`;
  const rest = `${scope} -H 'Content-Type: application/json' -d ${shellQuoted(JSON.stringify(body))}`;
  return curl(context, 'query-frontend', '/querier.v1.QuerierService/SelectMergeStacktraces', rest);
}

export const kubectl = ({ namespace, releaseName }: CheckContext, verb: string, rest = ''): string =>
  `kubectl ${verb} -n ${namespace} -l app.kubernetes.io/instance=${releaseName}${rest}`;
