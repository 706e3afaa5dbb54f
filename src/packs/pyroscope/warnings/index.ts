import type { Observation } from '../observation.ts';
import { deploymentClaimsLeft } from './deployment-claims-left.ts';
import { grpcPortHalfWired } from './grpc-port-half-wired.ts';
import { metastoreNotPersistent } from './metastore-not-persistent.ts';
import { objectStorageMissing } from './object-storage-missing.ts';
import { raftServerIdDropsPeers } from './raft-server-id.ts';
import { sharedClaim } from './shared-claim.ts';
import { sharedVolumeOff } from './shared-volume-off.ts';
import { tenantWritePath } from './tenant-write-path.ts';

export const WARNINGS: readonly Observation[] = [
  metastoreNotPersistent,
  objectStorageMissing,
  sharedVolumeOff,
  deploymentClaimsLeft,
  sharedClaim,
  grpcPortHalfWired,
  raftServerIdDropsPeers,
  tenantWritePath,
];
