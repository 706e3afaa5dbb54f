import type { PyroscopeRule } from '../read/facts.ts';
import { autoHidesV1 } from './auto-hides-v1.ts';
import { blockRangesNotMultiples } from './block-ranges-not-multiples.ts';
import { bothLayersOff } from './both-layers-off.ts';
import { chartBorderWithPhaseChange } from './chart-border-with-phase-change.ts';
import { chartTooOldForMigration } from './chart-too-old-for-migration.ts';
import { clusterDomainWithoutDot } from './cluster-domain-without-dot.ts';
import { clusterLabelChange } from './cluster-label-change.ts';
import { combinedWithoutWeights } from './combined-without-weights.ts';
import { componentValuesInSingleBinary } from './component-values-in-single-binary.ts';
import { configTextUnreadable } from './config-text-unreadable.ts';
import { configVariableNotExpanded } from './config-variable-not-expanded.ts';
import { danglingReference } from './dangling-reference.ts';
import { deploymentPvcNeverCreated } from './deployment-pvc-never-created.ts';
import { discoveryRoleMissing } from './discovery-role-missing.ts';
import { discoveryWithoutNamespace } from './discovery-without-namespace.ts';
import { distributorNeedsBucket } from './distributor-needs-bucket.ts';
import { droppedServiceInText } from './dropped-service-in-text.ts';
import { extraArgsContradictToggles } from './extra-args-contradict-toggles.ts';
import { filesystemBackendNotShared } from './filesystem-backend-not-shared.ts';
import { filesystemBackendOverridesObjectStorage } from './filesystem-backend-overrides-object-storage.ts';
import { filesystemDirMovedIn2 } from './filesystem-dir-moved-in-2.0.ts';
import { filesystemWithoutDirInV1 } from './filesystem-without-dir-in-v1.ts';
import { fullnameInvalid } from './fullname-invalid.ts';
import { fullnameTooLong } from './fullname-too-long.ts';
import { grpcPortHalfWired } from './grpc-port-half-wired.ts';
import { headlessServicesScrapedTwice } from './headless-services-scraped-twice.ts';
import { imageReferenceInvalid } from './image-reference-invalid.ts';
import { imageTagNewerThanChart } from './image-tag-newer-than-chart.ts';
import { imageTagOlderThanChart } from './image-tag-older-than-chart.ts';
import { legacyComponentsLayout } from './legacy-components-layout.ts';
import { memoryLimitShrinksInDual } from './memory-limit-shrinks-in-dual.ts';
import { metastoreDirectoryMoved } from './metastore-directory-moved.ts';
import { metastoreNotPersistent } from './metastore-not-persistent.ts';
import { metastorePeersMismatch } from './metastore-peers-mismatch.ts';
import { metastoreReplicasEven } from './metastore-replicas-even.ts';
import { minReplicasAboveMax } from './min-replicas-above-max.ts';
import { modeWithPhaseChange } from './mode-with-phase-change.ts';
import { numberArrivesChanged } from './number-arrives-changed.ts';
import { objectStorageMissing } from './object-storage-missing.ts';
import { persistenceChangedMidMigration } from './persistence-changed-mid-migration.ts';
import { phaseUnclear } from './phase-unclear.ts';
import { plaintextSecret } from './plaintext-secret.ts';
import { podNameClash } from './pod-name-clash.ts';
import { queryBackendFalseHidesV1 } from './query-backend-false-hides-v1.ts';
import { queryBackendFromAutoUnsupported } from './query-backend-from-auto-unsupported.ts';
import { queryBackendFromFormat } from './query-backend-from-format.ts';
import { queryBackendFromInFuture } from './query-backend-from-in-future.ts';
import { raftServerIdDropsPeers } from './raft-server-id-drops-peers.ts';
import { removedKey } from './removed-key.ts';
import { renamedKey } from './renamed-key.ts';
import { replicationFactorMismatch } from './replication-factor-mismatch.ts';
import { requestsAboveLimits } from './requests-above-limits.ts';
import { restartGap } from './restart-gap.ts';
import { retentionUnset } from './retention-unset.ts';
import { reuseValuesBreaks } from './reuse-values-breaks.ts';
import { routeIncomplete } from './route-incomplete.ts';
import { routeWithoutService } from './route-without-service.ts';
import { runningDiffers } from './running-differs.ts';
import { s3BucketNameKey } from './s3-bucket-name-key.ts';
import { serverSettingsConflict } from './server-settings-conflict.ts';
import { serverValueInvalid } from './server-value-invalid.ts';
import { serverValueRefused } from './server-value-refused.ts';
import { settingsOutsideDual } from './settings-outside-dual.ts';
import { sharedClaim } from './shared-claim.ts';
import { sharedVolumeOff } from './shared-volume-off.ts';
import { storageBackendEmpty } from './storage-backend-empty.ts';
import { storesChanged } from './store-changed.ts';
import { toggleNotBoolean } from './toggle-not-boolean.ts';
import { togglesUnsetAcross202 } from './toggles-unset-across-2.0.2.ts';
import { unifiedServiceNameMismatch } from './unified-service-name-mismatch.ts';
import { unknownChart } from './unknown-chart.ts';
import { unknownConfigField } from './unknown-config-field.ts';
import { unknownFlag } from './unknown-flag.ts';
import { unreadable } from './unreadable-workload.ts';
import { v1DataNotKept } from './v1-data-not-kept.ts';
import { v1ModulesKeepRunning } from './v1-modules-keep-running.ts';
import { v1MovesToFilesystemBucket } from './v1-moves-to-filesystem-bucket.ts';
import { v1RetentionOnV2 } from './v1-retention-on-v2.ts';
import { v1ToV2WithoutDual } from './v1-to-v2-without-dual.ts';
import { v2FlagsUnknownToImage } from './v2-flags-unknown-to-image.ts';
import { v2Incomplete } from './v2-incomplete.ts';
import { v2LeftoversInV1 } from './v2-leftovers-in-v1.ts';
import { v2ServicesExternal } from './v2-services-external.ts';
import { weightsDropData } from './weights-drop-data.ts';
import { weightsIgnoredByChart } from './weights-ignored-by-chart.ts';
import { weightsLeaveHoles } from './weights-leave-holes.ts';
import { weightsOutOfRange } from './weights-out-of-range.ts';
import { writePathLeftover } from './write-path-leftover.ts';

/**
 * Every rule of the pack, in the order in which they are judged: on the render as it came, those that correct it, those
 * about what is left. A test holds this list to the files of the folder.
 */
export const RULES: readonly PyroscopeRule[] = [
  unknownChart,
  configTextUnreadable,
  bothLayersOff,
  chartTooOldForMigration,
  imageTagNewerThanChart,
  imageTagOlderThanChart,
  componentValuesInSingleBinary,
  unreadable,
  legacyComponentsLayout,
  extraArgsContradictToggles,
  phaseUnclear,
  metastoreDirectoryMoved,
  filesystemBackendOverridesObjectStorage,
  combinedWithoutWeights,
  v2FlagsUnknownToImage,
  metastorePeersMismatch,
  v2LeftoversInV1,
  unknownFlag,
  writePathLeftover,
  deploymentPvcNeverCreated,
  restartGap,
  headlessServicesScrapedTwice,
  discoveryWithoutNamespace,
  filesystemWithoutDirInV1,
  imageReferenceInvalid,
  numberArrivesChanged,
  weightsOutOfRange,
  weightsDropData,
  queryBackendFromFormat,
  queryBackendFromAutoUnsupported,
  queryBackendFalseHidesV1,
  danglingReference,
  droppedServiceInText,
  metastoreNotPersistent,
  v1DataNotKept,
  objectStorageMissing,
  storageBackendEmpty,
  filesystemBackendNotShared,
  s3BucketNameKey,
  configVariableNotExpanded,
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
  routeIncomplete,
  routeWithoutService,
  v2ServicesExternal,
  podNameClash,
  fullnameInvalid,
  fullnameTooLong,
  requestsAboveLimits,
  minReplicasAboveMax,
  memoryLimitShrinksInDual,
  discoveryRoleMissing,
  v1MovesToFilesystemBucket,
  clusterDomainWithoutDot,
  settingsOutsideDual,
  v1ModulesKeepRunning,
  autoHidesV1,
  clusterLabelChange,
  filesystemDirMovedIn2,
  modeWithPhaseChange,
  persistenceChangedMidMigration,
  storesChanged,
  runningDiffers,
  plaintextSecret,
  queryBackendFromInFuture,
  removedKey,
  renamedKey,
  reuseValuesBreaks,
  toggleNotBoolean,
  togglesUnsetAcross202,
  unknownConfigField,
  serverValueRefused,
  serverValueInvalid,
  serverSettingsConflict,
  blockRangesNotMultiples,
  v1ToV2WithoutDual,
  weightsIgnoredByChart,
  chartBorderWithPhaseChange,
  v2Incomplete,
];
