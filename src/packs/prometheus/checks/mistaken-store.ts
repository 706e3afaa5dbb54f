import { askJson } from '../../../checks/ask.ts';
import { unknown, wrong } from '../../../checks/check.ts';
import { recordOf, textOf } from '../../../live/json.ts';
import { type Live, likely, type Observation } from '../../../pack.ts';
import { destinationAmong, entriesIn, oldAmong, storeOf } from '../read/entries.ts';
import type { PrometheusCase, RemoteWrite } from '../read/facts.ts';
import { destinationOf } from './asking.ts';
import type { AskedDestination } from './destination.ts';
import { treeOfYaml } from './yaml-tree.ts';

/** A Service has several names: `cortex`, `cortex.monitoring`, `cortex.monitoring.svc.cluster.local`. */
function hostOf(
  { hostname, port }: URL,
  namespace: string,
): { readonly host: string; readonly port: string } {
  const [name = '', space = namespace, svc, ...domain] = hostname.toLowerCase().split('.');
  const isService = svc === undefined || (svc === 'svc' && ['', 'cluster.local'].includes(domain.join('.')));
  return { host: isService ? `${name}.${space}` : hostname, port };
}

const urlsOf = (entries: readonly RemoteWrite[]): readonly URL[] =>
  entries.flatMap(({ url }) => {
    const text = likely(url) ?? '';
    return URL.canParse(text) ? [new URL(text)] : [];
  });

/** Whether a URL is of a host, or else of an address, that the old store has and the new one has not. */
function isOfOld(query: URL, old: readonly URL[], now: readonly URL[], namespace: string): boolean {
  const asked = hostOf(query, namespace);
  const own = (urls: readonly URL[], isPort: boolean): boolean =>
    urls.some((one) => {
      const { host, port } = hostOf(one, namespace);
      return host === asked.host && (!isPort || port === asked.port);
    });
  return [false, true].some((isPort) => own(old, isPort) && !own(now, isPort));
}

/** Whether what answers is a Prometheus that writes to the new store, as the one of the release does. */
async function writesTo({ ask }: AskedDestination, destination: string): Promise<boolean> {
  // Stores have no such page, or none with entries of remote_write.
  const page = await askJson(ask, { path: '/api/v1/status/config' }).catch(() => undefined);
  const tree = await treeOfYaml(textOf(recordOf(recordOf(page).data).yaml));
  const entries = entriesIn(tree, ['remote_write'], 'file');
  return entries.some(({ url }) => storeOf(likely(url) ?? '') === storeOf(destination));
}

/** Why destinationQueryUrl is not that of the new store: compared with itself, every store is right. */
export async function mistakenStore(
  of: PrometheusCase,
  live: Live,
  asked: AskedDestination,
): Promise<Observation | undefined> {
  const { components, meant } = of.now;
  const destination = destinationOf(of);
  const old = urlsOf(components.flatMap(({ entries }) => oldAmong(entries, meant)));
  const written = urlsOf(components.flatMap(({ entries }) => destinationAmong(entries, meant) ?? []));
  const now = written.length > 0 ? written : [new URL(destination)];
  if (URL.canParse(asked.url) && isOfOld(new URL(asked.url), old, now, live.namespace))
    return unknown(
      `destinationQueryUrl ${asked.url} is an address of the old store, ${old.map(({ host }) => host).join(', ')}: what it answers says nothing of the new one`,
    );
  if (await writesTo(asked, destination))
    return wrong(
      `destinationQueryUrl ${asked.url} is a Prometheus that writes to the new store, not the new store: it answers with its own samples`,
    );
  return undefined;
}
