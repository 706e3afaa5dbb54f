import { asVersion } from '../../../chart/versions.ts';
import { type Asker, NoAnswer } from '../../../checks/ask.ts';
import { contextOf } from '../../../checks/context.ts';
import { noPod, readMetrics, type Sample } from '../../../checks/metrics.ts';
import { counted } from '../../../english.ts';
import type { LivePod } from '../../../live/cluster.ts';
import { type Check, type Live, likely, sure } from '../../../pack.ts';
import { shellQuoted, shellWord } from '../../../shell.ts';
import { timeText } from '../backfill/ranges.ts';
import { destinationAmong, type Meant, queryOf, storeOf } from '../read/entries.ts';
import type { PrometheusCase, PrometheusFacts, PrometheusServer } from '../read/facts.ts';
import { isDestination } from '../render/index.ts';

export type PrometheusCheck = Check<PrometheusFacts>;

/** One process that writes to the stores. */
export interface Process {
  readonly name: string;
  readonly server: PrometheusServer;
  readonly ask: Asker;
}

/** How many pods there should be; undefined where that is not known. */
function expectedPods({ replicas, shards }: PrometheusServer): number | undefined {
  const [each, parts] = [sure(replicas), sure(shards)];
  return each === undefined || parts === undefined ? undefined : each * Math.max(1, parts);
}

const incomplete = ({ namespace }: Live, what: string): NoAnswer =>
  new NoAnswer({
    kind: 'unexpected-answer',
    what: `${what}, and every pod sends samples of its own.`,
    remedy: `Wait until all are there: kubectl get pods -n ${namespace}.`,
  });

function podsOfServer(live: Live, server: PrometheusServer): readonly LivePod[] {
  const pods = live.pods.filter(({ component }) => component === server.name);
  const idle = pods.find(({ phase }) => phase !== 'Running');
  if (pods.length === 0) throw noPod(live, server.name);
  if (idle) throw incomplete(live, `pod ${idle.name} is ${idle.phase}`);
  const expected = expectedPods(server);
  if (expected !== undefined && pods.length < expected)
    throw incomplete(
      live,
      `only ${pods.length} of ${counted(expected, 'pod')} of ${server.name} can be seen`,
    );
  return pods;
}

/** How many pods of a server are known of. */
const podCount = (live: Live, server: PrometheusServer): number =>
  Math.max(expectedPods(server) ?? 1, live.pods.filter(({ component }) => component === server.name).length);

const oneOfMany = (count: number): NoAnswer =>
  new NoAnswer({
    kind: 'unexpected-answer',
    what: `--url names one address, and there are ${counted(count, 'pod')}, each of which sends samples of its own.`,
    remedy: 'Leave --url out, so that every pod is asked.',
  });

/**
 * Every process that sends samples: replicas have gaps of their own, and shards other series (audit P-62, P-72).
 * @throws NoAnswer where one of them is missing
 */
export function processesOf({ now }: PrometheusCase, live: Live): readonly Process[] {
  const senders = now.components.filter((one) => !isDestination(one));
  const { address } = contextOf(live);
  const [first] = senders;
  if (first === undefined) throw noPod(live);
  if (address) {
    const count = senders.reduce((sum, one) => sum + podCount(live, one), 0);
    if (count > 1) throw oneOfMany(count);
    return [{ name: 'the address of --url', server: first, ask: address }];
  }
  return senders.flatMap((server) =>
    podsOfServer(live, server).map((pod) => ({
      name: `pod ${pod.name}`,
      server,
      ask: (question) => live.ask(pod, question),
    })),
  );
}

/** What a process shows of itself now. @throws NoAnswer */
export const metricsOf = async ({ ask }: Process): Promise<readonly Sample[]> =>
  (await readMetrics([ask])).flat();

/** The queues of a page, by the labels that tell them apart. */
export interface Queue {
  readonly remote_name: string;
  readonly url: string;
}

export function queuesOn(page: readonly Sample[]): readonly Queue[] {
  const queues = new Map<string, Queue>();
  for (const { name, labels } of page) {
    const { remote_name = '', url } = labels;
    if (name === 'prometheus_remote_storage_samples_pending' && url !== undefined)
      queues.set(`${remote_name}\n${url}`, { remote_name, url });
  }
  return [...queues.values()];
}

/** Whether a queue writes to a store. Its label has the URL of the configuration, a password left out. */
const writesTo = ({ url }: Queue, store: string): boolean =>
  storeOf(url) === storeOf(store) && (queryOf(store) === '' || queryOf(url) === queryOf(store));

/** A queue as messages name it: its URL may hold a user. */
export const shownQueue = ({ remote_name, url }: Queue): string => remote_name || storeOf(url);

/** The version that a process says it is, else that of its image: who builds it may leave the version out. */
export const versionOf = ({ server: { server } }: Process, page: readonly Sample[]): string | undefined =>
  asVersion(page.find(({ name }) => name === 'prometheus_build_info')?.labels.version) ?? sure(server);

/** A shell line that asks a path of each process. @param tail what follows the address */
export function curl({ now }: PrometheusCase, live: Live, path: string, tail = ''): string {
  const names = new Set(now.components.map(({ name }) => name));
  const pods = live.pods.filter(({ component }) => names.has(component));
  const named = pods.length > 0 ? pods : [{ name: 'POD', httpPort: 9090 }];
  return named
    .map(({ name, httpPort }) => {
      const forward = `kubectl port-forward -n ${live.namespace} pod/${name} 9091:${httpPort} >/dev/null`;
      return `${forward} & sleep 2; curl -sm 10 'http://127.0.0.1:9091${path}'${tail}; kill %%`;
    })
    .join('; ');
}

/** What is said of the move; nothing in docs, which describe checks of a release of which nothing is known. */
export const meantIn = ({ now }: PrometheusCase): Partial<Meant> =>
  (now as Partial<Pick<PrometheusCase['now'], 'meant'>>).meant ?? {};

/** A shell line that asks a path of the new store, where it answers queries. */
export function curlDestination(of: PrometheusCase, path: string): string {
  const { queryUrl = 'DESTINATION', tenant } = meantIn(of);
  const header = tenant === undefined ? [] : ['-H', `X-Scope-OrgID:${tenant}`];
  return [...['curl', '-s', ...header].map(shellWord), shellQuoted(`${queryUrl}${path}`)].join(' ');
}

/** The destination that a check is about. @throws NoAnswer where nobody names one */
export function destinationOf({ now: { meant } }: PrometheusCase): string {
  if (meant.destination !== undefined) return meant.destination;
  throw new NoAnswer({
    kind: 'unexpected-answer',
    what: 'no destination is named.',
    remedy: 'Set PHASEGATE_DESTINATION, or destination in phasegate.yaml.',
  });
}

/**
 * The queues that may be the destination's: two tenants of one store have one URL, and the name of the entry tells them apart.
 * @throws NoAnswer where nobody names a destination
 */
export function destinationQueues(
  page: readonly Sample[],
  of: PrometheusCase,
  { server: { entries } }: Process,
): readonly Queue[] {
  const destination = destinationOf(of);
  const there = queuesOn(page).filter((one) => writesTo(one, destination));
  const name = likely(destinationAmong(entries, of.now.meant)?.name);
  const named = there.filter(({ remote_name }) => remote_name === name);
  return named.length > 0 ? named : there;
}

/** A time for a message, to the second. */
export const shownTime = (time: number): string => timeText(Math.floor(time / 1000) * 1000);
