import { sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { settingPath } from '../facts/settings.ts';
import { metastoreOf, type PyroscopeRule } from '../read/facts.ts';
import { MICROSERVICES, oneBinary, PHASE_FLAGS_2 } from './examples.ts';
import { oddReplicas } from './metastore-replicas-even.ts';

const FLAG = 'metastore.raft.bootstrap-expect-peers';

const split = (replicas: string, extraArgs = ''): string =>
  `${MICROSERVICES}pyroscope:\n  components:\n    metastore:\n      replicaCount: ${replicas}\n${extraArgs}`;
const splitExpects = (peers: string): string => `      extraArgs:\n        ${FLAG}: ${peers}\n`;

const single = (extraArgs = ''): string => `pyroscope:\n  replicaCount: 3\n${extraArgs}`;
const singleExpects = (peers: number): string => `  extraArgs:\n    ${FLAG}: ${peers}\n`;
const SINGLE_FLAG = 'pyroscope.extraArgs.metastore\\.raft\\.bootstrap-expect-peers';

const withPeers = [...PHASE_FLAGS_2.dual.slice(0, 2), `-${FLAG}=3`, ...PHASE_FLAGS_2.dual.slice(2)];

/** Audit B4 (single binary) and B5 (microservices). */
export const metastorePeersMismatch: PyroscopeRule = {
  id: 'metastore-peers-mismatch',
  formerly: ['single-binary-peers-mismatch'],
  severity: 'error',
  corrects: true,
  inRender: 'correct',
  summary: 'the metastore waits for a different number of peers than it has replicas, and never starts',
  why: 'Raft starts only with exactly that number of peers: the pods stop and start again, and v2 is down; in a single binary v1 is down with it.',
  details: `In microservices the chart gives the metastore 3 replicas and \`-${FLAG}=3\`, and the two do not follow each other. With
one replica the server logs \`expected number of bootstrap peers not reached: got 1, expected 3\`, stops and is started
again. There is no leader, so nothing that is written to v2 can be found. Write both numbers:
\`pyroscope.components.metastore.replicaCount\` and \`pyroscope.components.metastore.extraArgs."${FLAG}"\`. A number under
\`pyroscope.extraArgs\` does not reach the metastore, whose own default wins.

A single binary with \`pyroscope.replicaCount\` above 1 is sound in v1. With v2 on, each pod also holds a metastore. The chart
never renders the flag for it, and the server's default is 1. Server 2.2.1 with three peers answered no HTTP request, logged
\`expected number of bootstrap peers not reached: got 3, expected 1\` and stopped after 153 s. Write the number of replicas
into \`pyroscope.extraArgs\` before v2 is turned on.

The configuration key \`metastore.raft.bootstrap_expect_peers\` applies if the flag is missing.`,
  audit: ['B4', 'B5'],
  sources: [
    'chart 2.2.1 values.yaml and templates',
    'servers 1.15.0 to 2.2.1 -help-all',
    'server 2.2.1, started',
  ],
  get good() {
    return [
      { values: MICROSERVICES },
      { values: split('5', splitExpects('5')) },
      { values: split('"5"', splitExpects('"5"')) },
      { chart: '2.0.1', values: split('1') },
      { values: `${split('1')}      autoscaling:\n        enabled: true\n` },
      { values: '{}' },
      { values: single(singleExpects(3)) },
      { chart: '2.0.1', values: single() },
      { chart: '1.14.0', values: `${single()}architecture:\n  storage:\n    v2: true\n` },
      {
        values: `${single()}  structuredConfig:\n    metastore:\n      raft:\n        bootstrap_expect_peers: 3\n`,
      },
    ];
  },
  get bad() {
    return [
      { values: split('1'), at: 'pyroscope.components.metastore.replicaCount' },
      {
        chart: '1.15.1',
        values: split('5').replace('enabled: true\n', 'enabled: true\n  storage:\n    v2: true\n'),
        at: 'pyroscope.components.metastore.replicaCount',
      },
      {
        values: split('5', splitExpects('"3"')),
        at: 'pyroscope.components.metastore.extraArgs.metastore\\.raft\\.bootstrap-expect-peers',
        after: split('5', splitExpects('"5"')),
      },
      { values: single(), at: 'pyroscope.replicaCount' },
      { chart: '2.0.2', values: single(), at: 'pyroscope.replicaCount' },
      { chart: '2.3.0', values: single(), at: 'pyroscope.replicaCount' },
      {
        chart: '1.15.1',
        values: `${single()}architecture:\n  storage:\n    v2: true\n`,
        at: 'pyroscope.replicaCount',
      },
      { values: single(singleExpects(1)), at: SINGLE_FLAG, after: single(singleExpects(3)) },
      { values: `pyroscope:\n${singleExpects(3)}`, at: SINGLE_FLAG },
      {
        manifests: oneBinary('2.2.1', { replicas: 3, args: PHASE_FLAGS_2.dual }),
        at: 'replicas: 3',
        after: oneBinary('2.2.1', { replicas: 3, args: withPeers }),
      },
    ];
  },
  judge({ now }, report) {
    const metastore = metastoreOf(now);
    const peers = now.setting('raftExpectedPeers').find(({ component }) => component === metastore);
    if (!metastore || !peers) return;
    const { name, replicas, server } = metastore;
    const expected = /^\d+$/.test(sure(peers) ?? '') ? Number(sure(peers)) : undefined;
    const there = sure(replicas);
    if (expected === undefined || !there || expected === there) return;
    const [isFlagWritten, isCountWritten] = [peers.by === 'person', replicas.by === 'person'];
    const odd = oddReplicas(metastore);
    const who = name === 'metastore' ? 'the metastore' : 'the single binary';
    report({
      // A server that is not known may have another default.
      at: peers.by === 'default' ? [replicas, peers, server.sure ? undefined : server] : [peers, replicas],
      what: `${who} has ${there} ${there === 1 ? 'replica' : 'replicas'} and waits for ${expected} ${expected === 1 ? 'peer' : 'peers'}`,
      fix: odd ?? `set ${shownPath(settingPath('raftExpectedPeers', name))}: ${there}`,
      correct: (edit) => edit.flag(name, FLAG, String(there)),
      // With one of the two written alone, the other may be what was forgotten.
      fixValues:
        odd === undefined && isFlagWritten && isCountWritten
          ? (edit) => edit.replace(peers, String(there))
          : undefined,
    });
  },
};
