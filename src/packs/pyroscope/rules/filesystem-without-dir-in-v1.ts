import type { PyroscopeRule } from './rule.ts';
import { FILESYSTEM, filesystemDirectory, singleBinary, writtenBackend } from './shared/backend.ts';
import { mayBeConfigured } from './shared/certain-config.ts';
import { isExperimentChart } from './shared/experiment-charts.ts';
import { isOnVolume } from './shared/mounts.ts';

const FILES = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: filesystem\n';
const DIRECTORY = '      filesystem:\n        dir: ';
/** Where servers 1.x keep the filesystem backend. */
const DEFAULT = '/data-shared';

export const filesystemWithoutDirInV1: PyroscopeRule = {
  id: 'filesystem-without-dir-in-v1',
  severity: 'warning',
  summary: 'in v1 of chart 1.x the filesystem backend has no volume to write to',
  why: `Charts 1.15.1 to 1.21.0 mount \`/data-shared\`, the default directory of the filesystem backend, only with v2 on. In v1
server 1.21.0 as user 10001 logged \`shipper run failed … permission denied\`: blocks never leave the ingester's own
directory, where the disk's retention drops them in the end. After a rollback from dual the blocks shipped meanwhile lie
in \`.shared\` on the volume, and nothing reads them.

\`/data/.shared\` is that same place in every phase, as the whole volume is mounted at \`/data\`.`,
  audit: ['A15'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 1.21.0, rendered by helm', 'server 1.21.0, started as user 10001'],
  valid: [
    { chart: '1.21.0', values: `${FILES}${DIRECTORY}/data/.shared\n` },
    { chart: '1.21.0', values: `architecture:\n  storage:\n    v2: true\n${FILES}` },
    { chart: '2.0.0', values: FILES },
    { chart: '1.14.0', values: FILES },
    { chart: '1.21.0', values: 'pyroscope:\n  replicaCount: 1\n' },
    { chart: '1.21.0', values: FILES.replace('filesystem', 's3') },
  ],
  invalid: [
    { chart: '1.21.0', values: FILES, at: 'pyroscope.structuredConfig.storage.backend' },
    {
      chart: '1.15.1',
      values: `${FILES}${DIRECTORY}./data-shared\n`,
      at: 'pyroscope.structuredConfig.storage.filesystem.dir',
    },
  ],
  message: ({ directory }) => ({
    what: `the filesystem backend writes to ${directory}, which is on no volume in v1`,
    why: 'shipping fails with "permission denied": blocks never leave the ingester, and those that dual shipped are out of sight',
    remedy: 'set pyroscope.structuredConfig.storage.filesystem.dir: /data/.shared',
  }),
  check(values) {
    const all = singleBinary(values);
    if (!all || values.phase !== 'v1' || !isExperimentChart(values)) return [];
    const backend = writtenBackend(values, all);
    const directory = filesystemDirectory(values, all);
    const isHidden = !directory && mayBeConfigured(values, 'storage', 'filesystem', 'dir');
    if (backend?.text !== FILESYSTEM || isHidden) return [];
    const path = directory?.text ?? DEFAULT;
    return isOnVolume(values, all, path)
      ? []
      : [{ at: (directory ?? backend).at, args: { directory: path } }];
  },
};
