import { type Asker, NoAnswer } from '../../../checks/ask.ts';
import { contextOf } from '../../../checks/context.ts';
import { noPod, readMetrics, type Sample, total } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { LivePod } from '../../../live/cluster.ts';
import { type Check, type Live, likely, sure } from '../../../pack.ts';
import { shellQuoted } from '../../../shell.ts';
import { ALL, PORTS } from '../facts/components.ts';
import type { PyroscopePhase } from '../facts/phases.ts';
import { componentOf, type PyroscopeCase, type PyroscopeFacts, type PyroscopeState } from '../read/facts.ts';

export type PyroscopeCheck = Check<PyroscopeFacts>;

/** The phase that is to be proven; a check is run in no other case. @throws TypeError where it is not known */
export function phaseToProve({ now }: PyroscopeCase): PyroscopePhase {
  const phase = sure(now.phase);
  if (phase === undefined) throw new TypeError('a check was asked about a phase that is not known');
  return phase;
}

export const isSingleBinary = ({ now }: PyroscopeCase): boolean => likely(now.layout) === 'single-binary';

/** Where a component's work is done: its own pods, or the one process that does it all. */
export const placeOf = (of: PyroscopeCase, component: string): string =>
  isSingleBinary(of) ? ALL : component;

/** As a sentence names it. */
export const wordsFor = (component: string): string => (component === ALL ? 'the server' : component);

export const podsFor = (of: PyroscopeCase, { pods }: Live, component: string): readonly LivePod[] =>
  pods.filter((pod) => pod.component === placeOf(of, component));

/** One for each running pod of a component; an address that somebody named stands for a single binary alone. */
export function askersFor(of: PyroscopeCase, live: Live, component: string): readonly Asker[] {
  const { address } = contextOf(live);
  if (address) return placeOf(of, component) === ALL ? [address] : [];
  return podsFor(of, live, component)
    .filter(({ phase }) => phase === 'Running')
    .map(
      (pod): Asker =>
        (question) =>
          live.ask(pod, question),
    );
}

/** The first of them. @throws NoAnswer where there is none */
export function askerFor(of: PyroscopeCase, live: Live, component: string): Asker {
  const [first] = askersFor(of, live, component);
  if (first === undefined) throw noPod(live, placeOf(of, component));
  return first;
}

/** What the servers run with, read once in a run. @throws NoAnswer */
export const runningOf = (live: Live): Promise<PyroscopeState> => live.running() as Promise<PyroscopeState>;

/** What the servers of a component surely run with, tenants aside. @throws NoAnswer where that cannot be known */
export async function runningSettings(
  of: PyroscopeCase,
  live: Live,
  component: string,
): Promise<(name: string) => string | undefined> {
  const { setting } = await runningOf(live);
  const place = placeOf(of, component);
  return (name) => {
    const found = setting(name).find((one) => one.component.name === place && one.tenant === undefined);
    if (found === undefined || found.sure) return found?.value;
    throw new NoAnswer({
      kind: 'unexpected-answer',
      what: `it is unclear what the servers run with: ${found.why}.`,
      remedy: 'Wait until the rollout is over, and look at the pods.',
    });
  };
}

/** The samples of each pod of a component. @throws NoAnswer */
export async function metricsOf(
  of: PyroscopeCase,
  live: Live,
  component: string,
): Promise<readonly (readonly Sample[])[]> {
  const asked = askersFor(of, live, component);
  if (asked.length === 0) throw noPod(live, placeOf(of, component));
  return readMetrics(asked);
}

/** How many there should be; a server that is asked by its address alone is one. */
export const replicasOf = (of: PyroscopeCase, live: Live, component: string): number =>
  live.pods.length > 0 ? podsFor(of, live, component).length : askersFor(of, live, component).length;

/** Milliseconds since 1970. */
export const startOf = (samples: readonly Sample[]): number =>
  total(samples, 'process_start_time_seconds') * 1000;

/** What a question answers, or the refusal of a server that does not want to answer it. @throws NoAnswer else */
export async function answerOrRefusal<T>(question: () => Promise<T>): Promise<T | NoAnswer> {
  try {
    return await question();
  } catch (thrown) {
    if (thrown instanceof NoAnswer && thrown.problem.kind === 'unexpected-answer') return thrown;
    throw thrown;
  }
}

/** A pod where one is known; else the Service, named as the chart names it for a release of its own name. */
function targetOf(of: PyroscopeCase, live: Live, component: string): string {
  const [pod] = podsFor(of, live, component);
  if (pod !== undefined) return `pod/${pod.name} 4040:${pod.httpPort}`;
  const place = placeOf(of, component);
  // Other charts' pods ride along under the same release, and listen elsewhere.
  const own = live.pods.find((one) => componentOf(of.now, one.component) !== undefined);
  const service = place === ALL ? live.releaseName : `${live.releaseName}-${place}`;
  return `svc/${service} 4040:${own?.httpPort ?? PORTS.http}`;
}

/**
 * A shell line that asks one path of a component through a port-forward, which ends with the line.
 * @param tail what follows the address
 */
export function curl(of: PyroscopeCase, live: Live, component: string, path: string, tail = ''): string {
  const forward = `kubectl port-forward -n ${live.namespace} ${targetOf(of, live, component)} >/dev/null`;
  return `${forward} & sleep 2; curl -sm 10 'http://127.0.0.1:4040${path}'${tail}; kill %1`;
}

export const grepMetrics = (of: PyroscopeCase, live: Live, component: string, pattern: string): string =>
  curl(of, live, component, '/metrics', ` | grep -E '${pattern}'`);

/** Posts a query of one service, whose name a person fills in, up to a time in milliseconds since 1970. */
export function query(of: PyroscopeCase, live: Live, end: number): string {
  const body = {
    profileTypeID: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    labelSelector: '{service_name="YOUR-SERVICE"}',
    start: Math.floor(end - live.sinceMs),
    end: Math.floor(end),
  };
  const { tenant } = live;
  const scope = tenant === undefined ? '' : ` -H ${shellQuoted(`X-Scope-OrgID: ${tenant}`)}`;
  const rest = `${scope} -H 'Content-Type: application/json' -d ${shellQuoted(JSON.stringify(body))}`;
  return curl(of, live, 'query-frontend', '/querier.v1.QuerierService/SelectMergeStacktraces', rest);
}

export const kubectl = ({ namespace, releaseName }: Live, verb: string, rest = ''): string =>
  `kubectl ${verb} -n ${namespace} -l app.kubernetes.io/instance=${releaseName}${rest}`;

/** A time that a check looks back, for a message. */
export const minutes = (milliseconds: number): string => counted(Math.round(milliseconds / 60_000), 'minute');
