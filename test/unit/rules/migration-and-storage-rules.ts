import { combinedWithoutWeights } from '../../../src/packs/pyroscope/rules/combined-without-weights.ts';
import { filesystemBackendNotShared } from '../../../src/packs/pyroscope/rules/filesystem-backend-not-shared.ts';
import { filesystemBackendOverridesObjectStorage } from '../../../src/packs/pyroscope/rules/filesystem-backend-overrides-object-storage.ts';
import { filesystemDirMovedIn2 } from '../../../src/packs/pyroscope/rules/filesystem-dir-moved-in-2.0.ts';
import { filesystemWithoutDirInV1 } from '../../../src/packs/pyroscope/rules/filesystem-without-dir-in-v1.ts';
import { objectStorageMissing } from '../../../src/packs/pyroscope/rules/object-storage-missing.ts';
import { experimentVariableAgainstPhase } from '../../../src/packs/pyroscope/rules/parts/experiment-variable-against-phase.ts';
import { tenantWritePathLeftover } from '../../../src/packs/pyroscope/rules/parts/tenant-write-path-leftover.ts';
import { v1ModuleFlagsOn2 } from '../../../src/packs/pyroscope/rules/parts/v1-module-flags-on-2.x.ts';
import { v2FlagsLeftInV1 } from '../../../src/packs/pyroscope/rules/parts/v2-flags-left-in-v1.ts';
import { queryBackendFalseHidesV1 } from '../../../src/packs/pyroscope/rules/query-backend-false-hides-v1.ts';
import { queryBackendFromAutoUnsupported } from '../../../src/packs/pyroscope/rules/query-backend-from-auto-unsupported.ts';
import { queryBackendFromFormat } from '../../../src/packs/pyroscope/rules/query-backend-from-format.ts';
import { queryBackendFromInFuture } from '../../../src/packs/pyroscope/rules/query-backend-from-in-future.ts';
import { retentionUnset } from '../../../src/packs/pyroscope/rules/retention-unset.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/rules/rule.ts';
import { s3BucketNameKey } from '../../../src/packs/pyroscope/rules/s3-bucket-name-key.ts';
import { sharedVolumeOff } from '../../../src/packs/pyroscope/rules/shared-volume-off.ts';
import { v1RetentionOnV2 } from '../../../src/packs/pyroscope/rules/v1-retention-on-v2.ts';
import { v2FlagsUnknownToImage } from '../../../src/packs/pyroscope/rules/v2-flags-unknown-to-image.ts';
import { weightsDropData } from '../../../src/packs/pyroscope/rules/weights-drop-data.ts';
import { weightsIgnoredByChart } from '../../../src/packs/pyroscope/rules/weights-ignored-by-chart.ts';
import { weightsLeaveHoles } from '../../../src/packs/pyroscope/rules/weights-leave-holes.ts';
import { weightsOutOfRange } from '../../../src/packs/pyroscope/rules/weights-out-of-range.ts';
import { writePathLeftover } from '../../../src/packs/pyroscope/rules/write-path-leftover.ts';

/** The rules on steps of the migration and on storage. */
export const RULES: readonly PyroscopeRule[] = [
  combinedWithoutWeights,
  experimentVariableAgainstPhase,
  filesystemBackendNotShared,
  filesystemBackendOverridesObjectStorage,
  filesystemDirMovedIn2,
  filesystemWithoutDirInV1,
  objectStorageMissing,
  queryBackendFalseHidesV1,
  queryBackendFromAutoUnsupported,
  queryBackendFromFormat,
  queryBackendFromInFuture,
  retentionUnset,
  s3BucketNameKey,
  sharedVolumeOff,
  tenantWritePathLeftover,
  v1ModuleFlagsOn2,
  v1RetentionOnV2,
  v2FlagsLeftInV1,
  v2FlagsUnknownToImage,
  weightsDropData,
  weightsIgnoredByChart,
  weightsLeaveHoles,
  weightsOutOfRange,
  writePathLeftover,
];
