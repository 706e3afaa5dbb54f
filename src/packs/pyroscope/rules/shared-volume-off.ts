import { type Known, sure } from '../../../pack.ts';
import {
  chartMajorOf,
  chosen,
  hasV2,
  missingAt,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  settingOf,
  singleBinaryOf,
} from '../read/facts.ts';
import { mountOf, SHARED_DIRECTORY, SHARED_SUBPATH } from '../read/volumes.ts';
import { DUAL, EXPERIMENT, oneBinary, PHASE_FLAGS_1, PHASE_FLAGS_2 } from './examples.ts';

const OFF = `${DUAL}pyroscope:\n  persistence:\n    enabled: true\n    shared:\n      enabled: false\n`;
const S3 = '  structuredConfig:\n    storage:\n      backend: s3\n';
const filesystemAt = (directory: string): string =>
  `pyroscope:\n  structuredConfig:\n    storage:\n      backend: filesystem\n      filesystem:\n        dir: ${directory}\n`;
const SWITCH = ['pyroscope', 'persistence', 'shared', 'enabled'];
const DIRECTORY_AT = 'pyroscope.structuredConfig.storage.filesystem.dir';
const BACKEND = '-storage.backend=filesystem';
const MOUNT = `${SHARED_DIRECTORY}\n  subPath: ${SHARED_SUBPATH}`;

const single = (mounts: readonly string[]): string =>
  oneBinary('1.21.0', { data: 'template', mounts, args: [BACKEND, ...PHASE_FLAGS_1.dual], env: EXPERIMENT });

const single2 = (directory: string): string =>
  oneBinary(
    '2.2.1',
    {
      data: 'template',
      args: [`-storage.filesystem.dir=${directory}`, ...PHASE_FLAGS_2.dual],
    },
    { config: 'storage:\n  backend: filesystem\n' },
  );

/** A configured bucket that the chart's flag overrides: then extraArgs."storage.backend" is what is missing. */
function overridesBucket({ readFrom }: PyroscopeState, written: Known<string> | undefined): boolean {
  // In a render that was decided before, by filesystem-backend-overrides-object-storage.
  return readFrom === 'values' && written !== undefined && sure(written) !== 'filesystem';
}

const placeOfSwitch = (now: PyroscopeState, all: PyroscopeComponent) =>
  now.values ? (now.values.at(...SWITCH) ?? missingAt(all, SWITCH)) : undefined;

/** Audit A7. */
export const sharedVolumeOff: PyroscopeRule = {
  id: 'shared-volume-off',
  severity: 'error',
  yieldsTo: 'ignore',
  summary: 'v2 keeps its blocks on the filesystem, in a directory that is not on a volume',
  why: 'Every upload of v2 fails with "permission denied": in dual clients get 200 and v2 stays empty, with v2 alone every push fails with 500.',
  details: `The pod runs as user 10001 and can write to its volumes alone. On charts 1.19.1 to 1.21.0
\`persistence.shared.enabled: false\` removes the mount \`/data-shared\`, where a single binary keeps v2's blocks; on any
chart \`storage.filesystem.dir\` may name a directory on no volume. Servers 1.21.0 and 2.2.1 (\`dir: ./data-shared\`) were seen
to fail each upload with \`mkdir …/data-shared: permission denied\`. In dual the client gets 200 and v2 stays empty unseen;
with v2 alone every push fails with 500.

Keep the mount, or name a directory under \`/data\`. With a bucket on 1.x it is \`extraArgs."storage.backend"\` that is
missing, which filesystem-backend-overrides-object-storage reports.`,
  audit: ['A7'],
  sources: ['charts 1.19.1 to 2.2.1, rendered by helm', 'servers 1.21.0 and 2.2.1, started as user 10001'],
  get good() {
    return [
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
      { manifests: single(['/data', MOUNT]), asked: { phase: 'dual' } },
      { manifests: single2('/data/blocks'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { chart: '1.21.0', values: OFF, at: SWITCH.join('.') },
      { chart: '1.19.1', values: OFF.replace('v1: true', 'v1: false'), at: SWITCH.join('.') },
      { values: filesystemAt('./data-shared'), at: DIRECTORY_AT },
      { chart: '2.0.0', values: `${DUAL}${filesystemAt('/blocks')}`, at: DIRECTORY_AT },
      { manifests: single(['/data']), asked: { phase: 'dual' }, at: BACKEND },
      { manifests: single2('./data-shared'), asked: { phase: 'dual' }, at: '-storage.filesystem.dir' },
    ];
  },
  judge({ now }, report) {
    const all = singleBinaryOf(now);
    const backend = all && settingOf(now, 'storageBackend', all);
    if (!backend || !hasV2(now) || sure(backend) !== 'filesystem') return;
    const said = chosen(settingOf(now, 'filesystemDirectory', all));
    const directory = said && sure(said);
    if (directory !== undefined && directory !== '') {
      if (mountOf(all, directory)) return;
      report({
        at: said,
        what: `storage.filesystem.dir ${directory} is not on a volume of the pod`,
        fix: 'name a directory under /data, such as /data/v2/shared',
      });
      return;
    }
    // From 2.0.0 on the default directory is below /data.
    if (said || chartMajorOf(now) >= 2 || mountOf(all, SHARED_DIRECTORY)) return;
    if (overridesBucket(now, chosen(backend))) return;
    report({
      at: [placeOfSwitch(now, all), backend],
      what: `v2 keeps its blocks in ${SHARED_DIRECTORY}, which is not mounted`,
      fix: `set ${SWITCH.join('.')}: true`,
    });
  },
};
