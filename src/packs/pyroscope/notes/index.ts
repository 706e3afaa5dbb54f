import { asObservation } from '../adapt/render.ts';
import type { Observation } from '../observation.ts';
import { clusterDomainWithoutDot } from '../rules/cluster-domain-without-dot.ts';
import { discoveryRoleMissing } from '../rules/discovery-role-missing.ts';
import { distributorNeedsBucket } from '../rules/distributor-needs-bucket.ts';
import { fullnameTooLong } from '../rules/fullname-too-long.ts';
import { memoryLimitShrinksInDual } from '../rules/memory-limit-shrinks-in-dual.ts';
import { retentionUnset } from '../rules/retention-unset.ts';
import { routeWithoutService } from '../rules/route-without-service.ts';
import { settingsOutsideDual } from '../rules/settings-outside-dual.ts';
import { unifiedServiceNameMismatch } from '../rules/unified-service-name-mismatch.ts';
import { v1ModulesKeepRunning } from '../rules/v1-modules-keep-running.ts';
import { v1MovesToFilesystemBucket } from '../rules/v1-moves-to-filesystem-bucket.ts';
import { v2ServicesExternal } from '../rules/v2-services-external.ts';

export const NOTES: readonly Observation[] = [
  asObservation(retentionUnset),
  asObservation(distributorNeedsBucket),
  asObservation(unifiedServiceNameMismatch),
  asObservation(routeWithoutService),
  asObservation(v2ServicesExternal),
  asObservation(fullnameTooLong),
  asObservation(memoryLimitShrinksInDual),
  asObservation(discoveryRoleMissing),
  asObservation(v1MovesToFilesystemBucket),
  asObservation(clusterDomainWithoutDot),
  asObservation(settingsOutsideDual),
  asObservation(v1ModulesKeepRunning),
];
