import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runInProcess } from '../../in-process.ts';
import { manifestOf } from '../gate/memory-cluster.ts';
import { fakePrograms } from '../live/fake-programs.ts';

const HELM = `
const chart = 'pyroscope-2.2.1';
if (args[0] === 'history') say([{ revision: 1, updated: '2026-11-01T00:00:00Z', status: 'deployed', chart, app_version: '2.2.1', description: '' }]);
else if (args[1] === 'metadata') say({ name: 'pyroscope', chart: 'pyroscope', version: '2.2.1', appVersion: '2.2.1', namespace: 'pyroscope', revision: 1 });
else if (args[1] === 'values') say({});
else if (args[1] === 'manifest') say(fs.readFileSync(dir + '/v1.yaml', 'utf8'));
`;

it('plan shows the flags of the release that it is asked about, not of the first in the file', async () => {
  const { dir, env } = fakePrograms({ helm: HELM, kubectl: '' });
  writeFileSync(join(dir, 'v1.yaml'), manifestOf('v1'));
  const other = manifestOf('v1').replaceAll('instance: pyroscope', 'instance: other');
  writeFileSync(join(dir, 'next.yaml'), other + manifestOf('v2'));
  const { out } = await runInProcess(
    [
      'plan',
      '-n',
      'pyroscope',
      'pyroscope',
      '--manifests',
      'next.yaml',
      '--set',
      'architecture.storage.v1=false',
    ],
    { cwd: dir, env },
  );
  expect(out).toMatch(/architecture\.storage +v1 → v2/);
});
