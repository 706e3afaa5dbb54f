import { isBefore } from '../../../chart/versions.ts';
import { likely, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { settingPath } from '../facts/settings.ts';
import {
  chartOf,
  metastoreOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  settingOf,
} from '../read/facts.ts';
import { RAFT_PEERS, RAFT_PORT } from '../read/flags-of-values.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const ON = 'architecture:\n  storage:\n    v2: true\n  microservices:\n    enabled: true\n';
const ID = '        metastore.raft.server-id: $(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)\n';
const BOTH = `        metastore.raft.bind-address: ":9099"\n        metastore.raft.bootstrap-peers: ${RAFT_PEERS}\n`;
const components = (args: string): string =>
  `${ON}pyroscope:\n  components:\n    metastore:\n      extraArgs:\n${args}`;
const AT = 'pyroscope.components.metastore.extraArgs.metastore\\.raft\\.server-id';
const IN_CONFIG = `  structuredConfig:\n    metastore:\n      raft:\n        bind_address: ":9099"\n        bootstrap_peers: [dnssrvnoa+_raft._tcp.pyroscope-metastore]\n`;

const ID_FLAG = '-metastore.raft.server-id=$(POD_NAME)';
const PEERS_FLAG = '-metastore.raft.bootstrap-expect-peers=3';
const rendered = (args: readonly string[]): string =>
  oneBinary('2.1.0', { replicas: 3, data: 'template', args: [PEERS_FLAG, ...args, ...PHASE_FLAGS_2.v2] });

/** The configuration holds the peers as a list, which is no single value. */
const isSaid = (now: PyroscopeState, metastore: PyroscopeComponent, setting: string): boolean =>
  settingOf(now, setting, metastore) !== undefined ||
  (setting === 'raftBootstrapPeers' &&
    metastore.config?.has('metastore', 'raft', 'bootstrap_peers') === true);

/** Audit B6. */
export const raftServerIdDropsPeers: PyroscopeRule = {
  id: 'raft-server-id-drops-peers',
  severity: 'error',
  yieldsTo: 'ignore',
  summary: 'a raft server id in extraArgs drops the bind address and the bootstrap peers',
  why: 'The metastore cannot find its peers, or they cannot find it: it never forms, and v2 is down.',
  details: `Charts 1.15.1 to 2.1.0 render \`-metastore.raft.bind-address\` and \`-metastore.raft.bootstrap-peers\` only where
\`extraArgs\` holds no \`metastore.raft.server-id\`. With a server id of your own both are gone, the server listens for raft
on \`localhost:9099\` and knows no peers: three replicas never become one metastore ("got 1, expected 3").

Write the two flags beside the server id, as the chart would, or \`metastore.raft.bind_address\` and \`bootstrap_peers\` into
the server's configuration. Charts from 2.1.1 on ask for each flag by its own name. A metastore of one bootstraps from itself,
so it misses neither.`,
  audit: ['B6'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'server 2.2.1 -help-all'],
  get good() {
    return [
      { values: components(ID) },
      { chart: '2.1.1', values: components(ID) },
      { chart: '2.1.0', values: components(ID + BOTH) },
      { chart: '2.1.0', values: `${components(ID)}${IN_CONFIG}` },
      { chart: '1.21.0', values: components(ID).replace('v2: true', 'v2: false') },
      {
        chart: '2.1.0',
        values: 'pyroscope:\n  extraArgs:\n    metastore.raft.server-id: pyroscope-0\n',
      },
      {
        manifests: rendered([
          ID_FLAG,
          '-metastore.raft.bind-address=:9099',
          `-metastore.raft.bootstrap-peers=${RAFT_PEERS}`,
        ]),
        asked: { phase: 'v2' },
      },
    ];
  },
  get bad() {
    return [
      { chart: '2.1.0', values: components(ID), at: AT },
      { chart: '1.15.1', values: components(ID), at: AT },
      { chart: '2.1.0', values: components(ID + BOTH.slice(0, BOTH.indexOf('\n') + 1)), at: AT },
      {
        chart: '2.0.2',
        values:
          'pyroscope:\n  replicaCount: 3\n  extraArgs:\n    metastore.raft.server-id: x\n    metastore.raft.bootstrap-expect-peers: 3\n',
        at: 'pyroscope.extraArgs.metastore\\.raft\\.server-id',
      },
      { manifests: rendered([ID_FLAG]), asked: { phase: 'v2' }, at: ID_FLAG },
    ];
  },
  judge({ now }, report) {
    const metastore = metastoreOf(now);
    const id = metastore && settingOf(now, 'raftServerId', metastore);
    if (!metastore || !id || !isBefore(chartOf(now), FIRST_CHART.keepingRaftPeers)) return;
    const expected = settingOf(now, 'raftExpectedPeers', metastore);
    const isAlone = sure(metastore.replicas) === 1 && expected && sure(expected) === '1';
    const port = now.values && likely(now.values.at('pyroscope', 'metastore', 'port'));
    const missing = [
      ['raftBindAddress', 'bind-address', `":${port ?? RAFT_PORT}"`],
      ['raftBootstrapPeers', 'bootstrap-peers', RAFT_PEERS],
    ].filter(([setting = '']) => !isSaid(now, metastore, setting));
    if (missing.length === 0 || isAlone) return;
    const names = missing.map(([, flag]) => `-metastore.raft.${flag}`).join(' and ');
    const values = missing.map(([, flag, value]) => `metastore.raft.${flag}: ${value}`).join(' and ');
    const path = id.place?.in === 'values' ? id.place.path : settingPath('raftServerId', metastore.name);
    report({
      at: metastore.values?.place('extraArgs', 'metastore.raft.server-id') ?? id,
      what: `${shownPath(path)} drops ${names} from the render of chart ${chartOf(now)}`,
      fix: `write beside it ${values}, or use chart ${FIRST_CHART.keepingRaftPeers} or newer`,
    });
  },
};
