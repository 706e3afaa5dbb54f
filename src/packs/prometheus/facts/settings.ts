import type { Setting } from '../../../pack.ts';
import { namesCredentialInQuery } from '../../../redaction.ts';

const AUTH_IN_SECRET = 'name a Secret with --destination-secret instead';

const isUrl = (word: string): string | undefined => {
  const url = URL.canParse(word) ? new URL(word) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return 'is not a URL that begins with http:// or https://';
  if (url.username !== '' || url.password !== '') return `holds a user or a password; ${AUTH_IN_SECRET}`;
  return undefined;
};

/** It is printed in the steps that are left, for a shell. */
function isDestination(word: string): string | undefined {
  const mistake = isUrl(word);
  if (mistake !== undefined) return mistake;
  const credential = [...new URL(word).searchParams.keys()].find(namesCredentialInQuery);
  return credential === undefined
    ? undefined
    : `holds a credential in its query, ${credential}; leave it out, as an entry that has it counts all the same, or ${AUTH_IN_SECRET}`;
}

const isQueryUrl = (word: string): string | undefined =>
  isUrl(word) ??
  (/[?#]/.test(word)
    ? 'has a query or a fragment; name the address in front of /api/v1/query, and the tenant with --destination-tenant'
    : undefined);

const isName = (word: string): string | undefined =>
  /^[\w.-]+$/.test(word) ? undefined : 'is not a name of letters, digits, dots and dashes';

const isMoment = (word: string): string | undefined =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(word) &&
  !Number.isNaN(Date.parse(word))
    ? undefined
    : 'is not a time such as 2026-11-30T12:00:00Z';

const text = (description: string, title?: string): Pick<Setting, 'schema'> => ({
  schema: { type: 'string', description, ...(title !== undefined && { title }) },
});

/** What `destinationAuth` may say. */
export const AUTH_WORDS = ['basic', 'bearer'] as const;

/** Of how the destination is written to. */
export const DESTINATION = {
  url: 'destination',
  name: 'destinationName',
  tenant: 'destinationTenant',
  secret: 'destinationSecret',
  auth: 'destinationAuth',
  shards: 'destinationMaxShards',
  retry: 'destinationRetryOn429',
} as const;

/** Of how a move is proven. */
export const PROOF = {
  queryUrl: 'destinationQueryUrl',
  state: 'backfillState',
  since: 'dualSince',
} as const;

/** What the entry of the destination is called where nobody names it. */
export const DEFAULT_NAME = 'new';

/** What `old` says where the old store is the storage of the Prometheus itself. */
export const LOCAL = 'tsdb';

/** Where kube-prometheus-stack and the chart prometheus have a setting in their values. */
const inValues =
  (...paths: readonly string[]) =>
  () =>
    paths.map((path) => path.split('/'));

export const SETTINGS: readonly Setting[] = [
  {
    name: DESTINATION.url,
    summary: 'remote_write URL of the new store',
    ...text('The URL by which the new store takes remote_write.', 'url'),
    check: isDestination,
  },
  {
    name: DESTINATION.name,
    summary: `name of the entry for the new store (default ${DEFAULT_NAME})`,
    ...text('The name of the remote_write entry for the new store.', 'name'),
    check: isName,
  },
  {
    name: 'old',
    summary: `name or URL of the entry for the old store, or ${LOCAL} for the storage of the Prometheus itself`,
    ...text(
      `The name or the URL of the remote_write entry for the old store; ${LOCAL} where that is the storage of the Prometheus itself.`,
      'name',
    ),
  },
  {
    name: DESTINATION.tenant,
    summary: 'tenant of the new store, sent as X-Scope-OrgID',
    ...text('The tenant that samples are written for, as the header X-Scope-OrgID.', 'id'),
    check: isName,
  },
  {
    name: DESTINATION.secret,
    summary: 'Secret with the keys username and password, or token, for the new store',
    ...text('The Secret that holds username and password, or token, for the new store.', 'name'),
    check: isName,
  },
  {
    name: DESTINATION.auth,
    summary: 'how the Secret is used: basic (default) or bearer',
    schema: {
      enum: [...AUTH_WORDS],
      type: 'string',
      description: 'Whether the Secret holds a user and a password, or a token.',
    },
  },
  {
    name: DESTINATION.shards,
    summary: 'most shards of the queue for the new store',
    schema: { type: 'integer', minimum: 1, description: 'The most shards of the queue for the new store.' },
    check: (word) => (/^[1-9]\d*$/.test(word) ? undefined : 'is not a whole number above 0'),
  },
  {
    name: DESTINATION.retry,
    summary: 'send again what the new store answers 429 to, instead of dropping it',
    schema: {
      type: 'boolean',
      description: 'Whether samples are sent again that the new store answers 429 to.',
    },
  },
  {
    name: PROOF.queryUrl,
    summary: 'URL of the new store in front of /api/v1/query, to ask it what it holds',
    ...text('The URL by which the new store is queried, without /api/v1/query.', 'url'),
    check: isQueryUrl,
  },
  {
    name: PROOF.state,
    summary: 'state of phasegate backfill: a file, or configmap/NAME',
    ...text('Where phasegate backfill keeps its state: a file, or configmap/NAME.', 'name'),
  },
  {
    name: PROOF.since,
    summary: 'when both stores began to get samples, for the end of the backfill',
    ...text('The time from which on both stores get samples, as RFC 3339 has it.', 'time'),
    check: isMoment,
  },
  {
    name: 'retention',
    summary: 'how long a Prometheus keeps samples',
    flag: 'storage.tsdb.retention.time',
    values: inValues('prometheus/prometheusSpec/retention', 'server/retention'),
    default: '15d',
  },
  {
    name: 'retentionSize',
    summary: 'how many bytes a Prometheus keeps',
    flag: 'storage.tsdb.retention.size',
    values: inValues('prometheus/prometheusSpec/retentionSize', 'server/retentionSize'),
  },
  {
    name: 'outOfOrderWindow',
    summary: 'how old a sample may be',
    config: ['storage', 'tsdb', 'out_of_order_time_window'],
    values: inValues(
      'prometheus/prometheusSpec/tsdb/outOfOrderTimeWindow',
      'server/tsdb/out_of_order_time_window',
    ),
    default: '0s',
  },
];

/** Flags without a value, which Prometheus takes by being there. */
export const RECEIVER_FLAG = 'web.enable-remote-write-receiver';
