import type { ValuePath } from '../../../lint/finding.ts';
import { isFrom } from './versions.ts';

/** Blocks at the top of the server's configuration that are no chart keys (server 1.21.0 and 2.2.1). */
const BLOCKS: ReadonlySet<string> = new Set([
  'adaptive_placement',
  'admin_server',
  'analytics',
  'api',
  'architecture_storage',
  'compaction_worker',
  'compactor',
  'distributor',
  'embedded_grafana',
  'frontend',
  'frontend_worker',
  'ingester',
  'limits',
  'memberlist',
  'metastore',
  'multitenancy_enabled',
  'overrides_exporter',
  'pyroscopedb',
  'querier',
  'query_backend',
  'query_scheduler',
  'runtime_config',
  'segment_writer',
  'self_profiling',
  'server',
  'show_banner',
  'shutdown_delay',
  'storage',
  'store_gateway',
  'symbolizer',
  'target',
  'tenant_settings',
  'tracing',
]);

/** What stands in the storage block. */
const STORAGE: ReadonlySet<string> = new Set([
  'azure',
  'backend',
  'cos',
  'filesystem',
  'gcs',
  'prefix',
  's3',
  'storage_prefix',
  'swift',
]);

const CONFIG: ValuePath = ['pyroscope', 'structuredConfig'];

/** Where a key of the server configuration belongs among the chart's values, undefined where it is none. */
export function configPlaceOf(name: string, chart: string): ValuePath | undefined {
  if (BLOCKS.has(name)) return [...CONFIG, name];
  if (STORAGE.has(name)) return [...CONFIG, 'storage', name];
  if (/^retention([-_]?period)?$/i.test(name)) return [...CONFIG, 'limits', retentionKey(chart)];
  return undefined;
}

/** v2 has a retention of its own; v1 leaves it to the compactor. */
const retentionKey = (chart: string): string =>
  isFrom(chart, '2.0.0') ? 'retention_period' : 'compactor_blocks_retention_period';
