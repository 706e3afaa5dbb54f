import { describe, expect, it } from 'vitest';
import { savedOf, verify, WORLD, type World } from './fake-cluster.ts';

const STOPPED: World = {
  ...WORLD,
  pipelines: WORLD.pipelines.map(({ name }) => ({ name, stopped: true, state: 'PIPELINE_PAUSED' })),
};

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

  it('goes by the state where there is no flag, as before 1.7.4', async () => {
    const pipelines = [{ name: 'p1', state: 'PIPELINE_PAUSED' }];
    expect(await verify(['paused'], { version: '1.7.3', pipelines })).toMatchObject(green);
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
