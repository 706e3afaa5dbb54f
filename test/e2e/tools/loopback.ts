/** The ports of one server. */
export interface Ports {
  readonly http: number;
  readonly grpc: number;
  readonly raft: number;
  readonly memberlist: number;
}

/**
 * Moves a server from its cluster to this machine. Everything that is not listed here is started as it
 * was rendered; a flag that was not rendered is not replaced either, so nothing that is missing is healed.
 *
 * Replaced, where rendered:
 * - the HTTP port, and the addresses of query-backend and metastore (the process itself on 127.0.0.1);
 * - raft's bind and advertise addresses, and its peers: itself under the rendered server id;
 * - the address of the memberlist (itself), and the config files (under the server's own root folder).
 *
 * Relative data directories stay: the server is started in the root folder, as it is in its container.
 */
export function replacedForLoopback(args: readonly string[], ports: Ports, root: string): string[] {
  const serverId = flagValue(args, 'metastore.raft.server-id');
  const replacements: Record<string, string> = {
    'server.http-listen-port': `${ports.http}`,
    'query-backend.address': `127.0.0.1:${ports.grpc}`,
    'metastore.address': `127.0.0.1:${ports.grpc}`,
    'metastore.raft.bind-address': `127.0.0.1:${ports.raft}`,
    'metastore.raft.advertise-address': `127.0.0.1:${ports.raft}`,
    'metastore.raft.bootstrap-peers': `127.0.0.1:${ports.raft}/${serverId}`,
    'memberlist.join': `127.0.0.1:${ports.memberlist}`,
    'config.file': `${root}${flagValue(args, 'config.file')}`,
    'runtime-config.file': `${root}${flagValue(args, 'runtime-config.file')}`,
  };
  return args.map((arg) => {
    const name = flagName(arg);
    const value = replacements[name];
    return value === undefined ? arg : `-${name}=${value}`;
  });
}

/** The name of a flag written as `-name=value`. */
export function flagName(arg: string): string {
  return arg.replace(/^-+/, '').split('=', 1)[0] ?? '';
}

function flagValue(args: readonly string[], name: string): string {
  return args.find((arg) => flagName(arg) === name)?.replace(/^[^=]*=/, '') ?? '';
}

/**
 * Added to what was rendered: where to listen and what to call itself, on 127.0.0.1 alone (by default
 * a server listens on every address and takes that of the first private network), and no statistics
 * sent away. The segment-writer has a flag of its own, known only with the v2 flags.
 */
export function addedForLoopback(ports: Ports, withV2: { readonly v2: boolean }): string[] {
  const added = [
    '-server.http-listen-address=127.0.0.1',
    '-server.grpc-listen-address=127.0.0.1',
    `-server.grpc-listen-port=${ports.grpc}`,
    '-memberlist.bind-addr=127.0.0.1',
    `-memberlist.bind-port=${ports.memberlist}`,
    '-memberlist.advertise-addr=127.0.0.1',
    `-memberlist.advertise-port=${ports.memberlist}`,
    ...ownAddressFlags.map((flag) => `-${flag}=127.0.0.1`),
    '-usage-stats.enabled=false',
  ];
  return withV2.v2 ? [...added, '-segment-writer.lifecycler.addr=127.0.0.1'] : added;
}

const ownAddressFlags = [
  'compactor.ring.instance-addr',
  'distributor.ring.instance-addr',
  'ingester.lifecycler.addr',
  'overrides-exporter.ring.instance-addr',
  'query-frontend.instance-addr',
  'query-scheduler.ring.instance-addr',
  'store-gateway.sharding-ring.instance-addr',
];
