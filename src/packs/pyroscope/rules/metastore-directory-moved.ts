import { isBefore, majorOf } from '../../../chart/versions.ts';
import { sure } from '../../../pack.ts';
import { METASTORE_DIRECTORIES } from '../chart-flags.ts';
import { FIRST_CHART, FIRST_SERVER } from '../facts/charts.ts';
import { chartOf, metastoreOf, type PyroscopeComponent, type PyroscopeRule } from '../read/facts.ts';
import { chosenServer } from '../read/servers.ts';
import { DUAL, EXPERIMENT, oneBinary, PHASE_FLAGS_1, V1 } from './examples.ts';

const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;
const DIRECTORIES = METASTORE_DIRECTORIES.map(([flag, value]) => `    ${flag}: ${value}\n`).join('');

const FLAGS = METASTORE_DIRECTORIES.map(([flag, value]) => `-${flag}=${value}`);
const rendered = (image: string, directories: readonly string[] = []): string =>
  oneBinary('1.20.3', {
    image: `grafana/pyroscope:${image}`,
    args: [...PHASE_FLAGS_1.dual.slice(0, 2), ...directories, ...PHASE_FLAGS_1.dual.slice(2)],
    env: EXPERIMENT,
  });

const configPath = (flag: string): readonly string[] => flag.replaceAll('-', '_').split('.');

/** The directories that neither a flag nor the configuration names. */
const missingIn = ({ flags, config }: PyroscopeComponent) =>
  METASTORE_DIRECTORIES.filter(([flag]) => !(flag in flags) && config?.at(...configPath(flag)) === undefined);

/** Audit A11. Asked: only who knows which image ran so far knows where the metastore lies. */
export const metastoreDirectoryMoved: PyroscopeRule = {
  id: 'metastore-directory-moved',
  severity: 'error',
  corrects: true,
  inRender: 'ask',
  summary:
    'image.tag selects a server that looks for the metastore in a different directory than earlier ones',
  why: 'Servers before 1.21.0 keep it in ./data-metastore: the v2 index starts empty, and no v2 data is visible.',
  details: `From server 1.21.0 on, the metastore's default directory is \`./data/v2/metastore\`; before, it was \`./data-metastore\`.
Charts from 1.21.0 on set it. Under charts 1.19.2 and 1.20.3 with server 1.21.0 the metastore started empty. Image
1.20.3 on chart 1.19.2 is safe.

To see which image runs now: \`helm get manifest RELEASE | grep image:\`. If v2 was off before, there is no index to
lose, and this is a warning.`,
  audit: ['A11'],
  sources: ['charts 1.19.2 and 1.20.3 with server 1.21.0, started'],
  get good() {
    return [
      { chart: '1.19.2', values: DUAL + tag('1.20.3') },
      { chart: '1.21.0', values: DUAL + tag('1.21.1') },
      { chart: '1.20.3', values: tag('1.21.0') },
      { chart: '1.20.3', values: DUAL + tag('2.2.1') },
      { chart: '1.20.3', values: `${DUAL}${tag('1.21.0')}  extraArgs:\n${DIRECTORIES}` },
      {
        chart: '1.20.3',
        values: `${DUAL}${tag('1.21.0')}  structuredConfig:\n    metastore:\n      data_dir: /data/metastore\n      raft:\n        dir: /data/raft\n        snapshots_dir: /data/raft\n`,
      },
      { manifests: rendered('1.20.3'), asked: { phase: 'dual' } },
      { manifests: rendered('1.21.0', FLAGS), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { chart: '1.20.3', values: DUAL + tag('1.21.0'), at: 'pyroscope.image.tag' },
      { chart: '1.15.1', values: DUAL + tag('1.21.0'), at: 'pyroscope.image.tag' },
      { chart: '1.20.3', values: DUAL + tag('1.21.0'), before: V1, at: 'pyroscope.image.tag' },
      { manifests: rendered('1.21.0'), asked: { phase: 'dual' }, at: 'grafana/pyroscope:1.21.0' },
      {
        manifests: rendered('1.21.0'),
        asked: { phase: 'dual', correct: 'A11' },
        at: 'grafana/pyroscope:1.21.0',
        after: rendered('1.21.0', FLAGS),
      },
    ];
  },
  judge({ now, before }, report) {
    const metastore = metastoreOf(now);
    const server = metastore && chosenServer(metastore);
    const chart = chartOf(now);
    if (!metastore || server === undefined || isBefore(chart, FIRST_CHART.phases)) return;
    const isMoved =
      isBefore(chart, FIRST_CHART.metastoreDirectories) &&
      !isBefore(server, FIRST_SERVER.metastoreDirectories);
    const missing = missingIn(metastore);
    // What a server of another major version does wrong is another rule's.
    if (!isMoved || missing.length === 0 || majorOf(server) !== majorOf(chart)) return;
    const hadNone = before !== undefined && sure(before.phase) === 'v1';
    const args = missing.map(([flag, value]) => `"${flag}": ${value}`).join(', ');
    report({
      at: [metastore.server, metastore.object],
      severity: hadNone ? 'warning' : 'error',
      what: `chart ${chart} does not set the metastore's directory, and server ${server} looks in ./data/v2/metastore`,
      fix: `upgrade the chart to ${FIRST_CHART.metastoreDirectories}, or add to extraArgs of the metastore (or pyroscope.extraArgs): ${args}`,
      correct: (edit) => {
        for (const [flag, value] of missing) edit.flag(metastore.name, flag, value);
      },
      choice: {
        correct: 'the image that runs now is older than 1.21.0, or v2 never ran',
        keep: 'dual or v2 already ran on 1.21.0 or later',
        decided: hadNone ? 'correct' : undefined,
      },
    });
  },
};
