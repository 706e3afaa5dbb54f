import { describe, expect, it } from 'vitest';
import { savedOf, savedPipelines, verify, WORLD } from './fake-cluster.ts';

const green = { code: 0, said: expect.any(String) };

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

  it('waits for one that was started again and has still the state of before', async () => {
    // As a real pachd 1.9.12 shows it right after start pipeline: the flag is gone, the state follows.
    const pipelines = [
      { name: 'p1', state: 'PIPELINE_PAUSED' },
      { name: 'p2', stopped: true, state: 'PIPELINE_PAUSED' },
    ];
    const { code, out } = await verify(['pipelines'], { pipelines, version: '1.9.12' }, saved);
    expect([code, out]).toEqual([1, 'pipelines: unknown: still starting: p1\n  do:  ask again\n']);
  });

  it('goes by the state before 1.7.4, which has no flag', async () => {
    const pipelines = [
      { name: 'p1', state: 'PIPELINE_RUNNING' },
      { name: 'p2', state: 'PIPELINE_PAUSED' },
    ];
    expect(await verify(['pipelines'], { pipelines, version: '1.7.3' }, saved)).toMatchObject(green);
    const paused = [{ name: 'p1', state: 'PIPELINE_PAUSED' }, ...pipelines.slice(1)];
    const { out } = await verify(['pipelines'], { pipelines: paused, version: '1.7.3' }, saved);
    expect(out).toContain('running before, and stopped now: p1');
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
