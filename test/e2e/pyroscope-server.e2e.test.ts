import { setTimeout as pause } from 'node:timers/promises';
import { describe, type ExpectStatic, type TestContext } from 'vitest';
import { parse } from 'yaml';
import { freePorts } from './tools/free-ports.ts';
import { objectsOf } from './tools/manifest-objects.ts';
import { metric } from './tools/metrics.ts';
import { temporaryFolder } from './tools/paths.ts';
import { renderSingleBinary } from './tools/phasegate.ts';
import { type Pod, podOf } from './tools/pod.ts';
import { pyroscopeTest } from './tools/provided.ts';
import { type PyroscopeServer, page, push, startPyroscope, untilReady } from './tools/pyroscope-server.ts';

type Phase = 'v1' | 'dual' | 'v2';

interface InEffect {
  readonly writePath: string;
  readonly v1Paths: boolean;
  readonly queryBackend: boolean;
  readonly members: { readonly ingester: number; readonly 'segment-writer': number };
  readonly leader: number;
  readonly routes: readonly string[];
}

// What a 1.21.0 server shows in each phase. Without the v2 flags it knows no write path and no switch for
// the v1 paths, so v1 shows the empty value and false.
const inEffect: Record<Phase, InEffect> = {
  v1: {
    writePath: '',
    v1Paths: false,
    queryBackend: false,
    members: { ingester: 1, 'segment-writer': 0 },
    leader: 0,
    routes: ['ingester'],
  },
  dual: {
    writePath: 'combined',
    v1Paths: true,
    queryBackend: true,
    members: { ingester: 1, 'segment-writer': 1 },
    leader: 1,
    routes: ['ingester', 'segment-writer'],
  },
  v2: {
    writePath: 'segment-writer',
    v1Paths: false,
    queryBackend: true,
    members: { ingester: 0, 'segment-writer': 1 },
    leader: 1,
    routes: ['segment-writer'],
  },
};

describe.concurrent('Pyroscope 1.21.0 with the args phasegate wrote', () => {
  for (const phase of ['v1', 'dual', 'v2'] as const) {
    pyroscopeTest(
      `${phase}: starts, is ready and works in that phase`,
      async ({ pyroscope, expect, onTestFinished }) => {
        const root = await temporaryFolder(onTestFinished);
        const server = await start(pyroscope, await renderedPod(phase, root), { root, onTestFinished });
        const seconds = await untilReady(server, 240);
        console.log(`${phase}: ready after ${seconds.toFixed(0)} s`);
        await expectConfig(server, inEffect[phase], expect);
        await expectModules(server, inEffect[phase], expect);
        await expectRoutes(server, inEffect[phase].routes, expect);
      },
    );
  }

  pyroscopeTest(
    'v1 with a v2-only flag left in: refuses to start',
    async ({ pyroscope, expect, onTestFinished }) => {
      const root = await temporaryFolder(onTestFinished);
      const pod = await renderedPod('v1', root);
      const leftIn = { ...pod, args: [...pod.args, '-write-path.segment-writer-weight=1'] };
      const server = await start(pyroscope, leftIn, { root, onTestFinished });
      expect(await server.process.exited).not.toBe(0);
      const log = server.process.lastLines(1000);
      expect(log).toContain('flag provided but not defined: -write-path.segment-writer-weight');
    },
  );
});

async function renderedPod(phase: Phase, folder: string): Promise<Pod> {
  return podOf(objectsOf(await renderSingleBinary(phase, folder)));
}

async function start(
  program: string,
  pod: Pod,
  test: { readonly root: string; readonly onTestFinished: TestContext['onTestFinished'] },
): Promise<PyroscopeServer> {
  const [http = 0, grpc = 0, raft = 0, memberlist = 0] = await freePorts(4);
  const ports = { http, grpc, raft, memberlist };
  const server = await startPyroscope(program, pod, { root: test.root, ports });
  test.onTestFinished(() => server.process.stop());
  return server;
}

async function expectConfig(server: PyroscopeServer, wanted: InEffect, expect: ExpectStatic): Promise<void> {
  const config = parse(await page(server, '/api/v1/status/config')) as Record<string, unknown>;
  expect(config).toMatchObject({
    enable_v1_write_path: wanted.v1Paths,
    enable_v1_read_path: wanted.v1Paths,
    limits: { write_path: wanted.writePath, enable_query_backend: wanted.queryBackend },
  });
}

async function expectModules(server: PyroscopeServer, wanted: InEffect, expect: ExpectStatic): Promise<void> {
  const metrics = await page(server, '/metrics');
  for (const [name, count] of Object.entries(wanted.members)) {
    expect(metric(metrics, 'pyroscope_ring_members', { name, state: 'ACTIVE' }), name).toBe(count);
  }
  expect(metric(metrics, 'pyroscope_metastore_raft_state', { state: 'Leader' })).toBe(wanted.leader);
}

/** The second route of a dual write is written after the client has its answer, so the counters follow. */
async function expectRoutes(
  server: PyroscopeServer,
  routes: readonly string[],
  expect: ExpectStatic,
): Promise<void> {
  await push(server, 'e2e');
  const series = 'pyroscope_write_path_downstream_request_duration_seconds_count';
  const written = async (): Promise<string[]> => {
    const metrics = await page(server, '/metrics');
    return ['ingester', 'segment-writer'].filter(
      (route) => metric(metrics, series, { route, status: '200' }) > 0,
    );
  };
  for (let tries = 0; tries < 20 && (await written()).length < routes.length; tries++) await pause(500);
  expect(await written()).toEqual(routes);
}
