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
import { settingsOutsideDual } from './settings-outside-dual.ts';
import { clusterDomainDot, limitsShrink, v1MovesToBucket } from './surroundings.ts';
import { v1ModulesKeepRunning } from './v1-modules-keep-running.ts';

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
  settingsOutsideDual,
  v1ModulesKeepRunning,
];
