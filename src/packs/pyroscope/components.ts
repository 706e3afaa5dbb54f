/** The two storage layers' components, by the chart's label `app.kubernetes.io/component` (charts 1.15.1 to 2.2.1). */
export const V1_ONLY = ['ingester', 'compactor', 'store-gateway', 'querier', 'query-scheduler'] as const;
export const V2_ONLY = [
  'segment-writer',
  'metastore',
  'compaction-worker',
  'query-backend',
  'admin',
] as const;
export const SHARED = ['distributor', 'query-frontend', 'tenant-settings', 'ad-hoc-profiles'] as const;
/** Without these three v2 neither writes nor reads. */
export const V2_PARTS = ['metastore', 'segment-writer', 'query-backend'] as const;

/**
 * single-binary: one StatefulSet `all`. microservices: components with those of v2 among them, or the chart's own. legacy:
 * components that `pyroscope.components` lists, without those of v2.
 */
export type Layout = 'single-binary' | 'microservices' | 'legacy';

/** The one component of the single binary. */
export const ALL = 'all';

const v1Only: ReadonlySet<string> = new Set(V1_ONLY);
const v2Only: ReadonlySet<string> = new Set(V2_ONLY);

export const isV1Only = (component: string): boolean => v1Only.has(component);
export const isV2Only = (component: string): boolean => v2Only.has(component);
