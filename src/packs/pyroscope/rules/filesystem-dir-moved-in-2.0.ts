import { ruleFor, sure } from '../../../pack.ts';
import { settingPath } from '../facts/settings.ts';
import {
  chartMajorOf,
  chartOf,
  chosen,
  hasV2,
  missingAt,
  type PyroscopeComponent,
  type PyroscopeFacts,
  type PyroscopeState,
  settingOf,
  singleBinaryOf,
} from '../read/facts.ts';
import { mountOf, SHARED_DIRECTORY, SHARED_SUBPATH } from '../read/volumes.ts';
import { DUAL, oneBinary, PHASE_FLAGS_1, PHASE_FLAGS_2 } from './examples.ts';

const FLAG = 'storage.filesystem.dir';
const KEPT = `${DUAL}pyroscope:\n  persistence:\n    enabled: true\n`;
const AT = 'pyroscope.extraArgs.storage\\.filesystem\\.dir';

const single = (chart: string, mounts: readonly string[], args: readonly string[], config = ''): string =>
  oneBinary(chart, { data: 'template', mounts, args }, { config });
const MOUNTS = ['/data', `${SHARED_DIRECTORY}\n  subPath: ${SHARED_SUBPATH}`];
const OLD = single('1.21.0', MOUNTS, ['-storage.backend=filesystem', ...PHASE_FLAGS_1.dual]);
const S3 = 'storage:\n  backend: s3\n';

/** Where a release of chart 1.x keeps its v2 blocks on a volume that stays; undefined where it does not. */
function oldDirectory(before: PyroscopeState): string | undefined {
  const all = singleBinaryOf(before);
  if (!all || !hasV2(before) || chartMajorOf(before) >= 2) return undefined;
  const isFilesystem = sure(settingOf(before, 'storageBackend', all)) === 'filesystem';
  const isKept = ['claim', 'claimTemplate'].includes(sure(all.data)?.kind ?? '');
  if (!isFilesystem || !isKept || chosen(settingOf(before, 'filesystemDirectory', all))) return undefined;
  const mount = mountOf(all, SHARED_DIRECTORY);
  const subPath = mount?.volume === 'data' ? sure(mount.subPath) : undefined;
  return subPath ? `/data/${subPath}` : undefined;
}

/** The single binary of a 2.x chart with v2 on, where nobody sets a directory. */
function movedBinary(now: PyroscopeState): PyroscopeComponent | undefined {
  const all = singleBinaryOf(now);
  if (!all || !hasV2(now) || chartMajorOf(now) < 2) return undefined;
  return chosen(settingOf(now, 'filesystemDirectory', all)) ? undefined : all;
}

/** Audit A2. */
export const filesystemDirMovedIn2 = ruleFor<PyroscopeFacts>()({
  id: 'filesystem-dir-moved-in-2.0',
  severity: 'error',
  yieldsTo: 'accept-data-loss',
  needs: ['before'],
  summary: 'from chart 2.0.0 on v2 looks for its blocks in another directory',
  why: 'The index is kept, but its blocks are not found: queries for all v2 data return 200 with empty results.',
  details: `Charts up to 1.21.0 mount the volume's \`.shared\` at \`/data-shared\`, where servers 1.x keep the blocks of the
filesystem backend. Charts from 2.0.0 on have no such mount, and the server's default directory became \`./data/v2/shared\`.
After an upgrade from 1.21.0 to 2.0.1 the index was kept, but its objects were not found: queries returned 200 with empty
results, and a total of 2 000 000 000 became 0. With \`-storage.filesystem.dir=./data/.shared\` everything was back.

The whole volume is mounted at \`/data\`, so \`/data/.shared\` is the old directory. What a 2.x server wrote before you set it
is in \`/data/v2/shared\` and has to be copied over.

The same happens to a release whose bucket chart 1.x did not use (filesystem-backend-overrides-object-storage): 2.x uses the
bucket, and the index points to blocks on the volume.

The rule needs the previous release (\`--from-values\`, \`--from-chart-version\`, or the installed one), and reports nothing
without a persistent volume.`,
  audit: ['A2'],
  sources: [
    'charts 1.21.0 and 2.0.1, rendered by helm',
    'servers 1.21.0, 2.0.1 and 2.2.1, started one after the other',
  ],
  get good() {
    return [
      { chart: '2.2.1', values: KEPT },
      { chart: '2.2.1', fromChart: '2.0.0', values: KEPT },
      { chart: '1.21.0', fromChart: '1.20.3', values: KEPT },
      { chart: '2.2.1', fromChart: '1.21.0', values: DUAL },
      { chart: '2.2.1', fromChart: '1.21.0', values: KEPT.replace('v2: true', 'v2: false') },
      {
        chart: '2.2.1',
        fromChart: '1.21.0',
        values: `${KEPT}  extraArgs:\n    storage.filesystem.dir: /data/.shared\n`,
      },
      { chart: '2.2.1', fromChart: '1.21.0', values: `${KEPT}  extraArgs:\n    storage.backend: s3\n` },
      {
        before: OLD,
        manifests: single(
          '2.2.1',
          ['/data'],
          ['-storage.filesystem.dir=/data/.shared', ...PHASE_FLAGS_2.dual],
        ),
      },
      {
        before: single('1.21.0', MOUNTS, ['-storage.backend=s3', ...PHASE_FLAGS_1.dual]),
        manifests: single('2.2.1', ['/data'], PHASE_FLAGS_2.dual, S3),
      },
    ];
  },
  get bad() {
    return [
      { chart: '2.0.0', fromChart: '1.21.0', values: KEPT, at: AT },
      { chart: '2.2.1', fromChart: '1.15.1', values: KEPT, at: AT },
      {
        chart: '2.2.1',
        fromChart: '1.21.0',
        values: `${KEPT}  structuredConfig:\n    storage:\n      backend: s3\n`,
        at: AT,
      },
      { before: OLD, manifests: single('2.2.1', ['/data'], PHASE_FLAGS_2.dual), at: 'name: pyroscope' },
      { before: OLD, manifests: single('2.2.1', ['/data'], PHASE_FLAGS_2.dual, S3), at: 'name: pyroscope' },
    ];
  },
  judge({ now, before }, report) {
    const directory = oldDirectory(before);
    const all = movedBinary(now);
    if (directory === undefined || all === undefined) return;
    const backend = settingOf(now, 'storageBackend', all);
    const isFilesystem = backend === undefined || sure(backend) === 'filesystem';
    const lie = `the blocks that v2 wrote with chart ${chartOf(before)} are in ${directory}`;
    report({
      at: missingAt(all, settingPath('filesystemDirectory', all.name)),
      what: isFilesystem
        ? `${lie}, but chart ${chartOf(now)} looks in /data/v2/shared`
        : `${lie} on the volume, but chart ${chartOf(now)} uses ${sure(backend) ?? 'the configured backend'}`,
      why: isFilesystem
        ? undefined
        : 'Chart 1.x replaced the configured backend by filesystem. The index points to blocks that are not in the bucket, and queries for them return 200 with empty results.',
      fix: isFilesystem
        ? `set pyroscope.extraArgs."${FLAG}": ${directory}; what a 2.x server wrote before that is in /data/v2/shared and has to be copied over`
        : `copy ${directory} into the bucket before the upgrade, or stay on the volume for now: pyroscope.extraArgs."storage.backend": filesystem and "${FLAG}": ${directory}`,
    });
  },
});
