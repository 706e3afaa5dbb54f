import { isBefore } from '../../../chart/versions.ts';
import type { Report } from '../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import {
  configuredBackend,
  DIRECTORY_FLAG,
  FILESYSTEM,
  filesystemDirectory,
  forcesFilesystem,
  singleBinary,
  writtenBackend,
} from './shared/backend.ts';
import { mayBeConfigured } from './shared/certain-config.ts';
import { isChart2, isExperimentChart } from './shared/experiment-charts.ts';
import { isOnVolume } from './shared/mounts.ts';

const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const OFF = `${DUAL}pyroscope:\n  persistence:\n    enabled: true\n    shared:\n      enabled: false\n`;
const S3 = '  structuredConfig:\n    storage:\n      backend: s3\n';
const filesystemAt = (directory: string): string =>
  `pyroscope:\n  structuredConfig:\n    storage:\n      backend: filesystem\n      filesystem:\n        dir: ${directory}\n`;
const SWITCH = ['pyroscope', 'persistence', 'shared', 'enabled'] as const;
const DIRECTORY_AT = 'pyroscope.structuredConfig.storage.filesystem.dir';
/** Where servers 1.x keep the filesystem backend. */
const OLD_DEFAULT = '/data-shared';

const KEEP_MOUNT = 'set pyroscope.persistence.shared.enabled: true';
const INSIDE_DATA = 'name a directory under /data, such as /data/v2/shared';

/** persistence.shared.enabled: false, unless the configured bucket is the mistake's other half (audit A1). */
function switchedOff(values: PyroscopeValues, all: ComponentValues): Report[] {
  const backend = configuredBackend(values)?.text ?? FILESYSTEM;
  const isOff =
    !isBefore(values.chart, FIRST_CHART.sharedMountSwitch) &&
    !isTrueInTemplate(all.value('persistence', 'shared', 'enabled')) &&
    !all.extraArgs.has(DIRECTORY_FLAG) &&
    !mayBeConfigured(values, 'storage', 'filesystem', 'dir');
  const writesThere = writtenBackend(values, all)?.text === FILESYSTEM || forcesFilesystem(values, all);
  if (!isOff || !writesThere || (forcesFilesystem(values, all) && backend !== FILESYSTEM)) return [];
  if (isOnVolume(values, all, OLD_DEFAULT)) return [];
  return [{ at: values.given(...SWITCH) ?? SWITCH, args: { kind: 'off', directory: OLD_DEFAULT } }];
}

function directoryElsewhere(values: PyroscopeValues, all: ComponentValues): Report[] {
  const directory = filesystemDirectory(values, all);
  const backend = writtenBackend(values, all)?.text ?? FILESYSTEM;
  const isFilesystem = forcesFilesystem(values, all) || backend === FILESYSTEM;
  if (!directory || !isFilesystem || isOnVolume(values, all, directory.text)) return [];
  return [{ at: directory.at, args: { kind: 'elsewhere', directory: directory.text } }];
}

export const sharedVolumeOff: PyroscopeRule = {
  id: 'shared-volume-off',
  severity: 'error',
  summary: 'v2 keeps its blocks on the filesystem, in a directory on no volume',
  why: `The pod runs as user 10001 and can write to its volumes alone. On charts 1.19.1 to 1.21.0
\`persistence.shared.enabled: false\` takes the mount \`/data-shared\` away, where a single binary keeps v2's blocks; on any
chart \`storage.filesystem.dir\` may name a directory on no volume. Servers 1.21.0 and 2.2.1 (\`dir: ./data-shared\`) were seen
to fail each upload with \`mkdir …/data-shared: permission denied\`. In dual the client gets 200 and v2 stays empty unseen;
with v2 alone every push fails with 500.

Keep the mount, or name a directory under \`/data\`. With a bucket on 1.x it is \`extraArgs."storage.backend"\` that is
missing, which filesystem-backend-overrides-object-storage reports.`,
  audit: ['A7'],
  since: '0.2.0',
  sources: ['charts 1.19.1 to 2.2.1, rendered by helm', 'servers 1.21.0 and 2.2.1, started as user 10001'],
  valid: [
    { chart: '1.21.0', values: DUAL },
    { chart: '1.18.1', values: OFF },
    { chart: '2.0.0', values: OFF },
    { chart: '1.21.0', values: OFF.replace('v2: true', 'v2: false') },
    { chart: '1.21.0', values: `${OFF}${S3}` },
    { chart: '1.21.0', values: `${OFF}${S3}  extraArgs:\n    storage.backend: s3\n` },
    { chart: '1.21.0', values: `${OFF}  extraArgs:\n    storage.filesystem.dir: /data/.shared\n` },
    {
      chart: '1.21.0',
      values: `${OFF}  extraVolumeMounts:\n    - name: nfs\n      mountPath: /data-shared\n`,
    },
    { values: filesystemAt('/data/v2/shared') },
    { values: filesystemAt('./data/blocks') },
    { values: filesystemAt('/data') },
    {
      values: `${filesystemAt('/blocks')}  extraVolumeMounts:\n    - name: blocks\n      mountPath: /blocks\n`,
    },
    { values: filesystemAt('/blocks').replace('backend: filesystem', 'backend: s3') },
  ],
  invalid: [
    { chart: '1.21.0', values: OFF, at: SWITCH.join('.') },
    { chart: '1.19.1', values: OFF.replace('v1: true', 'v1: false'), at: SWITCH.join('.') },
    { values: filesystemAt('./data-shared'), at: DIRECTORY_AT },
    { chart: '2.0.0', values: `${DUAL}${filesystemAt('/blocks')}`, at: DIRECTORY_AT },
  ],
  message: ({ kind, directory }) => ({
    what:
      kind === 'off'
        ? `persistence.shared.enabled: false takes away ${directory}, where v2 keeps its blocks`
        : `storage.filesystem.dir ${directory} lies on no volume of the pod`,
    why: 'every upload of v2 fails with "permission denied": in dual clients get 200 and v2 stays empty, with v2 alone every push fails with 500',
    remedy: kind === 'off' ? KEEP_MOUNT : INSIDE_DATA,
  }),
  check(values) {
    const all = singleBinary(values);
    if (!all || !values.toggles.v2 || !(isExperimentChart(values) || isChart2(values))) return [];
    const off = isExperimentChart(values) ? switchedOff(values, all) : [];
    return off.length > 0 ? off : directoryElsewhere(values, all);
  },
};
