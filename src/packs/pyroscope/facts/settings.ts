import { isBefore, majorOf } from '../../../chart/versions.ts';
import type { Component, Path, Reading, Setting } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { FIRST_CHART, FIRST_SERVER } from './charts.ts';
import { ALL, isV2Only, METASTORES, READERS, WRITERS } from './components.ts';
import { PHASE_FACTS } from './phases.ts';

const is2 = (server: string): boolean => majorOf(server) >= 2;

/** The blocks of values that a component is rendered from, strongest first (charts 1.14.0 to 2.2.1). */
export const blocksOf = (component: string): readonly Path[] =>
  component === ALL
    ? [['pyroscope']]
    : [
        ['pyroscope', 'components', component],
        ['architecture', 'microservices', 'v2', component],
        ['architecture', 'microservices', 'v1', component],
        ['pyroscope'],
      ];

/** The block that values for one component alone are written in. */
export const ownBlock = (component: string): Path =>
  component === ALL ? ['pyroscope'] : ['pyroscope', 'components', component];

/**
 * The block for values of one component that brings it into no other phase: before chart 1.19.2 a block in
 * `pyroscope.components` does (audit C1).
 */
export const quietBlock = (component: string, chart: string): Path =>
  component === ALL || !isBefore(chart, FIRST_CHART.leavingV1Out)
    ? ownBlock(component)
    : ['architecture', 'microservices', isV2Only(component) ? 'v2' : 'v1', component];

/** A decimal number from 0 to 1; undefined for anything else. */
export function asWeight(text: string | undefined): number | undefined {
  if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text?.trim() ?? '')) return undefined;
  const weight = Number(text);
  return weight <= 1 ? weight : undefined;
}

const RFC_3339 = /^\d{4}-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** RFC 3339 with a zone, and a moment that exists: the 30th of February is read as March by some, and refused by the server. */
export function isTimeWithZone(text: string): boolean {
  if (!RFC_3339.test(text) || Number.isNaN(Date.parse(text))) return false;
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return new Date(midnight).toISOString().startsWith(text.slice(0, 10));
}

/** Where values say a flag and its configuration key; extraArgs beat the configuration. */
const inValues =
  (flag: string, config?: Path, own: readonly Path[] = []) =>
  (component: string): readonly Path[] => [
    ...blocksOf(component).map((block) => [...block, 'extraArgs', flag]),
    ...own,
    ...(config ? [['pyroscope', 'structuredConfig', ...config]] : []),
  ];

/** `key`: where the chart's values have one of their own for it. */
type Row = Omit<Setting, 'values'> & { readonly key?: Path };

const setting = (row: Row): Row & Setting => ({
  ...row,
  ...(row.flag !== undefined && { values: inValues(row.flag, row.config, row.key ? [row.key] : []) }),
});

const migration = (key: string): Path => ['architecture', 'storage', 'migration', key];

const raft = (name: string, flag: string, summary: string, byDefault?: Setting['default']): Row & Setting =>
  setting({
    name,
    summary,
    flag: `metastore.raft.${flag}`,
    config: ['metastore', 'raft', flag.replaceAll('-', '_')],
    components: METASTORES,
    ...(byDefault !== undefined && { default: byDefault }),
  });

/** What a person may ask for as a weight. */
const WEIGHT: Pick<Setting, 'schema' | 'check'> = {
  schema: { type: 'number', minimum: 0, maximum: 1, description: 'Fraction of writes.' },
  check: (word) => (asWeight(word) === undefined ? 'is not a number from 0 to 1' : undefined),
};

/**
 * The settings of Pyroscope that phasegate reads or lets a person tune (flags and configuration of servers 1.15.0 to
 * 2.2.1; overrides below `overrides.<tenant>`).
 */
export const SETTINGS: readonly (Row & Setting)[] = [
  setting({
    name: 'ingesterWeight',
    summary: 'share of writes that go to v1 in dual, 0 to 1',
    ...WEIGHT,
    flag: 'write-path.ingester-weight',
    config: ['limits', 'write_path_ingester_weight'],
    override: ['write_path_ingester_weight'],
    components: WRITERS,
    key: migration('ingesterWeight'),
    default: '1',
  }),
  setting({
    name: 'segmentWriterWeight',
    summary: 'share of writes that go to v2 in dual, 0 to 1',
    ...WEIGHT,
    flag: 'write-path.segment-writer-weight',
    config: ['limits', 'write_path_segment_writer_weight'],
    override: ['write_path_segment_writer_weight'],
    components: WRITERS,
    key: migration('segmentWriterWeight'),
    default: '0',
  }),
  setting({
    name: 'queryBackendFrom',
    summary: 'auto, or the RFC 3339 time from which v2 answers queries in dual',
    schema: {
      title: 'time',
      type: 'string',
      minLength: 1,
      description: 'auto, or an RFC 3339 time with a zone.',
    },
    check: (word) =>
      word === 'auto' || isTimeWithZone(word)
        ? undefined
        : 'is not auto or an RFC 3339 time with a zone, such as 2026-11-01T00:00:00Z',
    flag: 'enable-query-backend-from',
    config: ['limits', 'enable_query_backend_from'],
    override: ['enable_query_backend_from'],
    components: READERS,
    key: migration('queryBackendFrom'),
    default: (server) => (is2(server) ? 'auto' : undefined),
  }),
  setting({
    name: 'queryBackend',
    summary: 'whether v2 answers queries',
    flag: 'enable-query-backend',
    config: ['limits', 'enable_query_backend'],
    override: ['enable_query_backend'],
    components: READERS,
    default: (server) => (is2(server) ? 'true' : 'false'),
  }),
  setting({
    name: 'writePath',
    summary: 'which storage gets writes',
    flag: 'write-path',
    config: ['limits', 'write_path'],
    override: ['write_path'],
    default: (server) => PHASE_FACTS[is2(server) ? 'v2' : 'v1'].writePath,
  }),
  setting({
    name: 'architecture',
    summary: 'the storage that a 2.x server runs',
    flag: 'architecture.storage',
    config: ['architecture_storage'],
    default: (server) => (is2(server) ? PHASE_FACTS.dual.architecture : undefined),
  }),
  setting({
    name: 'storageBackend',
    summary: 'where blocks are kept',
    flag: 'storage.backend',
    config: ['storage', 'backend'],
    // A 1.x single binary without a backend keeps its blocks on the local disk (audit A16, C11).
    default: (server) => (is2(server) ? 'filesystem' : ''),
  }),
  setting({
    name: 'storagePrefix',
    summary: 'prefix within the bucket',
    flag: 'storage.prefix',
    config: ['storage', 'prefix'],
    default: () => '',
  }),
  setting({
    name: 'formerStoragePrefix',
    summary: 'prefix within the bucket, where storagePrefix is empty',
    flag: 'storage.storage-prefix',
    config: ['storage', 'storage_prefix'],
  }),
  setting({
    name: 'filesystemDirectory',
    summary: 'directory of the filesystem backend',
    flag: 'storage.filesystem.dir',
    config: ['storage', 'filesystem', 'dir'],
    default: (server) => (is2(server) ? './data/v2/shared' : './data-shared'),
  }),
  ...(
    [
      ['s3Bucket', 's3', 'bucket_name', 'bucket-name'],
      ['gcsBucket', 'gcs', 'bucket_name', 'bucket-name'],
      ['azureContainer', 'azure', 'container_name', 'container-name'],
      ['azureAccount', 'azure', 'account_name', 'account-name'],
      ['swiftContainer', 'swift', 'container_name', 'container-name'],
      ['cosBucket', 'cos', 'bucket', 'bucket'],
    ] as const
  ).map(([name, backend, key, flag]) =>
    setting({
      name,
      summary: `${key === 'account_name' ? 'account' : 'bucket'} of the ${backend} backend`,
      flag: `storage.${backend}.${flag}`,
      config: ['storage', backend, key],
    }),
  ),
  setting({
    name: 'metastoreDirectory',
    summary: 'where the metastore keeps its index',
    flag: 'metastore.data-dir',
    config: ['metastore', 'data_dir'],
    components: METASTORES,
  }),
  raft('raftDirectory', 'dir', 'where raft keeps its log', (server) =>
    isBefore(server, FIRST_SERVER.metastoreDirectories)
      ? './data-metastore/raft'
      : './data/v2/metastore/raft',
  ),
  raft('raftExpectedPeers', 'bootstrap-expect-peers', 'number of peers that raft waits for', '1'),
  raft('raftServerId', 'server-id', 'name of a metastore among its peers'),
  raft('raftBindAddress', 'bind-address', 'address that raft listens at'),
  raft('raftBootstrapPeers', 'bootstrap-peers', 'addresses of the peers'),
  setting({
    name: 'v1Retention',
    summary: 'how long v1 keeps blocks',
    flag: 'compactor.blocks-retention-period',
    config: ['limits', 'compactor_blocks_retention_period'],
    override: ['compactor_blocks_retention_period'],
    default: () => '0s',
  }),
  setting({
    name: 'v2Retention',
    summary: 'how long v2 keeps blocks',
    flag: 'retention-period',
    config: ['limits', 'retention_period'],
    override: ['retention_period'],
  }),
  setting({
    name: 'storeGatewayReplication',
    summary: 'number of store-gateways that hold a block',
    flag: 'store-gateway.sharding-ring.replication-factor',
    config: ['store_gateway', 'sharding_ring', 'replication_factor'],
    default: () => '1',
  }),
  setting({
    name: 'clusterLabel',
    summary: 'label that keeps memberlist clusters apart',
    flag: 'memberlist.cluster-label',
    config: ['memberlist', 'cluster_label'],
    default: () => '',
  }),
  setting({
    name: 'multitenancy',
    summary: 'whether each tenant has data of its own',
    flag: 'auth.multitenancy-enabled',
    config: ['multitenancy_enabled'],
    default: () => 'false',
  }),
  setting({
    name: 'grpcPort',
    summary: 'port that the server listens at for gRPC',
    flag: 'server.grpc-listen-port',
    config: ['server', 'grpc_listen_port'],
    default: () => '9095',
  }),
];

const rowOf = (name: string) => SETTINGS.find((one) => one.name === name);

/**
 * How a message names what a reading says: the path in values; off manifests the flag, the configuration key or the key
 * of the overrides.
 */
export function shownReading(name: string, { place, by, tenant }: Reading): string {
  if (place?.in === 'values') return shownPath(place.path);
  const { flag = name, config = [], override = [] } = rowOf(name) ?? {};
  if (tenant !== undefined) return shownPath(['overrides', tenant, ...override]);
  return by === 'config' ? shownPath(config) : `-${flag}`;
}

/** Where in the values a person changes what a reading says. @param chartMajor 1 or 2 */
export function pathOfReading(name: string, reading: Reading, chartMajor: number): Path {
  const { place, by, tenant, component } = reading;
  if (place?.in === 'values') return place.path;
  const { config = [], override = [], key } = rowOf(name) ?? {};
  if (tenant !== undefined) return ['pyroscope', 'tenantOverrides', tenant, ...override];
  if (by === 'config') return ['pyroscope', 'structuredConfig', ...config];
  // Charts 1.x pass the time on, and neither weight (audit C2).
  const isPassedOn = key !== undefined && (chartMajor >= 2 || name === 'queryBackendFrom');
  return by === 'chart' && isPassedOn ? key : settingPath(name, component.name);
}

/** The same, for a message. */
export const keyOfReading = (name: string, reading: Reading, chartMajor: number): string =>
  shownPath(pathOfReading(name, reading, chartMajor));

/** The key of the values that gives a component a flag, for a message. */
export const keyOfFlag = ({ flags }: Pick<Component, 'flags'>, flag: string): string => {
  const place = flags[flag]?.place;
  return shownPath(place?.in === 'values' ? place.path : ['pyroscope', 'extraArgs', flag]);
};

/** Where a person writes a setting for a component. */
export const settingPath = (name: string, component: string): Path =>
  rowOf(name)?.values?.(component)[0] ?? [];
