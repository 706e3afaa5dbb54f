import type { PyroscopeRule } from '../rule.ts';
import { metastoreOf } from '../shared/metastore.ts';
import { peersMismatch } from '../shared/peers-mismatch.ts';

const three = (extraArgs = ''): string => `pyroscope:\n  replicaCount: 3\n${extraArgs}`;
const expects = (peers: number): string =>
  `  extraArgs:\n    metastore.raft.bootstrap-expect-peers: ${peers}\n`;

export const singleBinaryPeersMismatch: PyroscopeRule = {
  id: 'single-binary-peers-mismatch',
  severity: 'error',
  summary: 'a single binary with several replicas and v2 waits for one peer, and no pod answers',
  why: `A single binary with \`pyroscope.replicaCount\` above 1 is sound in v1. With v2 on, each pod also holds a metastore.
The chart never renders \`-metastore.raft.bootstrap-expect-peers\` for it, and the server's default is 1.

Seen with server 2.2.1 and three peers: HTTP does not answer at all, the log says
\`expected number of bootstrap peers not reached: got 3, expected 1\`, after 153 s the pods end and start again. v1 goes
down with them. Write the number of replicas into \`pyroscope.extraArgs\` before v2 is turned on.`,
  audit: ['B4'],
  since: '0.2.0',
  sources: ['chart 2.2.1 templates', 'servers 1.15.0 to 2.2.1 -help-all', 'server 2.2.1, run'],
  valid: [
    { values: '{}' },
    { values: three(expects(3)) },
    { chart: '2.0.1', values: three() },
    { chart: '1.14.0', values: `${three()}architecture:\n  storage:\n    v2: true\n` },
  ],
  invalid: [
    { values: three(), at: 'pyroscope.replicaCount' },
    { chart: '2.0.2', values: three(), at: 'pyroscope.replicaCount' },
    {
      chart: '1.15.1',
      values: `${three()}architecture:\n  storage:\n    v2: true\n`,
      at: 'pyroscope.replicaCount',
    },
    {
      values: three(expects(1)),
      at: 'pyroscope.extraArgs.metastore\\.raft\\.bootstrap-expect-peers',
      fixed: three(expects(3)),
    },
    {
      values: `pyroscope:\n${expects(3)}`,
      at: 'pyroscope.extraArgs.metastore\\.raft\\.bootstrap-expect-peers',
    },
  ],
  message: ({ replicas, expected, key }) => ({
    what: `the single binary has pyroscope.replicaCount ${replicas}, and its metastore waits for ${expected}`,
    why: `raft never bootstraps: "got ${replicas}, expected ${expected}"; the pods answer nothing, v1 included, and start again and again`,
    remedy: `set ${key}: ${replicas} (a number of peers equal to the replicas) before v2 is turned on`,
  }),
  check(values) {
    const metastore = metastoreOf(values);
    return metastore?.isSingleBinary ? peersMismatch(values, metastore) : [];
  },
};
