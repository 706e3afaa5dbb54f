import { ALL, SHARED, V1_ONLY, V2_ONLY } from '../components.ts';

/** Every name that may stand under pyroscope.components, and what the component does. */
export const COMPONENTS: Readonly<Record<string, string>> = {
  distributor: 'Takes profiles in and hands them to ingesters or segment-writers.',
  ingester: 'Keeps recent profiles and writes blocks (v1).',
  querier: 'Answers queries from ingesters and store-gateways (v1).',
  'query-frontend': 'Takes queries in and splits them.',
  'query-scheduler': 'Queues queries between frontend and queriers (v1).',
  'store-gateway': 'Reads blocks of the bucket (v1).',
  compactor: 'Merges blocks of the bucket and deletes old ones (v1).',
  'tenant-settings': 'Keeps settings of tenants.',
  'ad-hoc-profiles': 'Keeps profiles that are uploaded by hand.',
  'segment-writer': 'Writes profiles to the bucket as segments (v2).',
  metastore: 'Keeps the index of all blocks in a raft log (v2).',
  'compaction-worker': 'Merges segments and blocks of the bucket (v2).',
  'query-backend': 'Reads segments and blocks of the bucket (v2).',
  admin: 'Serves pages for operators (v2).',
  all: 'Everything in one process.',
};

export const V1_COMPONENTS: readonly string[] = [...SHARED, ...V1_ONLY];
export const V2_COMPONENTS: readonly string[] = [...SHARED, ...V2_ONLY];
export const SINGLE_BINARY = ALL;
