import type { PyroscopeRule } from '../read/facts.ts';
import { chartTooOldForMigration } from './chart-too-old-for-migration.ts';
import { clusterDomainWithoutDot } from './cluster-domain-without-dot.ts';
import { combinedWithoutWeights } from './combined-without-weights.ts';
import { componentValuesInSingleBinary } from './component-values-in-single-binary.ts';
import { danglingReference } from './dangling-reference.ts';
import { deploymentPvcNeverCreated } from './deployment-pvc-never-created.ts';
import { discoveryRoleMissing } from './discovery-role-missing.ts';
import { discoveryWithoutNamespace } from './discovery-without-namespace.ts';
import { distributorNeedsBucket } from './distributor-needs-bucket.ts';
import { extraArgsContradictToggles } from './extra-args-contradict-toggles.ts';
import { filesystemBackendNotShared } from './filesystem-backend-not-shared.ts';
import { filesystemBackendOverridesObjectStorage } from './filesystem-backend-overrides-object-storage.ts';
import { filesystemWithoutDirInV1 } from './filesystem-without-dir-in-v1.ts';
import { fullnameTooLong } from './fullname-too-long.ts';
import { grpcPortHalfWired } from './grpc-port-half-wired.ts';
import { headlessServicesScrapedTwice } from './headless-services-scraped-twice.ts';
import { imageTagNewerThanChart } from './image-tag-newer-than-chart.ts';
import { imageTagOlderThanChart } from './image-tag-older-than-chart.ts';
import { legacyComponentsLayout } from './legacy-components-layout.ts';
import { memoryLimitShrinksInDual } from './memory-limit-shrinks-in-dual.ts';
import { metastoreDirectoryMoved } from './metastore-directory-moved.ts';
import { metastoreNotPersistent } from './metastore-not-persistent.ts';
import { metastorePeersMismatch } from './metastore-peers-mismatch.ts';
import { metastoreReplicasEven } from './metastore-replicas-even.ts';
import { objectStorageMissing } from './object-storage-missing.ts';
import { queryBackendFalseHidesV1 } from './query-backend-false-hides-v1.ts';
import { queryBackendFromAutoUnsupported } from './query-backend-from-auto-unsupported.ts';
import { queryBackendFromFormat } from './query-backend-from-format.ts';
import { raftServerIdDropsPeers } from './raft-server-id-drops-peers.ts';
import { replicationFactorMismatch } from './replication-factor-mismatch.ts';
import { restartGap } from './restart-gap.ts';
import { retentionUnset } from './retention-unset.ts';
import { routeWithoutService } from './route-without-service.ts';
import { s3BucketNameKey } from './s3-bucket-name-key.ts';
import { settingsOutsideDual } from './settings-outside-dual.ts';
import { sharedClaim } from './shared-claim.ts';
import { sharedVolumeOff } from './shared-volume-off.ts';
import { unifiedServiceNameMismatch } from './unified-service-name-mismatch.ts';
import { unreadableWorkload } from './unreadable-workload.ts';
import { v1ModulesKeepRunning } from './v1-modules-keep-running.ts';
import { v1MovesToFilesystemBucket } from './v1-moves-to-filesystem-bucket.ts';
import { v1RetentionOnV2 } from './v1-retention-on-v2.ts';
import { v2FlagsUnknownToImage } from './v2-flags-unknown-to-image.ts';
import { v2LeftoversInV1 } from './v2-leftovers-in-v1.ts';
import { v2ServicesExternal } from './v2-services-external.ts';
import { weightsDropData } from './weights-drop-data.ts';
import { weightsLeaveHoles } from './weights-leave-holes.ts';
import { weightsOutOfRange } from './weights-out-of-range.ts';
import { writePathLeftover } from './write-path-leftover.ts';

/** Judged on the render as it came; the first that refuses ends it, as the others would only echo it. */
export const OF_THE_RENDER: readonly PyroscopeRule[] = [
  chartTooOldForMigration,
  imageTagNewerThanChart,
  imageTagOlderThanChart,
  componentValuesInSingleBinary,
  unreadableWorkload,
  legacyComponentsLayout,
  extraArgsContradictToggles,
];

/** Judged, in this order, once the phase is set; what one corrects the next ones see. */
export const CORRECTING: readonly PyroscopeRule[] = [
  metastoreDirectoryMoved,
  filesystemBackendOverridesObjectStorage,
  combinedWithoutWeights,
  v2FlagsUnknownToImage,
  metastorePeersMismatch,
  v2LeftoversInV1,
  writePathLeftover,
  deploymentPvcNeverCreated,
  restartGap,
  headlessServicesScrapedTwice,
  discoveryWithoutNamespace,
  filesystemWithoutDirInV1,
];

/** Judged on what all corrections leave, and able to refuse it. */
export const REFUSING: readonly PyroscopeRule[] = [
  weightsOutOfRange,
  weightsDropData,
  queryBackendFromFormat,
  queryBackendFromAutoUnsupported,
  queryBackendFalseHidesV1,
  danglingReference,
];

/** Judged on what all corrections leave, for information or as a warning. */
export const OBSERVING: readonly PyroscopeRule[] = [
  metastoreNotPersistent,
  objectStorageMissing,
  filesystemBackendNotShared,
  s3BucketNameKey,
  sharedVolumeOff,
  sharedClaim,
  grpcPortHalfWired,
  raftServerIdDropsPeers,
  metastoreReplicasEven,
  replicationFactorMismatch,
  v1RetentionOnV2,
  weightsLeaveHoles,
  retentionUnset,
  distributorNeedsBucket,
  unifiedServiceNameMismatch,
  routeWithoutService,
  v2ServicesExternal,
  fullnameTooLong,
  memoryLimitShrinksInDual,
  discoveryRoleMissing,
  v1MovesToFilesystemBucket,
  clusterDomainWithoutDot,
  settingsOutsideDual,
  v1ModulesKeepRunning,
];
