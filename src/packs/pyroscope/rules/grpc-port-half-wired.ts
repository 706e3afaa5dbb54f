import type { PyroscopeRule } from './rule.ts';
import { LISTEN_FLAG, portReports } from './shared/grpc-port.ts';
import { rendersV2 } from './shared/metastore.ts';
import { nameReports } from './shared/port-names.ts';

const port = (rest = ''): string => `pyroscope:\n  grpc:\n    port: 9096\n${rest}`;

export const grpcPortHalfWired: PyroscopeRule = {
  id: 'grpc-port-half-wired',
  severity: 'error',
  summary: 'a changed port or port name reaches one side of the v2 calls only',
  why: `\`pyroscope.grpc.port\` changes container ports, Services and the addresses that v2 clients call. It never changes the
port that the server listens on: \`-server.grpc-listen-port\` stays at 9095 and the calls reach nobody.

\`pyroscope.grpc.port_name\` and \`pyroscope.metastore.port_name\` change the names of the ports, while the addresses go on
looking for \`_grpc._tcp\` and \`_raft._tcp\`: queries and raft bootstrap resolve to nothing (charts 1.15.1 to 2.2.1, rendered
by helm).

Leave them at 9095, grpc and raft, or write \`pyroscope.extraArgs."server.grpc-listen-port"\` with the same port.`,
  audit: ['B16'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'server 2.2.1 -help-all'],
  valid: [
    { values: '{}' },
    { values: port('  extraArgs:\n    server.grpc-listen-port: 9096\n') },
    { values: port('  structuredConfig:\n    server:\n      grpc_listen_port: 9096\n') },
    { chart: '2.0.1', values: port() },
    { values: 'pyroscope:\n  metastore:\n    port: 9199\n' },
  ],
  invalid: [
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
  ],
  message: ({ what, component, called, listens, key, name, expected }) =>
    what === 'port'
      ? {
          what: `v2 calls go to port ${called}, and ${component} listens on ${listens}`,
          why: 'pyroscope.grpc.port changes ports and addresses, never the port the server listens on: no call of v2 is answered',
          remedy: `set pyroscope.extraArgs."${LISTEN_FLAG}": ${called}, or leave pyroscope.grpc.port at ${listens}`,
        }
      : {
          what: `${key}: ${name} renames a port that addresses look for as ${expected}`,
          why: `the chart goes on looking for _${expected}._tcp, which resolves to nothing: ${expected === 'raft' ? 'the metastore finds no peers' : 'queries of v2 reach nobody'}`,
          remedy: `set ${key}: ${expected}`,
        },
  check: (values) => (rendersV2(values) ? [...portReports(values), ...nameReports(values)] : []),
};
