import { isBefore, majorOf } from '../../../chart/versions.ts';
import type { Report } from '../../../lint/finding.ts';
import { METASTORE_DIRECTORIES } from '../chart-flags.ts';
import { ALL } from '../components.ts';
import { FIRST_CHART, FIRST_SERVER } from '../facts/charts.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { once } from './shared/once.ts';
import { type TaggedServer, taggedServer } from './shared/tagged-server.ts';

/** Servers from here on keep the metastore elsewhere by default, and charts from here on say where it is. */

const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;
const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const DIRECTORIES = METASTORE_DIRECTORIES.map(([flag, value]) => `    ${flag}: ${value}\n`).join('');

/** The flags of v2 that 2.x servers no longer know; written for a single binary in v2 (audit B2, B10). */
const rendersModuleFlags = ({ chart, mode, phase }: PyroscopeChange): boolean =>
  phase === 'v2' && mode === 'single-binary' && !isBefore(chart, FIRST_CHART.leavingV1Out);

/** Audit A4: what a 1.x chart does not say, the defaults of the 2.x server decide. */
function majorHarm(values: PyroscopeChange): string {
  const { phase, chart } = values;
  if (phase === 'v1')
    return 'the chart writes no storage flags, so the defaults of 2.x rule: pushes go to v2 alone, and v1 gets nothing';
  if (rendersModuleFlags(values))
    return 'the server exits at start: flag provided but not defined: -all.enable-v1-write-path';
  return isBefore(chart, FIRST_CHART.metastoreDirectories)
    ? 'the server looks for the metastore in another directory: the index of v2 starts empty'
    : 'the chart does not name the storage, so the defaults of 2.x rule, and objects on a filesystem are looked for in another directory';
}

const holdsMetastore = ({ name }: ComponentValues): boolean => name === ALL || name === 'metastore';

/** Audit A11. */
function missingDirectories(values: PyroscopeChange, component: ComponentValues, { server }: TaggedServer) {
  const { chart, phase } = values;
  const isMoved =
    isBefore(chart, FIRST_CHART.metastoreDirectories) && !isBefore(server, FIRST_SERVER.metastoreDirectories);
  const hasV2 = phase === 'dual' || phase === 'v2';
  if (!isMoved || !hasV2 || isBefore(chart, FIRST_CHART.phases) || !holdsMetastore(component)) return [];
  return METASTORE_DIRECTORIES.filter(([flag]) => component.extraArg(flag) === undefined);
}

const asArgs = (missing: typeof METASTORE_DIRECTORIES): string =>
  missing.map(([flag, value]) => `"${flag}": ${value}`).join(', ');

function report(values: PyroscopeChange, component: ComponentValues): readonly Report[] {
  const found = taggedServer(values, component);
  if (!found) return [];
  const args = { server: found.server, key: found.key, chart: values.chart };
  if (majorOf(found.server) > values.chartMajor)
    return [{ at: found.at, args: { ...args, kind: 'major', harm: majorHarm(values) } }];
  const missing = missingDirectories(values, component, found);
  if (missing.length === 0) return [];
  // Where v2 was off before, there is no index yet to lose sight of.
  const severity = values.previous?.phase === 'v1' ? 'warning' : 'error';
  return [{ at: found.at, args: { ...args, kind: 'directories', missing: asArgs(missing) }, severity }];
}

export const imageTagNewerThanChart: PyroscopeRule = {
  id: 'image-tag-newer-than-chart',
  severity: 'error',
  summary: 'image.tag is newer than the chart, and the server takes other defaults',
  why: `A 1.x chart in v1 writes no storage flags; under a 2.x server its defaults rule then. Seen with chart 1.21.0 and server
2.2.1: \`architecture v1-v2-dual\`, \`write_path: segment-writer\`, pushes reach the segment-writer only and no ingester. In v2
the server exits: \`flag provided but not defined: -all.enable-v1-write-path\`.

From server 1.21.0 on the metastore's default directory is \`./data/v2/metastore\`, before it was \`./data-metastore\`.
Charts from 1.21.0 on say where it is; under charts 1.19.2 and 1.20.3 with server 1.21.0 the metastore was seen to start
empty. Image 1.20.3 on chart 1.19.2 is safe.`,
  audit: ['A4', 'A11'],
  since: '0.2.0',
  sources: [
    'chart 1.21.0 with server 2.2.1, started',
    'charts 1.19.2 and 1.20.3 with server 1.21.0, started',
  ],
  valid: [
    { chart: '1.19.2', values: DUAL + tag('1.20.3') },
    { chart: '1.21.0', values: DUAL + tag('1.21.1') },
    { chart: '1.20.3', values: tag('1.21.0') },
    { chart: '1.20.3', values: `${DUAL}${tag('1.21.0')}  extraArgs:\n${DIRECTORIES}` },
    { chart: '2.0.1', values: DUAL + tag('2.2.1') },
  ],
  invalid: [
    { chart: '1.21.0', values: tag('2.0.1'), at: 'pyroscope.image.tag' },
    { chart: '1.21.0', values: DUAL + tag('2.2.1'), at: 'pyroscope.image.tag' },
    { chart: '1.14.0', values: tag('2.2.1'), at: 'pyroscope.image.tag' },
    { chart: '1.20.3', values: DUAL + tag('1.21.0'), at: 'pyroscope.image.tag' },
    { chart: '1.15.1', values: DUAL + tag('1.21.0'), at: 'pyroscope.image.tag' },
  ],
  message: ({ kind, server, key, chart, harm, missing }) => ({
    what: `${key} is server ${server}, newer than chart ${chart} is made for`,
    why:
      kind === 'major'
        ? String(harm)
        : 'the chart does not say where the metastore lies, and the server looks in another directory than those before it: the index of v2 starts empty',
    remedy:
      kind === 'major'
        ? `take ${key} out, or upgrade the chart to 2.x`
        : `upgrade the chart to 1.21.0 instead, or add to extraArgs of the metastore (or pyroscope.extraArgs): ${missing}`,
  }),
  check: (values) => once(values.components.flatMap((component) => report(values, component))),
};
