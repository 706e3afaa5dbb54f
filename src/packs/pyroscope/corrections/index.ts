import { asCorrection } from '../adapt/render.ts';
import type { Correction } from '../correction.ts';
import { deploymentPvcNeverCreated } from '../rules/deployment-pvc-never-created.ts';
import { filesystemBackendOverridesObjectStorage } from '../rules/filesystem-backend-overrides-object-storage.ts';
import { filesystemWithoutDirInV1 } from '../rules/filesystem-without-dir-in-v1.ts';
import { metastoreDirectoryMoved } from '../rules/metastore-directory-moved.ts';
import { metastorePeersMismatch } from '../rules/metastore-peers-mismatch.ts';
import { discoveryNamespace } from './discovery-namespace.ts';
import { experimentVariable } from './experiment-variable.ts';
import { missingWeights } from './missing-weights.ts';
import { serviceMonitorLabel } from './service-monitor-label.ts';
import { terminationGrace } from './termination-grace.ts';
import { flagsNewerThanImage, flagsOlderThanImage } from './unknown-v1-module-flags.ts';
import { v2FlagsInV1 } from './v2-flags-in-v1.ts';
import { writePathLeftover } from './write-path-leftover.ts';

/** In the order they are made: B8 decides about the variable that B7 looks at. */
export const CORRECTIONS: readonly Correction[] = [
  asCorrection(metastoreDirectoryMoved),
  asCorrection(filesystemBackendOverridesObjectStorage),
  missingWeights,
  flagsNewerThanImage,
  flagsOlderThanImage,
  asCorrection(metastorePeersMismatch),
  experimentVariable,
  v2FlagsInV1,
  writePathLeftover,
  asCorrection(deploymentPvcNeverCreated),
  terminationGrace,
  serviceMonitorLabel,
  discoveryNamespace,
  asCorrection(filesystemWithoutDirInV1),
];
