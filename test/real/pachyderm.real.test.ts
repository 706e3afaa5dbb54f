import { followRunbook } from '../e2e/pachyderm/follow-runbook.ts';
import { expectKnown } from '../e2e/pachyderm/knows-commands.ts';
import { pachydermTest } from '../e2e/pachyderm/pachyderm-test.ts';
import { buildPachctl } from '../e2e/pachyderm/programs.ts';

pachydermTest.for(['1.8.7', '1.9.4', '1.12.0'] as const)(
  'pachctl %s knows every command of the runbooks and gates of its version',
  async (version, { pachyderm: _ }) => expectKnown(await buildPachctl(version), version),
);

pachydermTest('a runbook from 1.8.7, followed to its end, passes all of its gates', async ({ ground }) => {
  await followRunbook(ground, '1.8.7', '1.13.4');
});
