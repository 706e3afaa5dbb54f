import { isBefore, majorOf } from '../../../chart/versions.ts';
import { sure } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import {
  chartMajorOf,
  chartOf,
  namesOf,
  type PyroscopeRule,
  type PyroscopeState,
  together,
} from '../read/facts.ts';
import { chosenServer, tagKey } from '../read/servers.ts';
import { DUAL, oneBinary, V2 } from './examples.ts';

const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;

/** What a 1.x chart does not say, the defaults of the 2.x server decide. */
function harmOf(state: PyroscopeState): string {
  const [chart, phase] = [chartOf(state), sure(state.phase)];
  if (phase === 'v1')
    return 'The chart writes no storage flags, so the defaults of 2.x apply: pushes go to v2 alone, and v1 gets nothing.';
  // The flags of v2 that 2.x servers no longer know are written for a single binary (audit B2, B10).
  const isSingle = sure(state.layout) === 'single-binary';
  if (phase === 'v2' && isSingle && !isBefore(chart, FIRST_CHART.leavingV1Out))
    return 'The server exits at start: flag provided but not defined: -all.enable-v1-write-path.';
  return isBefore(chart, FIRST_CHART.metastoreDirectories)
    ? 'The server looks for the metastore in another directory: the index of v2 starts empty.'
    : 'The chart does not name the storage, so the defaults of 2.x apply, and the server looks for objects on a filesystem in another directory.';
}

/** Audit A4. */
export const imageTagNewerThanChart: PyroscopeRule = {
  id: 'image-tag-newer-than-chart',
  severity: 'error',
  isFirst: true,
  summary: 'image.tag is a 2.x server under a 1.x chart, and the server uses other defaults',
  why: 'What the chart does not say, the defaults of the newer server decide.',
  details: `A 1.x chart in v1 writes no storage flags; under a 2.x server its defaults apply then. Seen with chart 1.21.0 and server
2.2.1: \`architecture v1-v2-dual\`, \`write_path: segment-writer\`, pushes reach the segment-writer only and no ingester. In v2
the server exits: \`flag provided but not defined: -all.enable-v1-write-path\`.`,
  audit: ['A4'],
  sources: ['chart 1.21.0 with server 2.2.1, started'],
  get good() {
    return [
      { chart: '1.19.2', values: DUAL + tag('1.20.3') },
      { chart: '1.21.0', values: DUAL + tag('1.21.1') },
      { chart: '1.20.3', values: tag('1.21.0') },
      { chart: '2.0.1', values: DUAL + tag('2.2.1') },
      { chart: '1.21.0', values: `${tag('2.0.0')}    repository: mine/pyroscope\n` },
      { manifests: oneBinary('1.21.0'), asked: { phase: 'v1' } },
    ];
  },
  get bad() {
    return [
      { chart: '1.21.0', values: tag('2.0.1'), at: 'pyroscope.image.tag' },
      { chart: '1.21.0', values: tag(`2.0.1@sha256:${'a'.repeat(64)}`), at: 'pyroscope.image.tag' },
      { chart: '1.21.0', values: DUAL + tag('2.2.1'), at: 'pyroscope.image.tag' },
      { chart: '1.21.0', values: V2 + tag('2.2.1'), at: 'pyroscope.image.tag' },
      { chart: '1.19.2', values: DUAL + tag('2.2.1'), at: 'pyroscope.image.tag' },
      { chart: '1.14.0', values: tag('2.2.1'), at: 'pyroscope.image.tag' },
      {
        manifests: oneBinary('1.21.0', { image: 'grafana/pyroscope:2.2.1' }),
        asked: { phase: 'v1' },
        at: 'grafana/pyroscope:2.2.1',
      },
    ];
  },
  judge({ now }, report) {
    const chart = chartOf(now);
    const newer = now.components.filter((one) => majorOf(chosenServer(one) ?? chart) > chartMajorOf(now));
    for (const group of together(
      newer,
      ({ server }) => server.place,
      () => '',
    )) {
      const [first] = group;
      report({
        at: [first.server, first.object],
        what: `${tagKey(first)} makes ${namesOf(group)} server ${sure(first.server)}, newer than chart ${chart} is made for`,
        why: harmOf(now),
        fix: `remove ${tagKey(first)}, so that the chart's own server runs, or upgrade the chart to 2.x`,
      });
    }
  },
};
