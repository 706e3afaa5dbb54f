import { componentKey, describedComponent } from './component.ts';
import { COMPONENTS } from './component-names.ts';
import type { ChartKey, Json } from './key.ts';
import { section } from './kinds.ts';
import { deployment, NOT_PERSISTENT, sized, statefulSet } from './sizes.ts';

const SETTINGS: Readonly<Record<string, Json>> = {
  'query-backend': deployment(3, sized('1Gi', '256Mi', 1)),
  'query-frontend': deployment(2, sized('1Gi', '256Mi', '100m')),
  distributor: deployment(2, sized('1Gi', '256Mi', '500m')),
  'segment-writer': statefulSet(3, sized('4Gi', '2Gi', 1), 600),
  'compaction-worker': { ...statefulSet(3, sized('2Gi', '1Gi', 1), 1200), ...NOT_PERSISTENT },
  'tenant-settings': deployment(1, sized('256Mi', '16Mi', 0.1)),
  'ad-hoc-profiles': deployment(1, sized('256Mi', '16Mi', 0.1)),
  admin: deployment(1, sized('256Mi', '16Mi', 0.1)),
};

const METASTORE_FLAGS = {
  'metastore.raft.bootstrap-expect-peers': 3,
  'metastore.index.cleanup-interval': '1m',
  'metastore.snapshot-compact-on-restore': true,
};

const metastoreWith = (flags: { readonly [key: string]: Json }): Json => ({
  ...statefulSet(3, sized('2Gi', '1Gi', 1), 1200),
  ...NOT_PERSISTENT,
  extraArgs: { ...METASTORE_FLAGS, ...flags },
});

const PLACEMENT_FLAGS = {
  'adaptive-placement.max-dataset-shards': 1024,
  'adaptive-placement.unit-size-bytes': 131_072,
};

const metastore: ChartKey = componentKey(COMPONENTS.metastore ?? '', {
  defaultSince: [
    ['1.15.1', metastoreWith(PLACEMENT_FLAGS)],
    ['1.21.0', metastoreWith({})],
  ],
});

export const microservicesV2 = section({
  ...Object.fromEntries(
    Object.entries(SETTINGS).map(([name, settings]) => [
      name,
      describedComponent(COMPONENTS[name] ?? name, settings),
    ]),
  ),
  metastore,
})('The components that run while the v2 storage is on.');
