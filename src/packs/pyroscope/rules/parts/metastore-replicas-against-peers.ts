import type { PyroscopeRule } from '../rule.ts';
import { metastoreOf } from '../shared/metastore.ts';
import { peersMismatch } from '../shared/peers-mismatch.ts';

const ON = 'architecture:\n  microservices:\n    enabled: true\n';

const values = (replicas: string, extraArgs = ''): string =>
  `${ON}pyroscope:\n  components:\n    metastore:\n      replicaCount: ${replicas}\n${extraArgs}`;

const expects = (peers: string): string =>
  `      extraArgs:\n        metastore.raft.bootstrap-expect-peers: ${peers}\n`;

export const metastoreReplicasAgainstPeers: PyroscopeRule = {
  id: 'metastore-replicas-against-peers',
  severity: 'error',
  summary: 'the metastore waits for another number of peers than it has replicas, and never starts',
  why: `In microservices the chart gives the metastore 3 replicas and \`-metastore.raft.bootstrap-expect-peers=3\`. The two
do not follow each other. Raft bootstraps only when it finds exactly the expected number of peers: with one replica the
server logs \`expected number of bootstrap peers not reached: got 1, expected 3\`, ends and is started again for ever.
There is no leader, so nothing that is written to v2 can be found.

Write both numbers: \`pyroscope.components.metastore.replicaCount\` and
\`pyroscope.components.metastore.extraArgs."metastore.raft.bootstrap-expect-peers"\`. A number under
\`pyroscope.extraArgs\` does not reach the metastore, whose own default wins.`,
  audit: ['B5'],
  since: '0.2.0',
  sources: ['chart 2.2.1 values.yaml', 'servers 1.15.0 to 2.2.1 -help-all', 'server 2.2.1, run'],
  valid: [
    { values: ON },
    { values: values('5', expects('5')) },
    { values: values('"5"', expects('"5"')) },
    { chart: '2.0.1', values: values('1') },
    { values: `${values('1')}      autoscaling:\n        enabled: true\n` },
  ],
  invalid: [
    { values: values('1'), at: 'pyroscope.components.metastore.replicaCount' },
    {
      chart: '1.15.1',
      values: `${values('5')}`.replace('enabled: true\n', 'enabled: true\n  storage:\n    v2: true\n'),
      at: 'pyroscope.components.metastore.replicaCount',
    },
    {
      values: values('5', expects('"3"')),
      at: 'pyroscope.components.metastore.extraArgs.metastore\\.raft\\.bootstrap-expect-peers',
      fixed: values('5', expects('"5"')),
    },
  ],
  message: ({ replicas, expected, key }) => ({
    what: `the metastore has replicaCount ${replicas} and waits for ${expected} peers`,
    why: `raft never bootstraps: "got ${replicas}, expected ${expected}", the pods end and start again, and v2 is down`,
    remedy: `set ${key}: ${replicas}`,
  }),
  check(values) {
    const metastore = metastoreOf(values);
    return metastore && !metastore.isSingleBinary ? peersMismatch(values, metastore) : [];
  },
};
