import { itemsAt, textAt } from '../../../manifest/query.ts';
import { ALL } from '../components.ts';
import { finding, type Migration } from '../migration.ts';
import type { Observation } from '../observation.ts';
import { metastoreOf, workloadOf } from '../release.ts';
import type { Workload } from '../workload.ts';

const LISTENS_BY_DEFAULT = '9095';
const port = (address: string | undefined): string | undefined => /:(\d+)$/.exec(address ?? '')?.[1];
const portNames = ({ container }: Workload): string[] =>
  itemsAt(container, 'ports').flatMap(({ value }) => textAt(value, 'name') ?? []);

function halfWiredPort({ flags }: Workload): string | undefined {
  const called = port(flags.value('metastore.address'));
  const listens = flags.value('server.grpc-listen-port') ?? LISTENS_BY_DEFAULT;
  return called !== undefined && called !== listens
    ? `addresses call port ${called}, the server listens on ${listens}`
    : undefined;
}

function halfWiredName(migration: Migration): string | undefined {
  const called = workloadOf(migration.release, 'query-backend') ?? workloadOf(migration.release, ALL);
  const bySrv = migration.workloads.some(({ flags }) =>
    flags.value('query-backend.address')?.includes('/_grpc._tcp.'),
  );
  const names = called ? portNames(called) : [];
  if (!called || !bySrv || names.length === 0 || names.includes('grpc')) return undefined;
  return `addresses look for a port named grpc, and ${called.component} has none`;
}

function halfWiredRaft(migration: Migration): string | undefined {
  const metastore = metastoreOf(migration.release);
  if (!metastore?.flags.value('metastore.raft.bootstrap-peers')?.includes('_raft._tcp.')) return undefined;
  return portNames(metastore).includes('raft')
    ? undefined
    : 'the metastore looks for peers by a port named raft, and none is';
}

/** Audit B16: grpc.port, grpc.port_name and metastore.port_name change one side of a connection only. */
export const grpcPortHalfWired: Observation = {
  rule: {
    id: 'grpc-port-half-wired',
    auditId: 'B16',
    severity: 'warning',
    summary: 'a changed port or port name reaches one side of the v2 calls only',
    message: ({ reason }) => ({
      what: `half-wired port: ${reason}`,
      why: 'v2 calls or raft bootstrap resolve to nothing; the chart changes ports and addresses, never the flag or the SRV name',
      remedy:
        'leave pyroscope.grpc.port at 9095 and the port names at grpc and raft, or add -server.grpc-listen-port to extraArgs',
    }),
  },
  check: (migration) => {
    if (migration.target === 'v1') return [];
    const odd = migration.workloads.find(halfWiredPort);
    const reason = (odd && halfWiredPort(odd)) ?? halfWiredName(migration) ?? halfWiredRaft(migration);
    return reason
      ? [finding(grpcPortHalfWired.rule, { reason }, odd?.object ?? metastoreOf(migration.release)?.object)]
      : [];
  },
};
