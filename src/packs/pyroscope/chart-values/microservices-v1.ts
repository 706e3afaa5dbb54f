import { describedComponent } from './component.ts';
import { COMPONENTS } from './component-names.ts';
import type { Json } from './key.ts';
import { section } from './kinds.ts';
import { deployment, NOT_PERSISTENT, sized, statefulSet } from './sizes.ts';

const REPLICATED = { extraArgs: { 'store-gateway.sharding-ring.replication-factor': '3' } };
const LARGE = sized('16Gi', '8Gi', 1);

const SETTINGS: Readonly<Record<string, Json>> = {
  querier: { ...deployment(3, sized('1Gi', '256Mi', 1)), ...REPLICATED },
  'query-frontend': deployment(2, sized('1Gi', '256Mi', '100m')),
  'query-scheduler': deployment(2, sized('1Gi', '256Mi', '100m')),
  distributor: deployment(2, sized('1Gi', '256Mi', '500m')),
  ingester: statefulSet(3, LARGE, 600),
  compactor: { ...statefulSet(3, LARGE, 1200), ...NOT_PERSISTENT },
  'store-gateway': {
    ...statefulSet(3, LARGE),
    ...NOT_PERSISTENT,
    ...REPLICATED,
    readinessProbe: { initialDelaySeconds: 60 },
  },
  'tenant-settings': deployment(1, sized('4Gi', '16Mi', 0.1)),
  'ad-hoc-profiles': deployment(1, sized('4Gi', '16Mi', 0.1)),
};

export const microservicesV1 = section(
  Object.fromEntries(
    Object.entries(SETTINGS).map(([name, settings]) => [
      name,
      describedComponent(COMPONENTS[name] ?? name, settings),
    ]),
  ),
)('The components that run while the v1 storage is on.');
