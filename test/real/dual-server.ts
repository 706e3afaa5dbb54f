import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { freePorts } from '../e2e/tools/free-ports.ts';
import { addedForLoopback } from '../e2e/tools/loopback.ts';
import { type PyroscopeServer, untilReady } from '../e2e/tools/pyroscope-server.ts';
import { ServerProcess } from '../e2e/tools/server-process.ts';

/** A server in dual that keeps its data over restarts, and a querier beside it, which answers from v1 alone. */
export interface DualServer {
  /** @param segmentWriterWeight 0: v2 gets nothing of what is pushed */
  readonly start: (segmentWriterWeight?: number) => Promise<PyroscopeServer>;
  readonly stop: () => Promise<void>;
  readonly startQuerier: () => Promise<PyroscopeServer>;
}

const READY_SECONDS = 300;

const V2_EXPERIMENT = { PYROSCOPE_V2_EXPERIMENT: '1' };

export async function dualServer(
  program: string,
  { isVersion2, extra }: { readonly isVersion2: boolean; readonly extra: readonly string[] },
  onTestFinished: TestContext['onTestFinished'],
): Promise<DualServer> {
  const folder = await mkdtemp(join(tmpdir(), 'phasegate-server-'));
  const [http = 0, grpc = 0, raft = 0, memberlist = 0] = await freePorts(4);
  const processes: ServerProcess[] = [];
  onTestFinished(async () => {
    await Promise.all(processes.map((one) => one.stop()));
    await rm(folder, { recursive: true, force: true });
  });
  const shared = [
    '-self-profiling.disable-push=true',
    '-storage.backend=filesystem',
    '-storage.filesystem.dir=./shared',
    ...(isVersion2 ? ['-architecture.storage=v1-v2-dual'] : []),
    ...extra,
  ];
  const launch = (target: string, ports: Parameters<typeof addedForLoopback>[0], args: readonly string[]) => {
    const all = [
      `-target=${target}`,
      `-server.http-listen-port=${ports.http}`,
      `-memberlist.join=127.0.0.1:${memberlist}`,
      ...args,
      ...addedForLoopback(ports, { v2: true }),
    ];
    const env = { ...V2_EXPERIMENT, HOME: folder, PATH: process.env.PATH ?? '' };
    const started = new ServerProcess(program, all, { cwd: folder, env });
    processes.push(started);
    return { process: started, url: `http://127.0.0.1:${ports.http}` };
  };
  const start = async (segmentWriterWeight = 1): Promise<PyroscopeServer> => {
    const server = launch('all', { http, grpc, raft, memberlist }, [
      ...shared,
      '-validation.reject-older-than=30h',
      '-write-path=combined',
      '-write-path.ingester-weight=1',
      `-write-path.segment-writer-weight=${segmentWriterWeight}`,
      '-enable-query-backend=true',
      '-enable-query-backend-from=auto',
      `-metastore.address=127.0.0.1:${grpc}`,
      `-query-backend.address=127.0.0.1:${grpc}`,
      `-metastore.raft.bind-address=127.0.0.1:${raft}`,
      `-metastore.raft.advertise-address=127.0.0.1:${raft}`,
      `-metastore.raft.server-id=127.0.0.1:${raft}`,
    ]);
    await untilReady(server, READY_SECONDS);
    return server;
  };
  return {
    start,
    stop: async () => {
      await Promise.all(processes.map((one) => one.stopInOrder()));
      processes.length = 0;
    },
    startQuerier: async () => {
      const [own = 0, ownGrpc = 0, ownRaft = 0, ownMemberlist = 0] = await freePorts(4);
      const ports = { http: own, grpc: ownGrpc, raft: ownRaft, memberlist: ownMemberlist };
      const server = launch('querier', ports, shared);
      await untilReady(server, READY_SECONDS);
      return server;
    },
  };
}
