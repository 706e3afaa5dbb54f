import { type Known, likely, type Place, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { settingPath } from '../facts/settings.ts';
import {
  componentOf,
  hasV2,
  metastoreOf,
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  singleBinaryOf,
} from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const port = (rest = ''): string => `pyroscope:\n  grpc:\n    port: 9096\n${rest}`;

const GRPC = 9095;
const METASTORE = '-metastore.address=kubernetes:///pyroscope-headless.$(NAMESPACE_FQDN)';
const QUERY_BACKEND = '-query-backend.address=dns:///_grpc._tcp.pyroscope-headless.$(NAMESPACE_FQDN):9095';
const PEERS = '-metastore.raft.bootstrap-peers=dnssrvnoa+_raft._tcp.$(PYROSCOPE_METASTORE_SERVICE)';

const portsOf = (...names: readonly string[]): string =>
  `ports:\n${names.map((name, at) => `- name: ${name}\n  containerPort: ${9095 + at}`).join('\n')}`;
const rendered = (args: readonly string[], container = portsOf('http2', 'grpc', 'raft')): string =>
  oneBinary('2.2.1', { args: [...PHASE_FLAGS_2.dual.slice(2), ...args], container });
const asked = { phase: 'dual' };

interface HalfWired {
  readonly at: readonly (Known<unknown> | Place | undefined)[];
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

const portIn = (address: Known<string> | undefined): string | undefined =>
  /:(\d+)$/.exec(likely(address) ?? '')?.[1];

/** The address that the chart gives to the clients of a component; those of a person's own lead elsewhere. */
function addressIn({ components }: PyroscopeState, flag: string): Known<string> | undefined {
  const said = components.flatMap(({ flags }) => flags[flag] ?? []);
  return said.some(({ by }) => by === 'person') ? undefined : said[0];
}

const queryBackendOf = (state: PyroscopeState): PyroscopeComponent | undefined =>
  componentOf(state, 'query-backend') ?? singleBinaryOf(state);

/** Clients call a port of the metastore or query-backend that it does not listen at. */
function wrongPort(state: PyroscopeState): HalfWired | undefined {
  const calls = [
    ['metastore.address', metastoreOf(state)],
    ['query-backend.address', queryBackendOf(state)],
  ] as const;
  if (calls.some(([flag]) => addressIn(state, flag) === undefined)) return undefined;
  for (const [flag, component] of calls) {
    const address = addressIn(state, flag);
    const called = portIn(address);
    const listens = state.setting('grpcPort').find((one) => one.component === component);
    if (!component || called === undefined || !listens?.sure || called === listens.value) continue;
    // What is not a port is refused for itself, and no advice for another key.
    if (!/^\d+$/.test(listens.value)) continue;
    const isDefault = Number(called) === GRPC && listens.by !== 'default';
    return {
      at: state.values && isDefault ? [listens, address?.place] : [address?.place, listens],
      what: `v2 calls go to port ${called}, but ${namesOf([component])} listens on ${listens.value}`,
      why: 'pyroscope.grpc.port changes ports and addresses, but not the port the server listens on: v2 calls get no answer.',
      fix: `set ${shownPath(settingPath('grpcPort', component.name))}: ${called}, or pyroscope.grpc.port: ${listens.value}`,
    };
  }
  return undefined;
}

/** Addresses look for a port by a name that no port has. */
function wrongName(
  component: PyroscopeComponent | undefined,
  block: 'grpc' | 'metastore',
  expected: 'grpc' | 'raft',
): HalfWired | undefined {
  if (!component || component.portNames.length === 0) return undefined;
  if (component.portNames.some((one) => !one.sure || one.value === expected)) return undefined;
  const said = component.values?.at(block, 'port_name');
  return {
    at: [said ?? component.portNames[0]],
    what: `addresses look for a port named ${expected} on ${namesOf([component])}, which has no such port`,
    why: `The chart still looks up _${expected}._tcp, which resolves to nothing: ${expected === 'raft' ? 'the metastore finds no peers' : 'v2 queries cannot reach the query backend'}.`,
    fix: `set ${shownPath(said?.place?.in === 'values' ? said.place.path : ['pyroscope', block, 'port_name'])}: ${expected}`,
  };
}

function wrongNames(state: PyroscopeState): readonly (HalfWired | undefined)[] {
  const bySrv = likely(addressIn(state, 'query-backend.address'))?.includes('/_grpc._tcp.');
  const metastore = metastoreOf(state);
  const peers = state.setting('raftBootstrapPeers').find(({ component }) => component === metastore);
  // Values show the peers only where a person wrote them: else the chart looks them up.
  const looksUp = peers ? sure(peers)?.includes('_raft._tcp.') : state.readFrom === 'values';
  return [
    bySrv ? wrongName(queryBackendOf(state), 'grpc', 'grpc') : undefined,
    looksUp ? wrongName(metastore, 'metastore', 'raft') : undefined,
  ];
}

export const grpcPortHalfWired: PyroscopeRule = {
  id: 'grpc-port-half-wired',
  severity: 'error',
  yieldsTo: 'ignore',
  summary: 'a changed port or port name applies to only one side of v2 calls',
  why: 'The chart changes ports and addresses, but not the matching flag or SRV name.',
  details: `\`pyroscope.grpc.port\` changes container ports, Services and the addresses that v2 clients call. It does not change
the port the server listens on: \`-server.grpc-listen-port\` stays at 9095, and the calls fail.

\`pyroscope.grpc.port_name\` and \`pyroscope.metastore.port_name\` change the names of the ports, but the addresses still
look for \`_grpc._tcp\` and \`_raft._tcp\`: queries and raft bootstrap resolve to nothing (charts 1.15.1 to 2.2.1, rendered
by helm).

Leave them at 9095, grpc and raft, or write \`pyroscope.extraArgs."server.grpc-listen-port"\` with the same port. The
configuration key \`server.grpc_listen_port\` applies if the flag is missing.`,
  audit: ['B16'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'server 2.2.1 -help-all'],
  get good() {
    return [
      { values: '{}' },
      { values: port('  extraArgs:\n    server.grpc-listen-port: 9096\n') },
      { values: port('  structuredConfig:\n    server:\n      grpc_listen_port: 9096\n') },
      { chart: '2.0.1', values: port() },
      { values: 'pyroscope:\n  metastore:\n    port: 9199\n' },
      { values: port('  extraArgs:\n    metastore.address: dns:///elsewhere:9095\n') },
      { manifests: rendered([QUERY_BACKEND, `${METASTORE}:9095`, PEERS]), asked },
    ];
  },
  get bad() {
    return [
      { values: port(), at: 'pyroscope.grpc.port' },
      {
        chart: '1.15.1',
        values: `${port()}architecture:\n  storage:\n    v2: true\n`,
        at: 'pyroscope.grpc.port',
      },
      {
        values: 'pyroscope:\n  extraArgs:\n    server.grpc-listen-port: "9096"\n',
        at: 'pyroscope.extraArgs.server\\.grpc-listen-port',
      },
      { values: 'pyroscope:\n  grpc:\n    port_name: grpc-api\n', at: 'pyroscope.grpc.port_name' },
      { values: 'pyroscope:\n  metastore:\n    port_name: tcp-raft\n', at: 'pyroscope.metastore.port_name' },
      { manifests: rendered([QUERY_BACKEND, `${METASTORE}:9096`]), asked, at: '-metastore.address=' },
      {
        manifests: rendered([QUERY_BACKEND, `${METASTORE}:9095`], portsOf('http2', 'grpc-api')),
        asked,
        at: 'name: http2',
      },
      {
        manifests: rendered(
          [QUERY_BACKEND, `${METASTORE}:9095`, PEERS],
          portsOf('http2', 'grpc', 'tcp-raft'),
        ),
        asked,
        at: 'name: http2',
      },
    ];
  },
  judge({ now }, report) {
    if (!hasV2(now)) return;
    for (const found of [wrongPort(now), ...wrongNames(now)]) if (found) report(found);
  },
};
