import { isBefore } from '../../../chart/versions.ts';
import { type Known, sure } from '../../../pack.ts';
import { type EntryField, entryField } from '../facts/entry-fields.ts';
import { type Meant, oldAmong } from '../read/entries.ts';
import { fieldOf, type PrometheusServer } from '../read/facts.ts';

/** Switches of the first entry that the new one needs as well, or it would get less (audit P-50). */
const SWITCHES = ['sendExemplars', 'sendNativeHistograms'] as const;

/** The new item, and the name in it. */
export interface NewEntry {
  readonly name: string;
  readonly url: string;
}

function put(item: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    item[key] = value;
    return;
  }
  item[key] ??= {};
  put(item[key] as Record<string, unknown>, rest, value);
}

/** Whether the CRD of a kube-prometheus-stack has a field; what it lacks, the API server drops (audit P-57). */
export const isKnownToChart = ({ chart: from }: EntryField, chart: string | undefined): boolean =>
  from === undefined || chart === undefined || !isBefore(chart, from);

/** Whether the server and, for custom resources, the CRD know a field (audit P-57, P-58). */
function isKnownTo(field: EntryField, { server, spelling }: PrometheusServer, chart: Known<string>): boolean {
  const version = sure(server);
  if (field.server !== undefined && version !== undefined && isBefore(version, field.server)) return false;
  return spelling === 'file' || isKnownToChart(field, sure(chart));
}

const secretKey = (name: string, key: string) => ({ name, key });

function credentials(secret: string, auth: string | undefined): readonly [string, unknown][] {
  return auth === 'bearer'
    ? [['authorization', { credentials: secretKey(secret, 'token') }]]
    : [['basicAuth', { username: secretKey(secret, 'username'), password: secretKey(secret, 'password') }]];
}

/** Where the chart prometheus would mount a Secret for the new store. */
export const secretFolder = (secret: string): string => `/etc/${secret}`;

function credentialFiles(secret: string, auth: string | undefined): readonly [string, unknown][] {
  const folder = secretFolder(secret);
  return auth === 'bearer'
    ? [['authorization', { credentials_file: `${folder}/token` }]]
    : [['basic_auth', { username_file: `${folder}/username`, password_file: `${folder}/password` }]];
}

/** The entry for the destination: always with a name (audit P-54), with credentials of its own (audit P-56). */
export function entryFor(server: PrometheusServer, chart: Known<string>, meant: Meant): NewEntry {
  const { spelling, entries } = server;
  const { secret, auth, maxShards, retryOn429 } = meant.entry;
  const item: NewEntry & Record<string, unknown> = {
    name: freeName(server, meant.name),
    url: meant.destination ?? '',
  };
  const set = (name: string, value: unknown): void => put(item, entryField(name)[spelling], value);
  const [first] = oldAmong(entries, meant);
  for (const name of SWITCHES) {
    const said = first && sure(fieldOf(first, name));
    if (said !== undefined && isKnownTo(entryField(name), server, chart)) set(name, said === 'true');
  }
  if (meant.tenant !== undefined) set('headers', { 'X-Scope-OrgID': meant.tenant });
  if (secret !== undefined)
    for (const [key, value] of spelling === 'resource'
      ? credentials(secret, auth)
      : credentialFiles(secret, auth))
      item[key] = value;
  if (maxShards !== undefined) set('queueConfig.maxShards', Number(maxShards));
  if (retryOn429 !== undefined) set('queueConfig.retryOnRateLimit', retryOn429 === 'true');
  return item;
}

/** Two entries of one name are refused by Prometheus at the reload (audit P-54). */
function freeName({ entries }: PrometheusServer, wanted: string): string {
  const taken = new Set(entries.flatMap(({ name }) => (name?.sure ? [name.value] : [])));
  let free = wanted;
  for (let count = 2; taken.has(free); count += 1) free = `${wanted}-${count}`;
  return free;
}
