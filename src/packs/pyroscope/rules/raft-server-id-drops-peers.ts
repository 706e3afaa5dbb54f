import { isBefore } from '../../../chart/versions.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { PyroscopeRule } from './rule.ts';
import { metastoreOf } from './shared/metastore.ts';
import { expectedPeers } from './shared/peers-mismatch.ts';
import { replicasOf } from './shared/replicas.ts';
import { wholeNumber } from './shared/whole-number.ts';
import { shownPath, writtenFor } from './shared/written-path.ts';

const SERVER_ID = 'metastore.raft.server-id';
const BIND_ADDRESS = 'metastore.raft.bind-address';
const BOOTSTRAP_PEERS = 'metastore.raft.bootstrap-peers';
const PEERS = 'dnssrvnoa+_raft._tcp.$(PYROSCOPE_METASTORE_SERVICE)';

const ON = 'architecture:\n  storage:\n    v2: true\n  microservices:\n    enabled: true\n';
const ID = '        metastore.raft.server-id: $(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)\n';
const BOTH = `        metastore.raft.bind-address: ":9099"\n        metastore.raft.bootstrap-peers: ${PEERS}\n`;
const components = (args: string): string =>
  `${ON}pyroscope:\n  components:\n    metastore:\n      extraArgs:\n${args}`;
const AT = 'pyroscope.components.metastore.extraArgs.metastore\\.raft\\.server-id';

export const raftServerIdDropsPeers: PyroscopeRule = {
  id: 'raft-server-id-drops-peers',
  severity: 'error',
  summary: 'a raft server id in extraArgs takes the bind address and the bootstrap peers away',
  why: `Charts 1.15.1 to 2.1.0 render \`-metastore.raft.bind-address\` and \`-metastore.raft.bootstrap-peers\` only where
\`extraArgs\` holds no \`metastore.raft.server-id\`. With a server id of your own both are gone, the server listens for raft
on \`localhost:9099\` and knows no peers: three replicas never become one metastore ("got 1, expected 3").

Write the two flags beside the server id, as the chart would. Charts from 2.1.1 on ask for each flag by its own name.`,
  audit: ['B6'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'server 2.2.1 -help-all'],
  valid: [
    { values: components(ID) },
    { chart: '2.1.1', values: components(ID) },
    { chart: '2.1.0', values: components(ID + BOTH) },
    { chart: '1.21.0', values: components(ID).replace('v2: true', 'v2: false') },
    {
      chart: '2.1.0',
      values: 'pyroscope:\n  extraArgs:\n    metastore.raft.server-id: pyroscope-0\n',
    },
  ],
  invalid: [
    { chart: '2.1.0', values: components(ID), at: AT },
    { chart: '1.15.1', values: components(ID), at: AT },
    { chart: '2.1.0', values: components(ID + BOTH.slice(0, BOTH.indexOf('\n') + 1)), at: AT },
    {
      chart: '2.0.2',
      values:
        'pyroscope:\n  replicaCount: 3\n  extraArgs:\n    metastore.raft.server-id: x\n    metastore.raft.bootstrap-expect-peers: 3\n',
      at: 'pyroscope.extraArgs.metastore\\.raft\\.server-id',
    },
  ],
  message: ({ key, chart, missing, remedy }) => ({
    what: `${key} takes ${missing} out of the render of chart ${chart}`,
    why: 'the metastore finds no peers, or none finds it: it never forms, and v2 is down',
    remedy: `write beside it ${remedy}, or use chart ${FIRST_CHART.keepingRaftPeers} or newer`,
  }),
  check(values) {
    const metastore = metastoreOf(values);
    const { chart } = values;
    if (!metastore || !isBefore(chart, FIRST_CHART.keepingRaftPeers)) return [];
    const { component } = metastore;
    const { extraArgs } = component;
    const isAlone = replicasOf(component) === 1 && expectedPeers(metastore) === 1;
    const port = wholeNumber(values.value('pyroscope', 'metastore', 'port')) ?? 9099;
    const flags = [
      [BIND_ADDRESS, `":${port}"`],
      [BOOTSTRAP_PEERS, PEERS],
    ].filter(([flag = '']) => !extraArgs.has(flag));
    // A metastore of one bootstraps from itself, so it misses neither flag.
    if (!extraArgs.has(SERVER_ID) || flags.length === 0 || isAlone) return [];
    const written = writtenFor(values, component, 'extraArgs', SERVER_ID);
    const path = written?.path ?? [...metastore.block, 'extraArgs', SERVER_ID];
    const missing = flags.map(([flag]) => `-${flag}`).join(' and ');
    const remedy = flags.map(([flag, value]) => `${flag}: ${value}`).join(' and ');
    return [{ at: written?.node ?? path, on: 'key', args: { key: shownPath(path), chart, missing, remedy } }];
  },
};
