import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RIGHTS, savedOf, savedPipelines, verify, WORLD, type World } from './fake-cluster.ts';

const STOPPED: World = {
  ...WORLD,
  pipelines: WORLD.pipelines.map(({ name }) => ({ name, stopped: true, state: 'PIPELINE_PAUSED' })),
};

/** A Service with nodePorts. */
const service = (namespace: string, name: string, ports: Readonly<Record<string, number>>) => ({
  metadata: { namespace, name },
  spec: {
    type: 'NodePort',
    ports: Object.entries(ports).map(([port, nodePort]) => ({ name: port, port: 650, nodePort })),
  },
});

const NORMAL = service('pach', 'pachd', {
  'api-grpc-port': 30650,
  'trace-port': 30651,
  'api-git-port': 30999,
});
const MIGRATION = service('pach', 'pachd', {
  'api-grpc-port': 30649,
  'trace-port': 30648,
  'api-git-port': 30645,
});

const green = { code: 0, said: expect.any(String) };

describe('paused', () => {
  it('is ok where all pipelines are stopped and no pod is left', async () => {
    expect(await verify(['paused'], STOPPED)).toMatchObject({
      ...green,
      out: 'paused: ok: 2 pipelines stopped, no worker pod left\n',
    });
  });

  it('fails where one runs', async () => {
    const { code, out } = await verify(['paused']);
    expect([code, out]).toEqual([
      1,
      'paused: failed: 1 pipeline of 2 not stopped: p1\n  do:  stop them with pachctl\n',
    ]);
  });

  it('fails while pods of pipelines are there', async () => {
    const { code, out } = await verify(['paused'], { ...STOPPED, workers: 2 });
    expect([code, out]).toEqual([1, expect.stringContaining('2 worker pods still there')]);
  });

  it('goes by the state where there is no flag, as before 1.8', async () => {
    const pipelines = [{ name: 'p1', state: 'PIPELINE_PAUSED' }];
    expect(await verify(['paused'], { version: '1.8.3', pipelines })).toMatchObject(green);
  });
});

describe('no-open-commit', () => {
  it('is ok where all are finished', async () => {
    expect(await verify(['no-open-commit'])).toMatchObject({
      ...green,
      out: 'no-open-commit: ok: 3 commits in 3 repos, all finished\n',
    });
  });

  it('fails with the commit that is open', async () => {
    const { code, out } = await verify(['no-open-commit'], { repos: { ...WORLD.repos, p2: [{ id: 'c9' }] } });
    expect([code, out]).toEqual([1, expect.stringContaining('1 commit of 4 not finished: p2@c9')]);
  });
});

describe('backup', () => {
  it('is ok where the file has everything that was saved', async () => {
    const { code, out, calls } = await verify(['backup'], {}, savedOf(WORLD));
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /^backup: ok: 5 records in \d+ bytes: 1 repo, 2 commits, 2 pipelines, no objects\n$/,
      ),
    ]);
    // Nothing is asked for it.
    expect(calls).toThrow('ENOENT');
  });

  it('fails where the file was cut between two records', async () => {
    const { code, out } = await verify(['backup'], {}, savedOf(WORLD, { commits: ['data@c2'] }));
    expect([code, out]).toEqual([
      1,
      'backup: failed: 1 commit missing in the file: c1\n  do:  extract again\n',
    ]);
  });

  it('fails where the file was cut within one', async () => {
    const files = savedOf(WORLD);
    const backup = files['migration/backup'];
    const cut = { ...files, 'migration/backup': backup.subarray(0, backup.length - 3) };
    const { code, out } = await verify(['backup'], {}, cut);
    expect([code, out]).toEqual([1, expect.stringContaining('the file is damaged: it ends within a chunk')]);
  });

  it('fails where another version wrote it', async () => {
    const { code, out } = await verify(['backup'], { version: '1.9.4' }, savedOf(WORLD));
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('it was written by 1.8, and the cluster is 1.9.4'),
    ]);
  });

  it('fails where nothing was saved to compare with', async () => {
    const { code, out } = await verify(
      ['backup'],
      {},
      savedOf({ ...WORLD, repos: {}, pipelines: [{ name: 'p1' }] }),
    );
    expect([code, out]).toEqual([1, expect.stringContaining('no repo was saved')]);
  });

  it('cannot be asked without the files', async () => {
    const { code, said } = await verify(['backup']);
    expect([code, said]).toEqual([2, 'phasegate: --saved: migration/backup cannot be read (ENOENT)\n']);
  });
});

describe('empty', () => {
  it('is ok where there are neither repos nor pipelines', async () => {
    expect(await verify(['empty'], { repos: {}, pipelines: [] })).toMatchObject({
      ...green,
      out: 'empty: ok: neither repos nor pipelines\n',
    });
  });

  it('fails where there is either', async () => {
    const { code, out } = await verify(['empty'], { pipelines: [] });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('empty: failed: it has 3 repos (data, p1, p2)\n'),
    ]);
    expect((await verify(['empty'], { repos: {} })).out).toContain('it has 2 pipelines (p1, p2)');
  });
});

describe('restored', () => {
  it.each(['1.8.8', '1.13.4'])(
    'is ok where repos and commits are there and files can be read, with %s',
    async (version) => {
      const { code, out } = await verify(['restored'], { version }, savedOf(WORLD));
      expect([code, out]).toEqual([
        0,
        'restored: ok: 3 repos and 2 commits are there, and a file of 2 repos was read; 1 repo without files: p2\n',
      ]);
    },
  );

  it('reads the smallest file with content, in folders as well', async () => {
    const { calls } = await verify(['restored'], { version: '1.13.4' }, savedOf(WORLD));
    const read = calls().filter(({ args }) => args[0] === 'get' && args[1] === 'file');
    expect(read.map(({ args }) => args[2])).toEqual(['data@c2:/dir/small', 'p1@c3:/out']);
  });

  it('fails where the store lacks the objects, though repos and commits are there', async () => {
    const { code, out } = await verify(['restored'], { isStoreEmpty: true }, savedOf(WORLD));
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('no file of data@c2 can be read: objectInfoGetter: object 57a5 not found'),
    ]);
  });

  it('fails where a file comes short', async () => {
    const { code, out } = await verify(['restored'], { lostBytes: 1 }, savedOf(WORLD));
    expect([code, out]).toEqual([1, expect.stringContaining('/dir/small has 2 bytes instead of 3')]);
  });

  it('fails where a restore with exit code 0 left nothing', async () => {
    const { code, out } = await verify(['restored'], { repos: {} }, savedOf(WORLD));
    expect([code, out]).toEqual([1, expect.stringContaining('3 repos of 3 missing: data, p1, p2')]);
  });

  it('fails where a commit is missing', async () => {
    const [newest] = WORLD.repos.data ?? [];
    const repos = { ...WORLD.repos, data: newest ? [newest] : [] };
    const { code, out } = await verify(['restored'], { repos }, savedOf(WORLD));
    expect([code, out]).toEqual([1, expect.stringContaining('1 commit of 2 missing in data: c1')]);
  });

  it('waits for a pipeline that has to run again', async () => {
    const { code, out } = await verify(['restored'], { repos: { ...WORLD.repos, p1: [] } }, savedOf(WORLD));
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('restored: unknown: no finished commit yet in p1'),
    ]);
  });

  it('fails where the saved list is empty', async () => {
    const { code, out } = await verify(['restored'], {}, savedOf({ ...WORLD, repos: {} }));
    expect([code, out]).toEqual([1, expect.stringContaining('the saved list holds no repo')]);
  });
});

describe('pipelines', () => {
  const saved = { 'migration/pipelines.json': savedPipelines(WORLD.pipelines) };

  it('is ok where they run and are stopped as before', async () => {
    expect(await verify(['pipelines'], {}, saved)).toMatchObject({
      ...green,
      out: 'pipelines: ok: 1 pipeline running and 1 stopped, as in the saved list\n',
    });
  });

  it.each([
    [
      'all of them run, as a restore of 1.8 starts them',
      [false, false],
      'stopped before, and running now: p2',
    ],
    [
      'all of them are stopped, as a restore of 1.9.12 leaves them',
      [true, true],
      'running before, and stopped now: p1',
    ],
  ])('fails where %s', async (_, [first, second], seen) => {
    const pipelines = [
      { name: 'p1', state: 'PIPELINE_RUNNING', stopped: first === true },
      { name: 'p2', state: 'PIPELINE_RUNNING', stopped: second === true },
    ];
    const { code, out } = await verify(['pipelines'], { pipelines }, saved);
    expect([code, out]).toEqual([1, expect.stringContaining(seen)]);
  });

  it('fails where one is missing, or is not in the list', async () => {
    const [first] = WORLD.pipelines;
    const less = await verify(['pipelines'], { pipelines: first ? [first] : [] }, saved);
    expect([less.code, less.out]).toEqual([1, expect.stringContaining('1 pipeline missing: p2')]);
    const more = await verify(['pipelines'], { pipelines: [...WORLD.pipelines, { name: 'new' }] }, saved);
    expect([more.code, more.out]).toEqual([1, expect.stringContaining('not in the saved list: new')]);
  });

  it('does not take a state that passes for a result', async () => {
    const starting = [{ name: 'p1' }, { name: 'p2', stopped: true }];
    const { code, out } = await verify(['pipelines'], { pipelines: starting }, saved);
    expect([code, out]).toEqual([1, 'pipelines: unknown: still starting: p1\n  do:  ask again\n']);
  });

  it('fails where one broke', async () => {
    const broken = [
      { name: 'p1', state: 'PIPELINE_CRASHING' },
      { name: 'p2', stopped: true },
    ];
    const { out } = await verify(['pipelines'], { pipelines: broken }, saved);
    expect(out).toContain('not broken before, and broken now: p1');
  });
});

describe('rights', () => {
  it('is ok where the account of pachd has them', async () => {
    const { code, out, calls } = await verify(['rights']);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('rights: ok: system:serviceaccount:pach:pachyderm has'),
    ]);
    const asked = calls().filter(({ args }) => args[0] === 'auth');
    expect(asked.length).toBe(RIGHTS.length);
    for (const { args } of asked) expect(args).toContain('--as=system:serviceaccount:pach:pachyderm');
  });

  it('fails with those that it lost', async () => {
    const { code, out } = await verify(['rights'], { rights: RIGHTS.slice(0, 3) });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('cannot delete services and get secrets/pachyderm-storage-secret'),
    ]);
  });

  it('is unknown where the user may not ask for another account', async () => {
    const { code, out } = await verify(['rights'], { cannotImpersonate: true, rights: [] });
    expect([code, out]).toEqual([1, expect.stringMatching(/^rights: unknown: /)]);
  });
});

describe('ports', () => {
  it('is ok where all are on the set', async () => {
    const services = [MIGRATION, service('other', 'pachd', { 'api-grpc-port': 30650 })];
    expect(await verify(['ports', '--port-set=migration'], { services })).toMatchObject({
      ...green,
      out: 'ports: ok: 3 nodePorts on the migration set: 30649, 30648, 30645\n',
    });
  });

  it('fails where some are left on the other', async () => {
    const half = service('pach', 'pachd', { 'api-grpc-port': 30649, 'api-git-port': 30999 });
    const { code, out } = await verify(['ports', '--port-set=migration'], { services: [half] });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining(
        '1 of 2 nodePorts are not on the migration set: 30999 (pach/pachd, api-git-port)',
      ),
    ]);
  });

  it('fails where there is no Service', async () => {
    const { code, out } = await verify(['ports', '--port-set=normal']);
    expect([code, out]).toEqual([1, expect.stringContaining('no Service pachd in namespace pach')]);
  });

  it('fails where the range of the cluster does not have them', async () => {
    const { code, out } = await verify(['ports', '--port-set=normal', '--node-port-range=30000-30645'], {
      services: [NORMAL],
    });
    expect([code, out]).toEqual([1, expect.stringContaining('and the range is 30000-30645')]);
  });
});

describe('ports-free', () => {
  it('is ok where only the own namespace holds numbers of the set', async () => {
    const { code, out } = await verify(['ports-free', '--port-set=normal'], { services: [NORMAL] });
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^ports-free: ok: all \d+ numbers of the normal set are free\n$/),
    ]);
  });

  it('fails where etcd of another cluster got one from the API server', async () => {
    const services = [service('old', 'etcd', { 'client-port': 30649 })];
    const { code, out } = await verify(['ports-free', '--port-set=migration'], { services });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('the migration set is not free: 30649 (old/etcd, client-port)'),
    ]);
  });
});

describe('pachctl', () => {
  const environments = (dir: string) =>
    readFileSync(join(dir, 'environments'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('is led to the pod of the namespace, whatever is active, and each command is named before it runs', async () => {
    const { said, dir, calls } = await verify(['paused'], STOPPED);
    expect(environments(dir)).toEqual([{ address: '127.0.0.1:20650' }]);
    expect(calls().find(({ args }) => args[0] === 'port-forward')?.args).toEqual([
      ...['port-forward', 'pod/pachd-0', ':650', '--address=127.0.0.1', '--namespace=pach', '--context=prod'],
    ]);
    expect(said).toBe(
      [
        'kubectl get pods --selector=suite=pachyderm,app=pachd --output=json',
        'kubectl port-forward pod/pachd-0 :650',
        'pachctl list-pipeline --raw',
        'kubectl get pods --selector=suite=pachyderm,component=worker --output=json',
      ]
        .map((line) => `namespace pach, context prod: ${line}\n`)
        .join(''),
    );
  });

  it('writes to a config of its own, which is gone afterwards, where nobody names a context', async () => {
    const { dir } = await verify(['empty'], { version: '1.13.4', repos: {}, pipelines: [] });
    const [first] = environments(dir);
    expect(first.config).toMatch(/config\.json$/);
    expect(existsSync(dirname(first.config))).toBe(false);
  });

  it('gets the context that is named', async () => {
    const { dir } = await verify(['empty', '--pach-context=mine'], {
      version: '1.13.4',
      repos: {},
      pipelines: [],
    });
    expect(environments(dir)[0]).toEqual({ address: '127.0.0.1:20650', context: 'mine' });
  });

  it('is not asked where pachd is not ready', async () => {
    const { code, out } = await verify(['paused'], { isPachdReady: false });
    expect([code, out]).toEqual([1, expect.stringContaining('paused: unknown: no pod of pachd is ready')]);
  });

  it('that is not on PATH is named', async () => {
    const { code, out } = await verify(['empty', '--pachctl=pachctl-1.8.8']);
    expect([code, out]).toEqual([1, expect.stringContaining('pachctl-1.8.8 is not on PATH')]);
  });

  it('that refuses a question is quoted', async () => {
    const { code, out } = await verify(['no-open-commit'], { repos: { data: [] }, isBroken: true });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('no-open-commit: unknown: pachctl list-repo failed: could not connect'),
    ]);
  });
});

describe('verify', () => {
  it.each([
    [[], /name a gate: pipelines, paused/],
    [['pause'], /unknown gate "pause"; use pipelines, paused/],
    [['ports'], /--port-set is missing; ports needs it/],
    [['ports', '--port-set=other'], /unknown set of ports "other"; use normal or migration/],
    [['ports', '--port-set=normal', '--node-port-range=1'], /--node-port-range: "1" is not a range/],
    [['paused', 'empty'], /verify takes one gate/],
  ])('is a usage error with %j', async (words, why) => {
    const { code, said, out } = await verify(words);
    expect([code, out, said]).toEqual([2, '', expect.stringMatching(why)]);
  });

  it('answers as JSON', async () => {
    const { out } = await verify(['empty', '--format=json', '--context=blue'], { repos: {}, pipelines: [] });
    expect(JSON.parse(out)).toEqual({
      gate: 'empty',
      context: 'blue',
      namespace: 'pach',
      status: 'ok',
      seen: 'neither repos nor pipelines',
    });
  });
});
