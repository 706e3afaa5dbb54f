import { expect } from 'vitest';
import { cloneStore, deploy, fill } from './cluster.ts';
import { followRunbook, pass } from './follow-runbook.ts';
import { type Ground, pachydermTest } from './pachyderm-test.ts';

/** The answer of a gate that must not pass. */
async function refusal({ operator }: Ground, gate: string): Promise<string> {
  const { status, said } = await operator.tries(`phasegate pachyderm verify ${gate} 2>/dev/null`);
  expect(status, said).toBe(1);
  return said;
}

pachydermTest('a runbook, followed to its end, passes all of its gates', async ({ ground }) => {
  await followRunbook(ground, '1.9.12', '1.13.4');
});

pachydermTest(
  'a restore that exits with 0, but brought nothing or found no objects, does not pass',
  async ({ ground }) => {
    const { operator } = ground;
    const newer = await deploy(ground, '1.13.4', 'pach-old');
    await fill(newer, '1.13.4');
    await operator.bash('mkdir migration');
    for (const [words, name] of [
      ['list pipeline --raw', 'pipelines.json'],
      ['list repo --raw', 'repos.json'],
      ['extract --no-objects', 'backup'],
    ] as const)
      await operator.bash(`${newer.command} ${words} > migration/${name}`);
    await operator.bash(
      `for repo in images texts; do ${newer.command} list commit $repo --raw; done > migration/commits.json`,
    );
    const gate = (namespace: string, version: string): string =>
      `restored --context e2e --saved migration --namespace ${namespace} --version ${version} --pachctl pachctl-${version}`;
    await pass(ground, `phasegate pachyderm verify ${gate('pach-old', '1.13.4')}`);

    const older = await deploy(ground, '1.9.12', 'pach-new', 'any');
    await cloneStore(ground, newer, '1.13.4', 'pach-new');
    const { status, said } = await operator.tries(`${older.command} restore < migration/backup`);
    expect({ status, said }).toEqual({ status: 0, said: expect.not.stringContaining('invalid state') });
    expect(await older.pachctl(['list', 'repo', '--raw'])).toBe('');
    expect(await refusal(ground, gate('pach-new', '1.9.12'))).toMatch(
      /^restored: failed: 4 repos of 4 missing: /,
    );

    const bare = await deploy(ground, '1.13.4', 'pach-else', 'any');
    await operator.bash(`${bare.command} restore < migration/backup`);
    expect(await bare.pachctl(['list', 'commit', 'images', '--raw'])).toMatch(/"finished"/);
    expect(await refusal(ground, gate('pach-else', '1.13.4'))).toMatch(
      /^restored: failed: no file of (images|texts)@[0-9a-f]{32} can be read: .* not found\n/,
    );
  },
);
