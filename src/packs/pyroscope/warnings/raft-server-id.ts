import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { metastoreOf } from '../release.ts';

const NEEDED = ['metastore.raft.bind-address', 'metastore.raft.bootstrap-peers'];

/** Audit B6: up to chart 2.1.0 a server-id in extraArgs takes bind-address and bootstrap-peers away with it. */
export const raftServerIdDropsPeers: Observation = {
  rule: {
    id: 'raft-server-id-drops-peers',
    auditId: 'B6',
    severity: 'warning',
    summary: 'the metastore has no bind address or bootstrap peers',
    message: ({ missing }) => ({
      what: `the metastore has a raft server id and lacks ${missing}`,
      why: 'up to chart 2.1.0 extraArgs."metastore.raft.server-id" takes them away: the metastore finds no peers and never forms',
      remedy:
        'write both into extraArgs beside it: metastore.raft.bind-address ":9099" and metastore.raft.bootstrap-peers "dnssrvnoa+_raft._tcp.$(PYROSCOPE_METASTORE_SERVICE)"',
    }),
  },
  check: ({ release, target }) => {
    const metastore = target === 'v1' ? undefined : metastoreOf(release);
    if (metastore?.flags.value('metastore.raft.server-id') === undefined) return [];
    const missing = NEEDED.filter((flag) => metastore.flags.value(flag) === undefined).map(
      (flag) => `-${flag}`,
    );
    return missing.length > 0
      ? [finding(raftServerIdDropsPeers.rule, { missing: missing.join(' and ') }, metastore.object)]
      : [];
  },
};
