import { asObservation } from '../adapt/render.ts';
import type { Observation } from '../observation.ts';
import { filesystemBackendNotShared } from '../rules/filesystem-backend-not-shared.ts';
import { grpcPortHalfWired } from '../rules/grpc-port-half-wired.ts';
import { metastoreNotPersistent } from '../rules/metastore-not-persistent.ts';
import { metastoreReplicasEven } from '../rules/metastore-replicas-even.ts';
import { objectStorageMissing } from '../rules/object-storage-missing.ts';
import { raftServerIdDropsPeers } from '../rules/raft-server-id-drops-peers.ts';
import { replicationFactorMismatch } from '../rules/replication-factor-mismatch.ts';
import { s3BucketNameKey } from '../rules/s3-bucket-name-key.ts';
import { sharedClaim } from '../rules/shared-claim.ts';
import { sharedVolumeOff } from '../rules/shared-volume-off.ts';
import { v1RetentionOnV2 } from '../rules/v1-retention-on-v2.ts';
import { weightsLeaveHoles } from '../rules/weights-leave-holes.ts';

export const WARNINGS: readonly Observation[] = [
  asObservation(metastoreNotPersistent),
  asObservation(objectStorageMissing),
  asObservation(filesystemBackendNotShared),
  asObservation(s3BucketNameKey),
  asObservation(sharedVolumeOff),
  asObservation(sharedClaim),
  asObservation(grpcPortHalfWired),
  asObservation(raftServerIdDropsPeers),
  asObservation(metastoreReplicasEven),
  asObservation(replicationFactorMismatch),
  asObservation(v1RetentionOnV2),
  asObservation(weightsLeaveHoles),
];
