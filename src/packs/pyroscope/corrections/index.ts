import { asCorrection } from '../adapt/render.ts';
import type { Correction } from '../correction.ts';
import { combinedWithoutWeights } from '../rules/combined-without-weights.ts';
import { deploymentPvcNeverCreated } from '../rules/deployment-pvc-never-created.ts';
import { discoveryWithoutNamespace } from '../rules/discovery-without-namespace.ts';
import { filesystemBackendOverridesObjectStorage } from '../rules/filesystem-backend-overrides-object-storage.ts';
import { filesystemWithoutDirInV1 } from '../rules/filesystem-without-dir-in-v1.ts';
import { headlessServicesScrapedTwice } from '../rules/headless-services-scraped-twice.ts';
import { metastoreDirectoryMoved } from '../rules/metastore-directory-moved.ts';
import { metastorePeersMismatch } from '../rules/metastore-peers-mismatch.ts';
import { restartGap } from '../rules/restart-gap.ts';
import { v2FlagsUnknownToImage } from '../rules/v2-flags-unknown-to-image.ts';
import { v2LeftoversInV1 } from '../rules/v2-leftovers-in-v1.ts';
import { writePathLeftover } from '../rules/write-path-leftover.ts';

/** In the order they are made. */
export const CORRECTIONS: readonly Correction[] = [
  asCorrection(metastoreDirectoryMoved),
  asCorrection(filesystemBackendOverridesObjectStorage),
  asCorrection(combinedWithoutWeights),
  asCorrection(v2FlagsUnknownToImage),
  asCorrection(metastorePeersMismatch),
  asCorrection(v2LeftoversInV1),
  asCorrection(writePathLeftover),
  asCorrection(deploymentPvcNeverCreated),
  asCorrection(restartGap),
  asCorrection(headlessServicesScrapedTwice),
  asCorrection(discoveryWithoutNamespace),
  asCorrection(filesystemWithoutDirInV1),
];
