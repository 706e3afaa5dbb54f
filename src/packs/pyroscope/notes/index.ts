import type { Observation } from '../observation.ts';
import { discoveryRoleMissing, discoveryWithoutNamespace } from './discovery-rbac.ts';
import { distributorNeedsBucket } from './distributor-needs-bucket.ts';
import { restartGap } from './restart-gap.ts';
import { retentionUnset } from './retention-unset.ts';
import { scrapedTwiceNote } from './scraped-twice.ts';
import {
  externalServices,
  routeWithoutService,
  serviceNameTooLong,
  unifiedServiceNames,
} from './services.ts';
import { clusterDomainDot, limitsShrink, v1MovesToBucket } from './surroundings.ts';

export const NOTES: readonly Observation[] = [
  retentionUnset,
  distributorNeedsBucket,
  restartGap,
  scrapedTwiceNote,
  unifiedServiceNames,
  routeWithoutService,
  externalServices,
  serviceNameTooLong,
  limitsShrink,
  discoveryWithoutNamespace,
  discoveryRoleMissing,
  v1MovesToBucket,
  clusterDomainDot,
];
