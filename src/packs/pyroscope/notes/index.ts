import { asObservation } from '../adapt/render.ts';
import type { Observation } from '../observation.ts';
import { retentionUnset } from '../rules/retention-unset.ts';
import { settingsOutsideDual } from '../rules/settings-outside-dual.ts';
import { v1ModulesKeepRunning } from '../rules/v1-modules-keep-running.ts';
import { v1MovesToFilesystemBucket } from '../rules/v1-moves-to-filesystem-bucket.ts';
import { clusterDomainDot } from './cluster-domain-dot.ts';
import { discoveryRoleMissing } from './discovery-role-missing.ts';
import { discoveryWithoutNamespace } from './discovery-without-namespace.ts';
import { distributorNeedsBucket } from './distributor-needs-bucket.ts';
import { externalServices } from './external-services.ts';
import { limitsShrink } from './limits-shrink.ts';
import { restartGap } from './restart-gap.ts';
import { routeWithoutService } from './route-without-service.ts';
import { scrapedTwiceNote } from './scraped-twice.ts';
import { serviceNameTooLong } from './service-name-too-long.ts';
import { unifiedServiceNames } from './unified-service-names.ts';

export const NOTES: readonly Observation[] = [
  asObservation(retentionUnset),
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
  asObservation(v1MovesToFilesystemBucket),
  clusterDomainDot,
  asObservation(settingsOutsideDual),
  asObservation(v1ModulesKeepRunning),
];
