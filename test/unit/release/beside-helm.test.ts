import { describe, expect, it } from 'vitest';
import { PACKS } from '../../../src/packs/index.ts';
import { seenInCluster } from '../../../src/release/beside-helm.ts';
import { phaseHistory } from '../../../src/release/history.ts';
import { soakOf } from '../../../src/step/soak.ts';
import {
  input,
  type Memory,
  manifestOf,
  memoryCluster,
  NOW,
  type PhaseName,
  RELEASE,
} from '../gate/memory-cluster.ts';
import {
  type Change,
  itemsOf,
  type Kept,
  restarted,
  type WorkloadTemplate,
  withArgs,
  workloadsOf,
} from '../live/kubernetes-history.ts';

const HOUR = 3_600_000;
const ago = (hours: number): string => new Date(NOW - hours * HOUR).toISOString();

const HISTORY = 'v1@-99 dual@-25!deployed';

const [of] = ['v1', 'dual', 'v2'].map((phase) => workloadsOf(manifestOf(phase as PhaseName))[0]);
if (of === undefined) throw new TypeError('the manifests hold no workload');
const single = (phase: PhaseName): WorkloadTemplate => workloadsOf(manifestOf(phase))[0] ?? of;

/** Somebody takes the write path of dual away. */
const edited = withArgs(single('dual'), (args) =>
  args
    .filter((arg) => !/^-write-path|^-metastore|^-query-backend/.test(arg))
    .map((arg) => arg.replace('v1-v2-dual', 'v1'))
    .concat('-write-path=ingester'),
);

const HELMS: readonly Change[] = [
  { at: ago(99), to: single('v1') },
  { at: ago(25), to: single('dual') },
];

async function seen(memory: Memory) {
  const { cluster } = memoryCluster({ revisions: HISTORY, ...memory });
  const installed = await cluster.release(RELEASE);
  if (!installed.ok) throw new TypeError('no release');
  const history = await phaseHistory(cluster, installed.value, PACKS);
  if (!history.ok) throw new TypeError('no history');
  const found = await seenInCluster(cluster, RELEASE, history.value, NOW);
  if (!found.ok) throw new TypeError('nothing seen');
  const { timeLine, conflicts } = found.value;
  const soak = soakOf({ phase: 'dual', timeLine, now: NOW, minSoakMs: 24 * HOUR });
  return { soak, conflicts, spans: timeLine.spans };
}

/** The soak, where these changes came on top of Helm's. */
const soakAfter = async (changes: readonly Change[], kept: Kept = {}, memory: Memory = {}) =>
  (await seen({ live: itemsOf([...HELMS, ...changes], kept), ...memory })).soak;

const FULL = { durationMs: 25 * HOUR, isLongEnough: true, isProvable: true };

describe('what leaves no doubt', () => {
  it('is Helm alone', async () => {
    expect(await soakAfter([])).toMatchObject(FULL);
  });

  it('is a history that Kubernetes keeps as Helm told it, in each kind of workload', async () => {
    for (const layout of ['single-binary', 'microservices'] as const) {
      const stored = (phase: PhaseName) => input(`2.2.1/${layout}/${phase}`);
      expect((await seen({ stored })).soak).toMatchObject(FULL);
    }
  });

  it('is a restart', async () => {
    expect(await soakAfter([{ at: ago(3), to: restarted(single('dual'), ago(3)) }])).toMatchObject(FULL);
  });

  it('is an upgrade within dual with other values', async () => {
    const to = withArgs(single('dual'), (args) => args.map((arg) => arg.replace('=debug', '=warn')));
    expect(
      await soakAfter([{ at: ago(3), to }], {}, { revisions: `${HISTORY} dual@-3!deployed` }),
    ).toMatchObject(FULL);
    expect(await soakAfter([{ at: ago(3), to }])).toMatchObject(FULL);
  });

  it('are pods of a drained node, and of an autoscaler', async () => {
    const pods = [ago(25), ago(2), ago(0.1)];
    expect(await soakAfter([], { pods })).toMatchObject(FULL);
    expect(await soakAfter([], { pods, managedFields: false })).toMatchObject(FULL);
  });

  it('is a rollback of Helm before the time in dual', async () => {
    const revisions = 'v1@-99 dual@-60 v1@-50 dual@-25!deployed';
    const live = (kept: Kept) =>
      itemsOf(
        [
          { at: ago(99), to: single('v1') },
          { at: ago(60), to: single('dual') },
          { at: ago(50), to: single('v1') },
          { at: ago(25), to: single('dual') },
        ],
        kept,
      );
    expect((await seen({ revisions, live: live({}) })).soak).toMatchObject(FULL);
    const pods = [ago(24.99)];
    expect((await seen({ revisions, live: live({ managedFields: false, pods }) })).soak).toMatchObject(FULL);
    // Adopted by a StatefulSet that was made anew, all of them look as if they had come back at once.
    expect((await seen({ revisions, live: live({ adoptedAt: ago(1), pods }) })).soak).toMatchObject(FULL);
  });

  it('are more templates than Kubernetes keeps', async () => {
    const restarts = Array.from({ length: 14 }, (_, at) => ago(24 - at));
    const changes = restarts.map((at) => ({ at, to: restarted(single('dual'), at) }));
    expect(await soakAfter(changes)).toMatchObject(FULL);
  });

  it.each([1, 2])('is a restart that was undone, where %d templates are kept', async (limit) => {
    const restart = { at: ago(3), to: restarted(single('dual'), ago(3)) };
    expect(await soakAfter([restart, { at: ago(2), to: single('dual') }], { limit })).toMatchObject(FULL);
  });

  it('is a StatefulSet that was made anew over the templates of the one before', async () => {
    const again = { adoptedAt: ago(1), pods: [ago(24.99)] };
    expect(await soakAfter([], again)).toMatchObject(FULL);
  });

  it('is an upgrade within dual that moved a setting from the ConfigMap to the args', async () => {
    const inArgs = (manifest: string) =>
      manifest.replace('- "-target=all"', '- "-target=all"\n            - "-storage.backend=s3"');
    const inConfig = (manifest: string) => manifest.replace('    {}\n', '    storage:\n      backend: s3\n');
    const stored = (phase: PhaseName, revision: number) =>
      (revision === 3 ? inArgs : inConfig)(manifestOf(phase));
    const { soak } = await seen({ revisions: 'v1@-99 dual@-25 dual@-24.5!deployed', stored });
    expect(soak).toMatchObject(FULL);
  });

  it('is an edit by hand before the time in dual', async () => {
    const revisions = 'dual@-99 v1@-60 dual@-25!deployed';
    const live = itemsOf([
      { at: ago(99), to: single('dual') },
      { at: ago(80), to: edited },
      { at: ago(79), to: single('dual') },
      { at: ago(60), to: single('v1') },
      { at: ago(25), to: single('dual') },
    ]);
    expect((await seen({ revisions, live })).soak).toMatchObject(FULL);
  });

  it('are workloads that Helm did not make', async () => {
    const other = { ...edited, name: 'somebody-elses' };
    const live = [...itemsOf(HELMS), ...itemsOf([{ at: ago(3), to: other }])];
    expect((await seen({ live })).soak).toMatchObject(FULL);
  });
});

describe('what stood by hand', () => {
  const putBack = (from: number, to: number, by = edited): readonly Change[] => [
    { at: ago(from), to: by },
    { at: ago(to), to: single('dual') },
  ];

  it('makes the time count from its end, with the rollout', async () => {
    const soak = await soakAfter(putBack(3, 2));
    expect(soak).toMatchObject({ isLongEnough: false, since: '2026-11-21T08:01:00.000Z' });
    expect(soak.earliestPass).toBe('2026-11-22T08:01:00Z');
    expect(soak.reason).toMatch(
      /v1 stood by hand until 2026-11-21 08:01.*: StatefulSet pyroscope ran with args of v1/,
    );
  });

  it('is seen within minutes of the upgrade', async () => {
    const soak = await soakAfter(putBack(24.9, 24.8));
    expect(soak.since).toBe(new Date(NOW - 24.8 * HOUR + 60_000).toISOString());
  });

  it('is v1 as Helm had it, brought back by kubectl rollout undo', async () => {
    const soak = await soakAfter(putBack(3, 2, single('v1')));
    expect(soak.reason).toContain('v1 stood by hand until 2026-11-21 08:01');
  });

  it('is unknown where the template that stood is no longer kept: the time counts from its end', async () => {
    const back = [...putBack(3, 2), { at: ago(1), to: restarted(single('dual'), ago(1)) }];
    const soak = await soakAfter(back, { limit: 1 });
    expect(soak).toMatchObject({ isLongEnough: false, since: ago(2) });
    expect(soak.reason).toContain('StatefulSet pyroscope ran with a template that is no longer kept until');
  });

  it('counts from the start of the pods where the server does not tell when a template came back', async () => {
    const untold = { managedFields: false };
    const edit = await soakAfter(putBack(3, 2), { ...untold, pods: [ago(2)] });
    expect([edit.since, edit.reason]).toEqual([ago(2), expect.stringContaining('v1 stood by hand until')]);
    const undone = await soakAfter(putBack(3, 2, single('v1')), { ...untold, pods: [ago(2)] });
    expect(undone).toMatchObject({ since: ago(2), isLongEnough: false });
    // One of them still runs from before, another was on a drained node: nothing proves what ran there.
    const both = await soakAfter(putBack(3, 2, single('v1')), { ...untold, pods: [ago(24.99), ago(5)] });
    expect(both.since).toBe(ago(5));
  });

  it('does not count a node that was drained long after', async () => {
    expect((await soakAfter(putBack(20, 19), { pods: [ago(1)] })).since).toBe(ago(19));
  });

  it('stands still', async () => {
    const soak = await soakAfter([{ at: ago(3), to: edited }]);
    expect(soak).toMatchObject({ isLongEnough: false, isProvable: false, durationMs: 0 });
    expect(soak.earliestPass).toBeUndefined();
    expect(soak.reason).toMatch(/v1 stands by hand since .*: StatefulSet pyroscope runs with args of v1/);
  });

  it('has args that show no phase, or none that can be read', async () => {
    const odd = withArgs(single('dual'), (args) => args.map((arg) => arg.replace('v1-v2-dual', 'maybe')));
    expect((await soakAfter(putBack(3, 2, odd))).reason).toMatch(
      /StatefulSet pyroscope ran by hand with args that show no phase until 2026-11-21 08:01/,
    );
    const { template } = single('dual');
    const container = { name: 'pyroscope', command: ['sh', '-c', 'exec pyroscope'] };
    const wrapped = { ...single('dual'), template: { ...template, spec: { containers: [container] } } };
    expect((await soakAfter(putBack(3, 2, wrapped))).reason).toContain(
      'by hand with args that cannot be read',
    );
  });

  it('has its data elsewhere, or gets a part of it', async () => {
    const moved = withArgs(single('dual'), (args) => [...args, '-storage.backend=s3']);
    expect((await soakAfter(putBack(3, 2, moved))).reason).toMatch(/ran by hand with its data elsewhere/);
    const half = withArgs(single('dual'), (args) =>
      args.map((arg) => arg.replace('segment-writer-weight=1', 'segment-writer-weight=0.5')),
    );
    expect((await soakAfter(putBack(3, 2, half))).reason).toMatch(/ran by hand with other weights/);
  });

  it('stands in several workloads, the last of which counts', async () => {
    const manifest = input('2.2.1/microservices/dual');
    const v1 = new Map(workloadsOf(input('2.2.1/microservices/v1')).map((one) => [one.name, one]));
    const live = workloadsOf(manifest).flatMap((to, at) => {
      const old = v1.get(to.name);
      const first = { at: ago(25), to };
      if (old === undefined) return itemsOf([first]);
      const before = { at: ago(99), to: old };
      return itemsOf([before, first, { at: ago(3), to: old }, { at: ago(2 - at / 100), to }]);
    });
    const stored = (phase: PhaseName) => input(`2.2.1/microservices/${phase}`);
    const { soak } = await seen({ stored, live });
    expect(soak.isLongEnough).toBe(false);
    expect(Date.parse(soak.since ?? '')).toBeGreaterThan(NOW - 2 * HOUR);
    expect(soak.reason).toMatch(/(?:Deployment|StatefulSet) pyroscope-\S+ ran with args of v1/);
  });

  it('is the pods of a Deployment, until the last of them went', async () => {
    const stored = (phase: PhaseName) => input(`2.2.1/microservices/${phase}`);
    const named = (phase: PhaseName) =>
      workloadsOf(stored(phase)).find(({ name }) => /distributor/.test(name));
    const [v1, dual] = [named('v1'), named('dual')];
    if (!v1 || !dual) throw new TypeError('the inputs hold no distributor');
    const helms = [
      { at: ago(99), to: v1 },
      { at: ago(25), to: dual },
    ];
    const undone = itemsOf([...helms, { at: ago(3), to: v1 }, { at: ago(2), to: dual }], { pods: [ago(2)] });
    const { soak } = await seen({ stored, live: undone });
    expect(soak.since).toBe(new Date(NOW - 2 * HOUR + 3 * 60_000).toISOString());
    expect(soak.reason).toMatch(/Deployment pyroscope-distributor ran with args of v1 until/);
    const paused = itemsOf(helms).map((item) =>
      item.kind === 'ReplicaSet' && (item.metadata as { name: string }).name.endsWith('-0')
        ? { ...item, spec: { ...(item.spec as object), replicas: 1 } }
        : item,
    );
    expect((await seen({ stored, live: paused })).soak.reason).toMatch(
      /Deployment pyroscope-distributor still runs with args of v1 since/,
    );
  });

  it('is a template that Helm replaced, but that kept its pods for longer', async () => {
    const onDelete = { strategy: { type: 'OnDelete' }, pods: [ago(4)] };
    const soak = await soakAfter([], onDelete);
    expect(soak).toMatchObject({ since: ago(4), isLongEnough: false });
    expect(soak.reason).toContain('StatefulSet pyroscope still ran with args of v1 until');
    expect(await soakAfter([], { ...onDelete, pods: [ago(24.9)] })).toMatchObject(FULL);
  });

  it('is v1 that ran on after an upgrade that changed nothing', async () => {
    const live = itemsOf([
      { at: ago(99), to: single('v1') },
      { at: ago(10), to: single('dual') },
    ]);
    expect((await seen({ live })).soak).toMatchObject({
      since: new Date(NOW - 10 * HOUR + 60_000).toISOString(),
    });
  });
});
