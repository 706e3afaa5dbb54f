import type { Observation } from '../observation.ts';
import { clusterDomainDot } from './cluster-domain-dot.ts';
import { discoveryRoleMissing } from './discovery-role-missing.ts';
import { discoveryWithoutNamespace } from './discovery-without-namespace.ts';
import { distributorNeedsBucket } from './distributor-needs-bucket.ts';
import { externalServices } from './external-services.ts';
import { limitsShrink } from './limits-shrink.ts';
import { restartGap } from './restart-gap.ts';
import { retentionUnset } from './retention-unset.ts';
import { routeWithoutService } from './route-without-service.ts';
import { scrapedTwiceNote } from './scraped-twice.ts';
import { serviceNameTooLong } from './service-name-too-long.ts';
import { settingsOutsideDual } from './settings-outside-dual.ts';
import { unifiedServiceNames } from './unified-service-names.ts';
import { v1ModulesKeepRunning } from './v1-modules-keep-running.ts';
import { v1MovesToBucket } from './v1-moves-to-bucket.ts';

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
