import { isBefore } from '../../../chart/versions.ts';
import { type Path, sure } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import {
  chartMajorOf,
  chosen,
  type PyroscopeComponent,
  type PyroscopeRule,
  settingOf,
  singleBinaryOf,
} from '../read/facts.ts';
import { absolute, mountOf, SHARED_DIRECTORY, SHARED_SUBPATH } from '../read/volumes.ts';
import { EXPERIMENT, oneBinary, PHASE_FLAGS_1 } from './examples.ts';

const FILES = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: filesystem\n';
const DIRECTORY = '      filesystem:\n        dir: ';
const CONFIG = 'storage:\n  backend: filesystem\n';
/** The mount that charts 1.x write where v2 is on. */
const MOUNT = `${SHARED_DIRECTORY}\n  subPath: ${SHARED_SUBPATH}`;

const single = (chart: string, mounts: readonly string[], config = CONFIG): string =>
  oneBinary(chart, { data: 'template', mounts }, { config });

/** The directory of the volume that dual mounted there, as long as the render still shows it. */
function subPathOf({ object }: PyroscopeComponent): string {
  const containers: Path = ['spec', 'template', 'spec', 'containers'];
  const mounts = object?.keys(...containers).flatMap((one) => {
    const list = object.below(...containers, one, 'volumeMounts');
    return list.keys().map((index) => list.below(index));
  });
  const shared = mounts?.find((one) => sure(one.at('mountPath')) === SHARED_DIRECTORY);
  return sure(shared?.at('subPath')) ?? SHARED_SUBPATH;
}

/** Audit A15. */
export const filesystemWithoutDirInV1: PyroscopeRule = {
  id: 'filesystem-without-dir-in-v1',
  formerly: ['shared-mount-missing-in-v1'],
  severity: 'warning',
  corrects: true,
  summary: 'in v1 of chart 1.x the filesystem backend has no volume to write to',
  why: 'Uploads fail with "permission denied": blocks never leave the ingester, and those that dual uploaded are not visible.',
  details: `Charts 1.15.1 to 1.21.0 mount \`/data-shared\`, the default directory of the filesystem backend, only with v2 on. In v1
server 1.21.0 as user 10001 logged \`shipper run failed … permission denied\`: blocks never leave the ingester's own
directory, where disk retention eventually deletes them. After a rollback from dual, the blocks uploaded during dual are in
\`.shared\` on the volume, and nothing reads them.

\`/data/.shared\` is the same directory in every phase, because the whole volume is mounted at \`/data\`. \`render --correct\` with this
rule's id adds the mount instead, or keeps it in a rollback.`,
  audit: ['A15'],
  sources: ['charts 1.15.1 to 1.21.0, rendered by helm', 'server 1.21.0, started as user 10001'],
  get good() {
    return [
      { chart: '1.21.0', values: `${FILES}${DIRECTORY}/data/.shared\n` },
      { chart: '1.21.0', values: `architecture:\n  storage:\n    v2: true\n${FILES}` },
      { chart: '2.0.0', values: FILES },
      { chart: '1.14.0', values: FILES },
      { chart: '1.21.0', values: 'pyroscope:\n  replicaCount: 1\n' },
      { chart: '1.21.0', values: FILES.replace('filesystem', 's3') },
      {
        manifests: single('1.21.0', ['/data'], `${CONFIG}  filesystem:\n    dir: /data/.shared\n`),
        asked: { phase: 'v1' },
      },
    ];
  },
  get bad() {
    return [
      { chart: '1.21.0', values: FILES, at: 'pyroscope.structuredConfig.storage.backend' },
      {
        chart: '1.15.1',
        values: `${FILES}${DIRECTORY}./data-shared\n`,
        at: 'pyroscope.structuredConfig.storage.filesystem.dir',
      },
      { manifests: single('1.21.0', ['/data']), asked: { phase: 'v1' }, at: 'backend: filesystem' },
      {
        manifests: single('1.21.0', ['/data']),
        asked: { phase: 'v1', correct: 'filesystem-without-dir-in-v1' },
        after: single('1.21.0', ['/data', MOUNT]),
      },
      {
        manifests: oneBinary(
          '1.21.0',
          {
            data: 'template',
            mounts: [MOUNT.replace(SHARED_SUBPATH, 'blocks'), '/data'],
            args: ['-storage.backend=filesystem', ...PHASE_FLAGS_1.dual],
            env: EXPERIMENT,
          },
          { config: CONFIG },
        ),
        asked: { phase: 'v1', correct: 'A15' },
        after: oneBinary(
          '1.21.0',
          { data: 'template', mounts: [MOUNT.replace(SHARED_SUBPATH, 'blocks'), '/data'] },
          { config: CONFIG },
        ),
      },
    ];
  },
  judge({ now }, report) {
    const all = singleBinaryOf(now);
    if (!all || sure(now.phase) !== 'v1' || chartMajorOf(now) >= 2) return;
    if (isBefore(sure(now.chart) ?? '0.0.0', FIRST_CHART.phases)) return;
    const backend = chosen(settingOf(now, 'storageBackend', all));
    const said = chosen(settingOf(now, 'filesystemDirectory', all));
    if (!backend || sure(backend) !== 'filesystem' || said?.sure === false) return;
    const directory = (said && sure(said)) || SHARED_DIRECTORY;
    if (mountOf(all, directory)) return;
    report({
      at: said ?? backend,
      what: `the filesystem backend writes to ${directory}, which is not on a volume in v1`,
      fix: 'set pyroscope.structuredConfig.storage.filesystem.dir: /data/.shared',
      correct:
        absolute(directory) === SHARED_DIRECTORY
          ? (edit) => edit.mount(all.name, SHARED_DIRECTORY, subPathOf(all))
          : undefined,
    });
  },
};
