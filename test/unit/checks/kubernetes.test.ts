import { describe, expect, it } from 'vitest';
import type { LivePod } from '../../../src/live/cluster.ts';
import type { PyroscopeCheck } from '../../../src/packs/pyroscope/checks/asking.ts';
import { metastoreClaims, metastoreLogs } from '../../../src/packs/pyroscope/checks/metastore.ts';
import { argsAgree, componentsReady } from '../../../src/packs/pyroscope/checks/pods.ts';
import { restarts } from '../../../src/packs/pyroscope/checks/restarts.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import {
  type ExampleComponent,
  manifests,
  PHASE_FLAGS_2,
  partsOfV2,
} from '../../../src/packs/pyroscope/rules/examples.ts';
import { storedReleases } from '../../../src/release/history.ts';
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
    expect(missing.seen).toBe('no pod of compaction-worker, query-backend and segment-writer');
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
    expect((await single(ofAll(['ingester']))).seen).toBe('no pod of the single binary');
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
  const parts = (one: ExampleComponent): string =>
    manifests('2.2.1', { components: partsOfV2(PHASE_FLAGS_2.v2, { metastore: one }) });
  const claimed = parts({ data: 'template' });

  function see(text: string, more: More) {
    const [stored] = storedReleases(text, [pyroscope]);
    const { of, live } = context({}, { phase: 'v2', ...more });
    return verdictOf(metastoreClaims, { of: { ...of, now: stored?.state as PyroscopeState }, live });
  }
  const pod0 = (...claims: string[]) => pod('metastore', { name: 'pyroscope-metastore-0', claims });
  const pod1 = (...claims: string[]) => pod('metastore', { name: 'pyroscope-metastore-1', claims });
  const bound = (...names: string[]) => names.map((name) => ({ name, phase: 'Bound' }));
  const OWN = 'data-pyroscope-metastore-0';
  const OTHER = 'data-pyroscope-metastore-1';
  const extra = (volume: string): ExampleComponent => ({
    container: '- name: raft\n  mountPath: /data/v2/metastore',
    pod: `- name: raft\n  ${volume}`,
    data: 'emptyDir',
  });
  const withRaft = (volume: string): string => parts(extra(volume));

  it.each([
    { name: 'its own', text: claimed, pods: [pod0(OWN)], claims: bound(OWN), status: 'ok' },
    {
      name: 'one for each of two',
      text: claimed,
      pods: [pod0(OWN), pod1(OTHER)],
      claims: bound(OWN, OTHER),
      status: 'ok',
    },
    {
      name: 'not bound yet',
      text: claimed,
      pods: [pod0(OWN)],
      claims: [{ name: OWN, phase: 'Pending' }],
      status: 'waiting',
    },
    {
      name: 'lost',
      text: claimed,
      pods: [pod0(OWN)],
      claims: [{ name: OWN, phase: 'Lost' }],
      status: 'failed',
    },
    { name: 'missing', text: claimed, pods: [pod0(OWN)], claims: bound('other'), status: 'failed' },
    { name: 'none', text: claimed, pods: [pod0()], claims: bound(OWN), status: 'failed' },
    {
      name: 'another than stored',
      text: claimed,
      pods: [pod0('cache')],
      claims: bound('cache'),
      status: 'failed',
    },
    {
      name: 'an emptyDir beside another claim',
      text: parts({ data: 'emptyDir' }),
      pods: [pod0('cache')],
      claims: bound('cache'),
      status: 'failed',
    },
    {
      name: 'one named',
      text: parts({ data: 'raft' }),
      pods: [pod0('raft')],
      claims: bound('raft'),
      status: 'ok',
    },
    {
      name: 'one named for two',
      text: parts({ data: 'raft' }),
      pods: [pod0('raft'), pod1('raft')],
      claims: bound('raft'),
      status: 'failed',
    },
    {
      name: 'raft on a volume of its own',
      text: withRaft('persistentVolumeClaim: { claimName: log }'),
      pods: [pod0('log')],
      claims: bound('log'),
      status: 'ok',
    },
    {
      name: 'raft on an emptyDir of its own',
      text: withRaft('emptyDir: {}'),
      pods: [pod0('log')],
      claims: bound('log'),
      status: 'failed',
    },
    {
      name: 'raft on a volume that goes with the pod',
      text: withRaft('ephemeral: { volumeClaimTemplate: {} }'),
      pods: [pod0('pyroscope-metastore-0-raft')],
      claims: bound('pyroscope-metastore-0-raft'),
      status: 'failed',
    },
    {
      name: 'raft on no volume',
      text: parts({ data: 'template', args: ['-metastore.raft.dir=/raft', ...PHASE_FLAGS_2.v2] }),
      pods: [pod0(OWN)],
      claims: bound(OWN),
      status: 'failed',
    },
    {
      name: 'raft in a directory that a variable names',
      text: parts({ data: 'template', args: ['-metastore.raft.dir=$(RAFT)', ...PHASE_FLAGS_2.v2] }),
      pods: [pod0(OWN)],
      claims: bound(OWN),
      status: 'unknown',
    },
    { name: 'no pod', text: claimed, pods: [], claims: [], status: 'unknown' },
  ])('$name: $status', async ({ text, pods, claims, status }) => {
    const result = await see(text, { pods, claims });
    expect(result.status, result.seen).toBe(status);
  });

  it('names the directory, the volume and who shares', async () => {
    const seen = async (text: string, more: More) => (await see(text, more)).seen;
    expect(await seen(parts({ data: 'emptyDir' }), { pods: [pod0('cache')], claims: bound('cache') })).toBe(
      'raft keeps its log in ./data/v2/metastore/raft, on the emptyDir data',
    );
    expect(
      await seen(parts({ data: 'raft' }), { pods: [pod0('raft'), pod1('raft')], claims: bound('raft') }),
    ).toBe('raft is shared by pyroscope-metastore-0, pyroscope-metastore-1');
    expect(await seen(claimed, { pods: [pod0('cache')], claims: bound('cache') })).toBe(
      'without the claim of volume data: pyroscope-metastore-0',
    );
  });
});

const at = (hoursAgo: number) => new Date(NOW - hoursAgo * 3_600_000).toISOString();

describe('restarts', () => {
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
    { log: lines('log store write timed out', 1).replace('level', `ts=${at(0.5)} level`), status: 'failed' },
    { log: lines('log store write timed out', 1).replace('level', `ts=${at(5)} level`), status: 'ok' },
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
