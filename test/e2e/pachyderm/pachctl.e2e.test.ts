import { expectKnown } from './knows-commands.ts';
import { pachydermTest } from './pachyderm-test.ts';

pachydermTest(
  'pachctl knows every command of the runbooks and gates of its version',
  async ({ pachyderm }) => {
    for (const [version, { pachctl }] of Object.entries(pachyderm)) await expectKnown(pachctl, version);
  },
);
