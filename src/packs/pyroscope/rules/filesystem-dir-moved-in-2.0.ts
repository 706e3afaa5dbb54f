import { isTrueInTemplate } from '../../../values/template-truth.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import {
  DIRECTORY_FLAG,
  FILESYSTEM,
  filesystemDirectory,
  forcesFilesystem,
  singleBinary,
  writtenBackend,
} from './shared/backend.ts';
import { mayBeConfigured } from './shared/certain-config.ts';
import { isChart2 } from './shared/experiment-charts.ts';
import { mountsShared } from './shared/mounts.ts';
import { renderedText } from './shared/rendered-text.ts';

const WHERE = ['pyroscope', 'extraArgs', DIRECTORY_FLAG] as const;
const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const KEPT = `${DUAL}pyroscope:\n  persistence:\n    enabled: true\n`;
const AT = 'pyroscope.extraArgs.storage\\.filesystem\\.dir';

const onFilesystem = (values: PyroscopeValues, all: ComponentValues): boolean =>
  forcesFilesystem(values, all) || writtenBackend(values, all)?.text === FILESYSTEM;

/** Where a release of chart 1.x keeps its v2 blocks on a volume that stays; undefined where it does not. */
function oldDirectory(values: PyroscopeValues): string | undefined {
  const all = singleBinary(values);
  if (!all || !values.toggles.v2 || isChart2(values) || !onFilesystem(values, all)) return undefined;
  const isKept = isTrueInTemplate(all.value('persistence', 'enabled')) && mountsShared(values, all);
  if (!isKept || all.extraArgs.has(DIRECTORY_FLAG) || mayBeConfigured(values, 'storage', 'filesystem', 'dir'))
    return undefined;
  const subPath = renderedText(all.value('persistence', 'shared', 'subPath'));
  return subPath ? `/data/${subPath}` : undefined;
}

/** The single binary of a 2.x chart with v2 on, where nobody says a directory. */
function movedBinary(values: PyroscopeValues): ComponentValues | undefined {
  const all = singleBinary(values);
  const stays = !isChart2(values) || !values.toggles.v2 || !all || all.extraArgs.has(DIRECTORY_FLAG);
  return stays || filesystemDirectory(values, all) || mayBeConfigured(values, 'storage', 'filesystem', 'dir')
    ? undefined
    : all;
}

/** What a 2.x server turns to where the values do not show it for certain. */
const unwrittenBackend = (values: PyroscopeValues): string =>
  mayBeConfigured(values, 'storage', 'backend') ? 'the configured backend' : FILESYSTEM;

export const filesystemDirMovedIn2: PyroscopeRule = {
  id: 'filesystem-dir-moved-in-2.0',
  severity: 'error',
  summary: 'from chart 2.0.0 on v2 looks for its blocks in another directory',
  why: `Charts up to 1.21.0 mount the volume's \`.shared\` at \`/data-shared\`, where servers 1.x keep the blocks of the filesystem
backend. Charts from 2.0.0 on have no such mount, and the server's default directory became \`./data/v2/shared\`. After an
upgrade from 1.21.0 to 2.0.1 the index was kept and its objects were not found: queries answered 200 with nothing, a total
of 2 000 000 000 became 0. With \`-storage.filesystem.dir=./data/.shared\` everything was back.

The whole volume is mounted at \`/data\`, so \`/data/.shared\` is the old directory. What a 2.x server wrote before the
setting lies in \`/data/v2/shared\` and has to be copied over.

The same goes for a release whose bucket chart 1.x passed over (filesystem-backend-overrides-object-storage): 2.x turns to
the bucket, and the index points to blocks on the volume.

The rule needs the release as it was (\`--from-values\`, \`--from-chart-version\`), and is silent without a persistent volume.`,
  audit: ['A2'],
  since: '0.2.0',
  sources: [
    'charts 1.21.0 and 2.0.1, rendered by helm',
    'servers 1.21.0, 2.0.1 and 2.2.1, started one after the other',
  ],
  valid: [
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
  ],
  invalid: [
    { chart: '2.0.0', fromChart: '1.21.0', values: KEPT, at: AT },
    { chart: '2.2.1', fromChart: '1.15.1', values: KEPT, at: AT },
    {
      chart: '2.2.1',
      fromChart: '1.21.0',
      values: `${KEPT}  structuredConfig:\n    storage:\n      backend: s3\n`,
      at: AT,
    },
  ],
  message: ({ directory, backend, from, chart }) =>
    backend === FILESYSTEM
      ? {
          what: `the blocks that v2 wrote with chart ${from} lie in ${directory}, and chart ${chart} looks in /data/v2/shared`,
          why: 'the index is kept and its blocks are not found: queries answer 200 with nothing for all that v2 holds',
          remedy: `set pyroscope.extraArgs."${DIRECTORY_FLAG}": ${directory}; what a 2.x server wrote before that lies in /data/v2/shared and has to be copied over`,
        }
      : {
          what: `the blocks that v2 wrote with chart ${from} lie in ${directory} on the volume, and chart ${chart} turns to ${backend}`,
          why: 'chart 1.x overrode the configured backend by filesystem; the index points to blocks that the bucket does not hold, and queries answer 200 with nothing for them',
          remedy: `copy ${directory} into the bucket before the upgrade, or stay on the volume for now: pyroscope.extraArgs."storage.backend": filesystem and "${DIRECTORY_FLAG}": ${directory}`,
        },
  check(values) {
    const { previous } = values;
    const directory = previous && oldDirectory(previous);
    const all = movedBinary(values);
    if (directory === undefined || all === undefined) return [];
    const backend = writtenBackend(values, all)?.text ?? unwrittenBackend(values);
    return [{ at: WHERE, args: { directory, backend, from: previous?.chart ?? '', chart: values.chart } }];
  },
};
