import { type Known, known, likely, sure, type Tree, unsure } from '../../../pack.ts';
import { namesCredentialInQuery } from '../../../redaction.ts';
import { entryField, type Spelling } from '../facts/entry-fields.ts';
import type { PrometheusPhase } from '../facts/phases.ts';
import { DEFAULT_NAME, DESTINATION, LOCAL, PROOF } from '../facts/settings.ts';
import type { PrometheusServer, RemoteWrite } from './facts.ts';
import { tenantOf } from './tenant.ts';

/** The entries of a list. @param tree of what holds the list */
export function entriesIn(tree: Tree, list: readonly string[], spelling: Spelling): readonly RemoteWrite[] {
  return tree.keys(...list).flatMap((index) => {
    if (typeof index !== 'number') return [];
    const entry = tree.below(...list, index);
    const at = (name: string) => entry.at(...entryField(name)[spelling]);
    return [{ index, spelling, name: at('name'), url: at('url'), tree: entry }];
  });
}

/** A URL without user and password, which say nothing of the store; anything else as it is. */
const withoutCredentials = (url: string): string => url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');

/**
 * A URL as stores are told apart by it: without user, password, query and fragment, its host in small letters, without a port
 * that is the scheme's own.
 */
export function storeOf(url: string): string {
  if (!URL.canParse(url)) return withoutCredentials(url);
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}

/** A parameter of a query, with the `&` behind it. */
const PARAMETER = /(?<=[?&])([^=&#]+)=[^&#]*&?/g;

/** A name, or a URL that is printed: without credentials, which tell no store from another. */
const storeNamed = (word: string | undefined): string | undefined =>
  word === undefined
    ? undefined
    : withoutCredentials(word)
        .replace(PARAMETER, (whole, name: string) => (namesCredentialInQuery(name) ? '' : whole))
        .replace(/[?&](?=#|$)/, '');

/** Which stores somebody means, and what else is said of the move. */
export interface Meant {
  readonly destination: string | undefined;
  /** What the entry of the destination is called. */
  readonly name: string;
  readonly old: string | undefined;
  /** The tenant of the destination. */
  readonly tenant: string | undefined;
  /** Where the destination answers queries. */
  readonly queryUrl: string | undefined;
  /** Where the state of the backfill is kept. */
  readonly backfillState: string | undefined;
  /** When both stores began to get samples, in milliseconds since 1970. */
  readonly since: number | undefined;
  /** What else the entry gets that render adds. */
  readonly entry: Readonly<Record<'secret' | 'auth' | 'maxShards' | 'retryOn429', string | undefined>>;
}

/** @param asked a setting by its name */
export const meantBy = (asked: (name: string) => Known<string> | undefined): Meant => ({
  destination: sure(asked('destination')),
  name: sure(asked('destinationName')) ?? DEFAULT_NAME,
  old: storeNamed(sure(asked('old'))),
  tenant: sure(asked(DESTINATION.tenant)),
  queryUrl: sure(asked(PROOF.queryUrl))?.replace(/\/+$/, ''),
  backfillState: sure(asked(PROOF.state)),
  since: timeOf(sure(asked(PROOF.since))),
  entry: {
    secret: sure(asked(DESTINATION.secret)),
    auth: sure(asked(DESTINATION.auth)),
    maxShards: sure(asked(DESTINATION.shards)),
    retryOn429: sure(asked(DESTINATION.retry)),
  },
});

const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text);

/** Whether two URLs are of one store. A query tells them apart where both have one. */
function isSameStore(one: string, other: string): boolean {
  const [query, otherQuery] = [queryOf(one), queryOf(other)];
  const isOtherQuery = query !== '' && otherQuery !== '' && query !== otherQuery;
  return storeOf(one) === storeOf(other) && !isOtherQuery;
}

const hasStore = ({ url }: RemoteWrite, store: string): boolean => {
  const own = likely(url);
  return own !== undefined && isSameStore(own, store);
};

/** The query of a URL without credentials: InfluxDB takes the database from it, and gateways the tenant. */
export function queryOf(url: string): string {
  if (!URL.canParse(url)) return '';
  const kept = [...new URL(url).searchParams].filter(([name]) => !namesCredentialInQuery(name));
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept.toSorted())}`;
}

/** Whether an entry's query is the one that the destination's URL has; any will do where it has none. */
function hasQuery({ url }: RemoteWrite, store: string): boolean {
  const wanted = queryOf(store);
  return wanted === '' || queryOf(likely(url) ?? '') === wanted;
}

/** Whether an entry is called, or writes to, what somebody named as the old store. */
const isNamed = (entry: RemoteWrite, old: string | undefined): boolean =>
  old !== undefined && (likely(entry.name) === old || hasStore(entry, old));

/** Whether an entry is known to name no tenant, while the destination has one. */
export const lacksTenant = (entry: RemoteWrite, { tenant }: Pick<Meant, 'tenant'>): boolean =>
  tenant !== undefined && sure(tenantOf(entry)) === '';

/**
 * Those that have the tenant, else those that name none: a gateway may put it in, or somebody forgot it, which a rule and a
 * check tell. The one that is named as the old store is that.
 */
function ofTenant(
  entries: readonly RemoteWrite[],
  tenant: string,
  old: string | undefined,
): readonly RemoteWrite[] {
  const tenants = new Map(entries.map((one) => [one, sure(tenantOf(one))]));
  const named = entries.filter((one) => tenants.get(one) === tenant);
  return named.length > 0 ? named : entries.filter((one) => !tenants.get(one) && !isNamed(one, old));
}

/**
 * All entries that may be the one of the destination: more than one where what is said of it does not tell them apart. The one
 * that is named as the old store is none of them where another may be.
 */
export function destinationsAmong(
  entries: readonly RemoteWrite[],
  { destination, tenant, old }: Meant,
): readonly RemoteWrite[] {
  if (destination === undefined) return [];
  const all = entries.filter((one) => hasStore(one, destination) && hasQuery(one, destination));
  const there = tenant === undefined ? all : ofTenant(all, tenant, old);
  const notOld = there.filter(({ name }) => old === undefined || likely(name) !== old);
  return notOld.length > 0 ? notOld : there;
}

/** The entry that writes to the destination; the first one, where several may. */
export const destinationAmong = (entries: readonly RemoteWrite[], meant: Meant): RemoteWrite | undefined =>
  destinationsAmong(entries, meant)[0];

/** The entries that may write to the old store: the one that is named, else all that do not write to the destination. */
export function oldAmong(entries: readonly RemoteWrite[], meant: Meant): readonly RemoteWrite[] {
  const { old } = meant;
  const destination = destinationAmong(entries, meant);
  const others = entries.filter((one) => one !== destination);
  return old === undefined ? others : others.filter((one) => isNamed(one, old));
}

const NO_DESTINATION = 'which entry of remote_write is the new store is not known: no destination is named';

/** What tells entries of one URL apart. */
export const SEVERAL_DESTINATIONS =
  'several entries of remote_write go to the destination, and neither destinationTenant nor the query of its URL tells which one is meant';

function phaseOfOne(server: PrometheusServer, meant: Meant): Known<PrometheusPhase> {
  const { entries, elsewhere, unreadable } = server;
  if (elsewhere) return unsure(`its configuration is not here: it lives in ${likely(elsewhere)}`);
  if (unreadable) return unsure('its configuration cannot be read', unreadable.place);
  if (meant.destination === undefined) return unsure(NO_DESTINATION);
  const open = entries.find(({ url }) => url !== undefined && !url.sure);
  if (open?.url?.sure === false) return unsure(`the URL of an entry is not known: ${open.url.why}`);
  const [there, second] = destinationsAmong(entries, meant);
  if (second) return unsure(SEVERAL_DESTINATIONS, second.url?.place);
  const old = oldAmong(entries, meant);
  const place = there?.url?.place ?? entries[0]?.url?.place;
  if (there === undefined) {
    if (entries.length === 0 && likely(server.receives) === true)
      return unsure('it takes remote_write and writes to no other store, as a destination does');
    return known('old', 'chart', place);
  }
  return known(old.length > 0 || meant.old === LOCAL ? 'dual' : 'new', 'chart', place);
}

/** The phase of a release; not sure where two of its servers are in different ones. */
export function phaseOf(servers: readonly PrometheusServer[], meant: Meant): Known<PrometheusPhase> {
  const [first, ...others] = servers.map((one) => phaseOfOne(one, meant));
  if (first === undefined) return unsure('nothing in the release runs Prometheus');
  const other = [first, ...others].find((one) => !one.sure || sure(one) !== sure(first));
  if (other === undefined || !other.sure) return other ?? first;
  return unsure(`one Prometheus of the release is in phase ${likely(first)}, another in ${likely(other)}`);
}
