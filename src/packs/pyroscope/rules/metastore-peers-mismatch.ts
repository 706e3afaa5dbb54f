import { metastoreReplicasAgainstPeers } from './parts/metastore-replicas-against-peers.ts';
import { singleBinaryPeersMismatch } from './parts/single-binary-peers-mismatch.ts';
import { joinedRule } from './shared/joined-rule.ts';

export const metastorePeersMismatch = joinedRule(
  {
    id: 'metastore-peers-mismatch',
    severity: 'error',
    summary: 'the metastore waits for another number of peers than it has replicas, and never starts',
    why: 'Raft bootstraps only when it finds exactly as many peers as `-metastore.raft.bootstrap-expect-peers` says.',
  },
  [metastoreReplicasAgainstPeers, singleBinaryPeersMismatch],
);
