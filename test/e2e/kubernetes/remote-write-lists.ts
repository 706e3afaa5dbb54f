/** One entry of remoteWrite. */
export interface Entry {
  readonly name?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const DESTINATION = 'https://metrics.example.org/api/v1/push';
const OLD_URL = 'http://old.example.org/api/v1/push';

export const OLD: Entry = { name: 'main', url: OLD_URL };
export const NEW: Entry = { name: 'new', url: DESTINATION };

const ofTenant = (tenant: string, header = 'X-Scope-OrgID'): Entry => ({
  ...{ name: `tenant-${tenant}`, url: DESTINATION, headers: { [header]: tenant } },
});

/** Addresses that look like the destination: some are. */
const ADDRESSES = [
  `${DESTINATION}/`,
  `${DESTINATION}#now`,
  `${DESTINATION}?db=a`,
  `${DESTINATION}?db=b`,
  `${DESTINATION}?db=a&token=x`,
  `${DESTINATION}?p=x&db=a`,
  `${DESTINATION}?db=a&rp=b`,
  `${DESTINATION}?token=x`,
  'https://Metrics.Example.org:443/api/v1/push',
  'HTTPS://metrics.example.org/api/v1/push//',
  'https://user:word@metrics.example.org/api/v1/push',
  'https://metrics.example.org:8443/api/v1/push',
  'https://metrics.example.org/api/v1/Push',
  'https://metrics.example.org/api/v1',
  'https://metrics.example.org',
  'http://metrics.example.org/api/v1/push',
  'http://metrics.example.org:80/api/v1/push',
  'https://[::1]:443/api/v1/push',
];

/** Lists of entries by which phases are told apart. */
const LISTS: readonly (readonly Entry[])[] = [
  [],
  [OLD],
  [NEW],
  [OLD, NEW],
  [NEW, OLD],
  [{ url: OLD_URL }, { url: DESTINATION }],
  [OLD, { name: 'other', url: 'http://other.example.org/write' }, NEW],
  [{ name: 'other', url: 'http://other.example.org/write' }, NEW],
  [{ name: 'main', url: DESTINATION }],
  [{ name: 'main', url: DESTINATION }, NEW],
  [{ name: 'main', url: `${OLD_URL}/?team=a` }, NEW],
  [NEW, { name: 'second', url: DESTINATION }],
  [ofTenant('a'), ofTenant('b')],
  [OLD, ofTenant('a'), ofTenant('b')],
  [OLD, ofTenant('a')],
  [OLD, NEW, ofTenant('b')],
  [OLD, ofTenant('b', 'x-scope-orgid')],
  [OLD, ofTenant('b', 'THANOS-TENANT')],
  [{ ...ofTenant('a'), name: 'main' }, ofTenant('b', 'thanos-tenant')],
  ...ADDRESSES.flatMap((url) => [[OLD, { name: 'some', url }], [{ name: 'some', url }]]),
];

/** Resources by which phases are told apart; one that takes remote_write may be a destination itself. */
export const SPECS: readonly { readonly remoteWrite: readonly Entry[]; readonly [field: string]: unknown }[] =
  [
    ...LISTS.map((remoteWrite) => ({ remoteWrite, enableRemoteWriteReceiver: false })),
    ...[[], [OLD], [OLD, NEW]].map((remoteWrite) => ({ remoteWrite, enableRemoteWriteReceiver: true })),
  ];

/** What somebody says of the stores. */
export const SETTINGS: readonly Readonly<Record<string, string>>[] = [
  { destination: DESTINATION },
  { destination: 'https://Metrics.example.org:443/api/v1/push/' },
  { destination: `${DESTINATION}?db=a` },
  { destination: 'http://metrics.example.org:80/api/v1/push' },
  { destination: DESTINATION, old: 'main' },
  { destination: DESTINATION, old: `${OLD_URL}/` },
  { destination: DESTINATION, old: `${OLD_URL}?team=a` },
  { destination: `${DESTINATION}?db=a`, old: `${DESTINATION}?db=b` },
  { destination: DESTINATION, old: 'tsdb' },
  { destination: DESTINATION, destinationTenant: 'b' },
  { destination: DESTINATION, destinationTenant: 'b', old: 'main' },
  { destination: DESTINATION, destinationTenant: 'b', old: DESTINATION },
];
