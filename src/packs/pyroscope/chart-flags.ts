/**
 * The flags that the chart's own templates write for v2 and for the migration, in their order (charts 1.15.1 to 2.2.1).
 * Whatever stands in front of them comes from `extraArgs`.
 */
const ORDER_1 = [
  'storage.backend',
  'query-backend.address',
  'metastore.address',
  'metastore.data-dir',
  'metastore.raft.dir',
  'metastore.raft.snapshots-dir',
  'metastore.raft.bind-address',
  'metastore.raft.server-id',
  'metastore.raft.advertise-address',
  'metastore.raft.bootstrap-peers',
  'metastore.raft.bootstrap-expect-peers',
  'write-path',
  'write-path.ingester-weight',
  'write-path.segment-writer-weight',
  'all.enable-v1-write-path',
  'all.enable-v1-read-path',
  'enable-query-backend',
  'enable-query-backend-from',
] as const;

const ORDER_2 = [
  ...ORDER_1.slice(1, 11),
  'architecture.storage',
  'write-path',
  'write-path.ingester-weight',
  'write-path.segment-writer-weight',
  'enable-query-backend-from',
] as const;

/** The order for a chart's major version. */
export const chartFlagOrder = (chartMajor: number): readonly string[] =>
  chartMajor >= 2 ? ORDER_2 : ORDER_1;

export const METASTORE_DIRECTORIES: ReadonlyArray<readonly [flag: string, value: string]> = [
  ['metastore.data-dir', './data-metastore/data'],
  ['metastore.raft.dir', './data-metastore/raft'],
  ['metastore.raft.snapshots-dir', './data-metastore/raft'],
];
