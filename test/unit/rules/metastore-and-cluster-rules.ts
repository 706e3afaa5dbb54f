import { clusterDomainWithoutDot } from '../../../src/packs/pyroscope/rules/cluster-domain-without-dot.ts';
import { clusterLabelChange } from '../../../src/packs/pyroscope/rules/cluster-label-change.ts';
import { componentValuesInSingleBinary } from '../../../src/packs/pyroscope/rules/component-values-in-single-binary.ts';
import { deploymentPvcNeverCreated } from '../../../src/packs/pyroscope/rules/deployment-pvc-never-created.ts';
import { discoveryRoleMissing } from '../../../src/packs/pyroscope/rules/discovery-role-missing.ts';
import { distributorNeedsBucket } from '../../../src/packs/pyroscope/rules/distributor-needs-bucket.ts';
import { fullnameTooLong } from '../../../src/packs/pyroscope/rules/fullname-too-long.ts';
import { grpcPortHalfWired } from '../../../src/packs/pyroscope/rules/grpc-port-half-wired.ts';
import { headlessServicesScrapedTwice } from '../../../src/packs/pyroscope/rules/headless-services-scraped-twice.ts';
import { memoryLimitShrinksInDual } from '../../../src/packs/pyroscope/rules/memory-limit-shrinks-in-dual.ts';
import { metastoreNotPersistent } from '../../../src/packs/pyroscope/rules/metastore-not-persistent.ts';
import { metastorePeersMismatch } from '../../../src/packs/pyroscope/rules/metastore-peers-mismatch.ts';
import { metastoreReplicasEven } from '../../../src/packs/pyroscope/rules/metastore-replicas-even.ts';
import { plaintextSecret } from '../../../src/packs/pyroscope/rules/plaintext-secret.ts';
import { raftServerIdDropsPeers } from '../../../src/packs/pyroscope/rules/raft-server-id-drops-peers.ts';
import { replicationFactorMismatch } from '../../../src/packs/pyroscope/rules/replication-factor-mismatch.ts';
import { restartGap } from '../../../src/packs/pyroscope/rules/restart-gap.ts';
import { routeWithoutService } from '../../../src/packs/pyroscope/rules/route-without-service.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/rules/rule.ts';
import { sharedClaim } from '../../../src/packs/pyroscope/rules/shared-claim.ts';
import { unifiedServiceNameMismatch } from '../../../src/packs/pyroscope/rules/unified-service-name-mismatch.ts';
import { v1MovesToFilesystemBucket } from '../../../src/packs/pyroscope/rules/v1-moves-to-filesystem-bucket.ts';
import { v2ServicesExternal } from '../../../src/packs/pyroscope/rules/v2-services-external.ts';

/** The rules about the metastore, volumes, names, ports and the pods' surroundings. */
export const RULES: readonly PyroscopeRule[] = [
  metastoreNotPersistent,
  metastorePeersMismatch,
  metastoreReplicasEven,
  raftServerIdDropsPeers,
  deploymentPvcNeverCreated,
  sharedClaim,
  componentValuesInSingleBinary,
  grpcPortHalfWired,
  clusterLabelChange,
  replicationFactorMismatch,
  fullnameTooLong,
  plaintextSecret,
  unifiedServiceNameMismatch,
  routeWithoutService,
  v2ServicesExternal,
  memoryLimitShrinksInDual,
  discoveryRoleMissing,
  clusterDomainWithoutDot,
  headlessServicesScrapedTwice,
  distributorNeedsBucket,
  restartGap,
  v1MovesToFilesystemBucket,
];
