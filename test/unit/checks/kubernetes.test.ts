import { describe, expect, it } from 'vitest';
import type { LivePod } from '../../../src/live/cluster.ts';
import type { PyroscopeCheck } from '../../../src/packs/pyroscope/checks/asking.ts';
import { metastoreClaims, metastoreLogs } from '../../../src/packs/pyroscope/checks/metastore.ts';
import { argsAgree, componentsReady } from '../../../src/packs/pyroscope/checks/pods.ts';
import { restarts } from '../../../src/packs/pyroscope/checks/restarts.ts';
import { context, type More, NOW, pod, verdictOf } from './fake.ts';

const run = (check: PyroscopeCheck, more: More) => verdictOf(check, context({}, more));

const SHARED = ['distributor', 'query-frontend'];
const V1 = ['ingester', 'querier', 'query-scheduler', 'store-gateway', 'compactor'];
const V2 = ['segment-writer', 'metastore', 'compaction-worker', 'query-backend'];
const ofAll = (components: readonly string[]) => components.map((component) => pod(component));

describe('components-ready', () => {
  it.each([
    { phase: 'v1', here: [...SHARED, ...V1], status: 'ok' },
    { phase: 'dual', here: [...SHARED, ...V1, ...V2], status: 'ok' },
    { phase: 'v2', here: [...SHARED, ...V2, 'admin'], status: 'ok' },
    { phase: 'v1', here: [...SHARED, ...V1, 'metastore'], status: 'failed' },
    { phase: 'dual', here: [...SHARED, ...V1], status: 'failed' },
    { phase: 'v2', here: [...SHARED, ...V2, 'ingester'], status: 'failed' },
    { phase: 'v2', here: [...SHARED, ...V2, 'all'], status: 'failed' },
    { phase: 'v2', here: [], status: 'failed' },
  ] as const)('$phase with $here: $status', async ({ phase, here, status }) => {
    const result = await run(componentsReady, { phase, pods: ofAll(here) });
    expect(result.status, result.seen).toBe(status);
  });

  it('names what is missing and what should be gone', async () => {
    const missing = await run(componentsReady, { phase: 'v2', pods: ofAll([...SHARED, 'metastore']) });
    expect(missing.seen).toBe('no pod of compaction-worker, query-backend, segment-writer');
    const left = await run(componentsReady, { phase: 'v2', pods: ofAll([...SHARED, ...V2, 'ingester']) });
    expect(left.seen).toBe('still there: profiles-ingester-0 (ingester)');
  });

  it('waits for a pod that is not Ready', async () => {
    const pods = [
      ...ofAll([...SHARED, ...V2].slice(1)),
      pod('distributor', { ready: false, phase: 'Pending' }),
    ];
    const { status, seen } = await run(componentsReady, { phase: 'v2', pods });
    expect([status, seen]).toEqual(['waiting', 'not ready: profiles-distributor-0 (Pending)']);
  });

  it('expects what the stored manifest names, too', async () => {
    const args = { 'tenant-settings': ['-target=tenant-settings'] };
    const { seen } = await run(componentsReady, {
      phase: 'v2',
      pods: ofAll([...SHARED, ...V2]),
      args,
    });
    expect(seen).toBe('no pod of tenant-settings');
  });

  it('leaves the pods of other charts in the release out', async () => {
    const minio = pod('minio', { ready: false, restarts: 3, startedAt: new Date(NOW).toISOString() });
    const pods = [...ofAll([...SHARED, ...V2]), minio];
    expect((await run(componentsReady, { phase: 'v2', pods })).status).toBe('ok');
    expect((await run(restarts, { phase: 'v2', pods })).status).toBe('ok');
  });

  it('wants one component of a single binary', async () => {
    const single = (pods: readonly LivePod[]) => run(componentsReady, { layout: 'single-binary', pods });
    expect((await single(ofAll(['all']))).status).toBe('ok');
    expect((await single(ofAll(['all', 'ingester']))).status).toBe('failed');
  });
});

describe('args-agree', () => {
  const distributor = (...args: string[]) => [pod('distributor', { args })];
  const stored = (...args: string[]) => ({ distributor: args });

  it.each([
    { phase: 'dual', args: ['-write-path=combined'], status: 'ok' },
    { phase: 'dual', args: ['--write-path=combined'], status: 'ok' },
    { phase: 'dual', args: ['-write-path=ingester'], status: 'failed' },
    { phase: 'dual', args: [], status: 'failed' },
    { phase: 'v1', args: [], status: 'ok' },
    { phase: 'v1', args: ['-write-path=combined'], status: 'failed' },
    { phase: 'v2', args: ['-architecture.storage=v2'], status: 'ok' },
    {
      phase: 'v2',
      args: ['-architecture.storage=v1-v2-dual', '-write-path=segment-writer'],
      status: 'failed',
    },
  ] as const)('$phase with $args: $status', async ({ phase, args, status }) => {
    const result = await run(argsAgree, { phase, pods: distributor(...args) });
    expect(result.status, result.seen).toBe(status);
  });

  it('waits where a pod still has other args than Helm stored, and shows no value of them', async () => {
    const args = stored('-write-path=combined', '-storage.s3.secret-access-key=new');
    const pods = distributor('-write-path=combined', '-storage.s3.secret-access-key=old');
    const { status, seen } = await run(argsAgree, { pods, args });
    expect(status).toBe('waiting');
    expect(seen).toBe(
      'different from the stored manifest: profiles-distributor-0: -storage.s3.secret-access-key',
    );
  });

  it('does not mind the order, and lets the last of two count', async () => {
    const args = stored('-a=1', '-write-path=combined', '-a=2');
    expect((await run(argsAgree, { pods: distributor('-write-path=combined', '-a=2'), args })).status).toBe(
      'ok',
    );
  });
});

describe('metastore-claims', () => {
  const metastore = (...claims: string[]) => [pod('metastore', { claims })];

  it.each([
    { pods: metastore('data-0'), claims: [{ name: 'data-0', phase: 'Bound' }], status: 'ok' },
    { pods: metastore('data-0'), claims: [{ name: 'data-0', phase: 'Pending' }], status: 'waiting' },
    { pods: metastore('data-0'), claims: [{ name: 'data-0', phase: 'Lost' }], status: 'failed' },
    { pods: metastore('data-0'), claims: [{ name: 'other', phase: 'Bound' }], status: 'failed' },
    { pods: metastore(), claims: [{ name: 'data-0', phase: 'Bound' }], status: 'failed' },
    { pods: [], claims: [], status: 'unknown' },
  ])('case %#: $status', async ({ pods, claims, status }) => {
    const result = await run(metastoreClaims, { pods, claims });
    expect(result.status, result.seen).toBe(status);
  });
});

describe('restarts', () => {
  const at = (hoursAgo: number) => new Date(NOW - hoursAgo * 3_600_000).toISOString();

  it.each([
    { name: 'none', pod: pod('all'), status: 'ok' },
    { name: 'before the time looked at', pod: pod('all', { restarts: 2, startedAt: at(5) }), status: 'ok' },
    { name: 'within it', pod: pod('all', { restarts: 2, startedAt: at(0.5) }), status: 'failed' },
  ])('$name: $status', async ({ pod: one, status }) => {
    const result = await run(restarts, { pods: [one] });
    expect(result.status, result.seen).toBe(status);
  });

  it('counts one that is between two starts', async () => {
    const { startedAt: _, ...crashed } = pod('all', { restarts: 7 });
    const { status, seen } = await run(restarts, { pods: [crashed] });
    expect([status, seen]).toEqual(['failed', 'restarted: profiles-all-0 7 times']);
  });
});

describe('metastore-logs', () => {
  const withLog = (log: string) => run(metastoreLogs, { logs: async () => log });
  const lines = (text: string, count: number) => `level=error ${text}\n`.repeat(count);

  it.each([
    { log: 'level=info msg="raft state changed"\n', status: 'ok' },
    { log: lines('node is not the leader', 3), status: 'waiting' },
    { log: lines('node is not the leader', 300), status: 'failed' },
    { log: lines('log store write timed out after 10s', 1), status: 'failed' },
    { log: lines('non-monotonic log entries', 1), status: 'failed' },
  ])('case %#: $status', async ({ log, status }) => {
    const result = await withLog(log);
    expect(result.status, result.seen).toBe(status);
  });

  it('reads the tail of the metastores', async () => {
    const asked: unknown[] = [];
    const logs = async (component: string, tail: number) => {
      asked.push([component, tail]);
      return '';
    };
    await run(metastoreLogs, { logs });
    await run(metastoreLogs, { logs, layout: 'single-binary' });
    expect(asked).toEqual([
      ['metastore', 500],
      ['all', 500],
    ]);
  });
});

describe('without a cluster', () => {
  it.each([componentsReady, argsAgree, metastoreClaims, restarts, metastoreLogs])(
    '$id is skipped',
    async (check) => {
      expect((await run(check, { asksCluster: false })).status).toBe('skipped');
    },
  );
});
