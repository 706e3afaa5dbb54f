import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { configMapState } from '../../../src/packs/prometheus/backfill/config-map-state.ts';
import { planName, planObjects } from '../../../src/packs/prometheus/backfill/plan.ts';
import { cutsOf } from '../../../src/packs/prometheus/backfill/shards.ts';
import { emptyState, type SavedState } from '../../../src/packs/prometheus/backfill/state.ts';
import {
  allVerified,
  shardsOf,
  shardsPlanned,
  statusText,
} from '../../../src/packs/prometheus/backfill/status.ts';
import { err, ok } from '../../../src/result.ts';
import { run } from '../cli/run.ts';
import { storeFor } from './run.ts';
import { type StoreSettings, startStore } from './store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('cuts', () => {
  it('cover the range, ascend, and lie at full minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40_000 }),
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 50 }),
        (minutes, densities, count) => {
          const [from, to] = [1_700_000_000_000, 1_700_000_000_000 + minutes * MINUTE];
          const cuts = cutsOf(
            [from, to],
            densities.map((density) => ({ at: 0, density })),
            count,
          );
          expect([cuts[0], cuts.at(-1)]).toEqual([from, to]);
          expect(cuts.length).toBeLessThanOrEqual(count + 1);
          for (const [index, cut] of cuts.slice(1).entries())
            expect(cut).toBeGreaterThan(cuts[index] as number);
          for (const cut of cuts.slice(1, -1)) expect(cut % MINUTE).toBe(0);
        },
      ),
    );
  });

  it('make shards of like cost', () => {
    // The second half of a day has three times as many samples.
    const costs = Array.from({ length: 24 }, (_, hour) => ({ at: hour * HOUR, density: hour < 12 ? 1 : 3 }));
    expect(cutsOf([0, 24 * HOUR], costs, 4).map((cut) => cut / HOUR)).toEqual([0, 12, 16, 20, 24]);
  });

  it('cut an empty range by its length', () => {
    const costs = Array.from({ length: 4 }, (_, at) => ({ at, density: 0 }));
    expect(cutsOf([0, 4 * HOUR], costs, 2)).toEqual([0, 2 * HOUR, 4 * HOUR]);
  });
});

const PARTS = {
  name: 'march',
  namespace: 'monitoring',
  image: 'example/phasegate:1',
  cuts: [0, HOUR, 3 * HOUR],
  samples: 1000,
  args: ['--reader-url=http://a/api/v1/read'],
  parallelism: 2,
};

describe('a plan', () => {
  it('has a name of its own for another range, image or call', () => {
    const names = [
      PARTS,
      { ...PARTS, cuts: [0, HOUR] },
      { ...PARTS, image: 'example/phasegate:2' },
      { ...PARTS, args: [] },
    ].map(planName);
    expect(new Set(names).size).toBe(4);
    expect(planName({ ...PARTS, parallelism: 9 })).toBe(names[0]);
    expect(`${planName({ ...PARTS, name: 'm'.repeat(200) })}-verify`.length).toBeLessThanOrEqual(63);
  });

  it('gives the account its own state and nothing else', () => {
    const name = planName(PARTS);
    const role = planObjects(PARTS).find((object) => (object as { kind: string }).kind === 'Role');
    expect(role).toMatchObject({
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [name], verbs: ['get', 'patch'] }],
    });
  });
});

async function planFor(words: readonly string[], settings: StoreSettings = {}) {
  const store = await storeFor(settings);
  const now = Date.now();
  store.add(
    { __name__: 'up' },
    Array.from({ length: 400 }, (_, index) => [now - index * 15_000, 1] as const),
  );
  return run([
    'backfill',
    '--plan',
    '--start=2h',
    `--reader-url=${store.url}/api/v1/read`,
    '--writer-url=http://new:9090/api/v1/write',
    ...words,
  ]);
}

describe('backfill --plan', () => {
  it('prints objects that kubectl can apply, with the files of a Secret', async () => {
    const { code, out, said } = await planFor([
      '--image=example/phasegate:1',
      '--shards=2',
      '--name=march',
      '--namespace=monitoring',
      '--writer-auth-bearer-token-file=no-such-file',
      '--secret=tokens',
      '--drop-label=prometheus_replica',
    ]);
    expect([code, said]).toEqual([0, '']);
    const objects = parseAllDocuments(out).map((one) => one.toJS() as Record<string, unknown>);
    expect(objects.map(({ kind }) => kind)).toEqual([
      'ServiceAccount',
      'ConfigMap',
      'Role',
      'RoleBinding',
      'Job',
      'Job',
    ]);
    expect(out).toContain(
      '# First, the credentials: kubectl create secret generic tokens -n monitoring --from-file=writer-auth-bearer-token=FILE',
    );
    expect(out).toContain(
      '--writer-auth-bearer-token-file=/etc/phasegate/credentials/writer-auth-bearer-token-file',
    );
    expect(out).toContain('- --drop-label=prometheus_replica');
    expect(out).not.toContain('no-such-file');
    expect(objects[1]).toMatchObject({ data: { shards: '2' } });
  });

  it.each<[readonly string[], string]>([
    [['--image=i', '--reader-auth-bearer-token=hunter2'], '--reader-auth-bearer-token would be printed'],
    [
      ['--image=i', '--writer-http-header=Authorization: Bearer hunter2'],
      'the Authorization of --writer-http-header',
    ],
    [['--image=i', '--writer-http-header=X-Api-Key: hunter2'], 'the X-Api-Key of --writer-http-header'],
    [
      ['--image=i', '--progress-metric-url=http://me:hunter2@new:9090/api/v1/read'],
      'the password in --progress-metric-url would be printed',
    ],
    [
      ['--image=i', '--progress-metric-url=http://new:9090/api/v1/read?db=a&token=hunter2'],
      'the token in --progress-metric-url would be printed',
    ],
    [
      ['--image=i', '--progress-metric-url=http://new:8086/api/v1/prom/read?db=a&u=me&p=hunter2'],
      'the p in --progress-metric-url would be printed',
    ],
    [['--image=i', '--writer-auth-bearer-token-file=token'], 'comes from a Secret; pass --secret NAME'],
    [['--image=i', '--skip-bad=bad.jsonl'], '--skip-bad writes a file, which is gone with the pod'],
    [['--image=i', '--shards=501'], '--shards: 501 are too many for one ConfigMap'],
    [['--image=i', '--writer-auth-username=hunter2'], '--writer-auth-username needs a password'],
    [['--image=i', '--namespace=a\nkind: b'], '--namespace: "a\\nkind: b" cannot be a name in Kubernetes'],
    [['--image=i', '--secret=a\nkind: b'], '--secret: "a\\nkind: b" cannot be a name'],
    [['--image=i', '--name=a..b'], '--name: "a..b"; use small letters'],
    [[], '--plan needs --image'],
  ])('refuses %j', async (words, text) => {
    const { code, out, said } = await planFor(words);
    expect([code, out]).toEqual([2, '']);
    expect(said).toContain(text);
    expect(said).not.toContain('hunter2');
  });

  it('cuts a long name where the rest is still one', () => {
    const named = planName({ ...PARTS, name: `${'a'.repeat(39)}.b` });
    expect(named).toMatch(/^a{39}-[\da-f]{8}$/);
  });

  it('says that the source cannot be read', async () => {
    const { code, said } = await planFor(['--image=i'], {
      faultFor: () => ({ kind: 'status', status: 404, text: 'page not found' }),
    });
    expect(code).toBe(2);
    expect(said).toContain(
      'answers HTTP 404: page not found; check --reader-url from where the plan is made',
    );
  });

  it('takes a credential of the environment from a Secret, too', async () => {
    const store = await startStore();
    onTestFinished(() => store.close());
    const words = ['backfill', '--plan', '--start=2h', `--reader-url=${store.url}/api/v1/read`];
    const { code, said } = await run([...words, '--writer-url=http://new/api/v1/write', '--image=i'], {
      env: { PHASEGATE_READER_TOKEN: 'hunter2' },
    });
    expect([code, said]).toEqual([
      2,
      'phasegate: PHASEGATE_READER_TOKEN in a pod comes from a Secret; pass --secret NAME\n',
    ]);
  });
});

const state = (change: Partial<SavedState> = {}): SavedState => ({
  ...emptyState({
    name: 'march',
    identity: { reader: 'a', writer: 'b', selector: '{a="b"}', drop: [], tenants: ['', ''] },
    product: 'prometheus',
    start: 0,
    end: 4 * HOUR,
  }),
  ...change,
});
const text = (change?: Partial<SavedState>): string => JSON.stringify(state(change));
const WHOLE = [[0, 4 * HOUR]] as const;

describe('the status of a plan', () => {
  it('has a line for each shard, and counts those that have not begun', () => {
    const data = {
      shards: '5',
      'shard-10.json': text({ copied: WHOLE, verified: WHOLE, settled: WHOLE, samples: 2000 }),
      'shard-2.json': text({ copied: [[0, HOUR]], samples: 500, copiedAt: 0 }),
      'shard-3.json': text({ copied: WHOLE, verified: WHOLE, samples: 7 }),
      'shard-4.json': '{',
    };
    expect(statusText(shardsOf(data), shardsPlanned(data), 5 * MINUTE)).toBe(
      [
        'shard 2: 25 % copied, 0 % compared, 500 samples, last sample sent 5 min ago',
        'shard 3: copied, verified once, 7 samples',
        'shard 4: it is not JSON',
        'shard 10: verified, 2,000 samples',
        'not started: 1',
        '',
      ].join('\n'),
    );
    expect(allVerified(shardsOf(data), shardsPlanned(data))).toBe(false);
  });

  it('has no share above 100 %, and calls a first comparison a proof where nothing is lost later', () => {
    const line = (change: Partial<SavedState>): string =>
      statusText(shardsOf({ 'state.json': text(change) }), 1, 0).trim();
    expect(line({ copied: [[-8 * HOUR, HOUR]], verified: [[-8 * HOUR, HOUR]] })).toBe(
      'state: 25 % copied, 25 % compared, 0 samples',
    );
    expect(line({ product: 'victoriametrics', copied: WHOLE, verified: WHOLE })).toBe(
      'state: verified, 0 samples',
    );
  });

  it('is verified once every shard of the plan is', () => {
    const done = text({ copied: WHOLE, verified: WHOLE, settled: WHOLE });
    const verified = (data: Readonly<Record<string, string>>): boolean =>
      allVerified(shardsOf(data), shardsPlanned(data));
    expect(verified({ shards: '2', 'shard-0.json': done, 'shard-1.json': done })).toBe(true);
    expect(verified({ shards: '2', 'shard-0.json': done })).toBe(false);
    expect(verified({ shards: '2', 'shard-0.json': done, 'shard-2.json': done })).toBe(false);
    expect(verified({ shards: '2', 'shard-0.json': done, 'state.json': done })).toBe(false);
    expect(verified({ 'state.json': done })).toBe(true);
    expect(verified({})).toBe(false);
  });

  it.each<[string, object]>([
    ['samples', { samples: undefined }],
    ['samples as text', { samples: '7' }],
    ['a time that is none', { copiedAt: 'x' }],
    ['a time that no date can show', { copiedAt: 1e300 }],
    ['a start that no date can show', { start: -1e300 }],
    ['a start behind its end', { start: 5 * HOUR }],
    ['a range that ends before it begins', { settled: [[HOUR, 0]] }],
    ['a range that no date can show', { copied: [[0, 1e300]] }],
    ['an identity of nothing', { identity: null }],
    ['an identity as text', { identity: 'a' }],
  ])('is none where a state has %s', (_, change) => {
    const data = { 'state.json': JSON.stringify({ ...state(), ...change }) };
    expect(statusText(shardsOf(data), 1, 0)).toBe('state: it is not a state of phasegate backfill\n');
  });
});

describe('state in a ConfigMap', () => {
  const problem = {
    kind: 'forbidden',
    what: 'The API server answers 403.',
    remedy: 'Give the right.',
  } as const;
  const server = (object: unknown) => {
    const patches: unknown[] = [];
    return {
      patches,
      namespace: 'monitoring',
      get: async () => ok(object),
      patch: async (_: string, change: unknown) => ok(void patches.push(change)),
      close: () => undefined,
    };
  };

  it('is one key of a shard', async () => {
    const inside = server({ data: { 'shard-1.json': text({ samples: 3 }) } });
    expect(await configMapState(inside, 'march', 1).load()).toEqual(ok(state({ samples: 3 })));
    expect(await configMapState(inside, 'march', 2).load()).toEqual(ok(undefined));
    await configMapState(inside, 'march', 2).save(state());
    expect(inside.patches).toEqual([{ data: { 'shard-2.json': text() } }]);
  });

  it('says what is wrong with it', async () => {
    const broken = await configMapState(server({ data: { 'state.json': '{' } }), 'march', undefined).load();
    expect(broken).toEqual(err('configmap/march: key state.json: it is not JSON'));
    expect(await configMapState(server(undefined), 'march', undefined).load()).toEqual(
      err(
        'configmap/march does not exist in namespace monitoring; create it: kubectl create configmap march -n monitoring',
      ),
    );
    const forbidden = { ...server({}), get: async () => err(problem), patch: async () => err(problem) };
    const store = configMapState(forbidden, 'march', undefined);
    expect(await store.load()).toEqual(err('The API server answers 403. Give the right.'));
    await expect(store.save(state())).rejects.toThrow(
      'the state cannot be kept: The API server answers 403.',
    );
  });

  it('is refused where it is too large', async () => {
    const many = Array.from({ length: 12_000 }, (_, index) => [index * 10, index * 10 + 1] as const);
    const inside = server({});
    await expect(configMapState(inside, 'march', 0).save(state({ copied: many }))).rejects.toThrow(
      'too many for a ConfigMap; cut the range into more shards',
    );
    expect(inside.patches).toEqual([]);
  });
});
