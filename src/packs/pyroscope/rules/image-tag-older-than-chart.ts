import { isBefore, majorOf } from '../../../chart/versions.ts';
import { sure } from '../../../pack.ts';
import { ownServer } from '../facts/charts.ts';
import { chartMajorOf, chartOf, namesOf, type PyroscopeRule, together } from '../read/facts.ts';
import { chosenServer, tagKey } from '../read/servers.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;
const dual = (image: string): string => oneBinary('2.2.1', { image, args: PHASE_FLAGS_2.dual });

/** Audit B19. */
export const imageTagOlderThanChart: PyroscopeRule = {
  id: 'image-tag-older-than-chart',
  severity: 'error',
  isFirst: true,
  summary: 'image.tag is older than the server that the chart is made for',
  why: 'A 1.x server exits at start: flag provided but not defined: -architecture.storage.',
  details: `A 2.x chart writes flags that a 1.x server does not know, and leaves out the variable that switches v2 on there. Seen with
1.x images: \`flag provided but not defined: -architecture.storage\` in v1, \`-query-backend.address\` in dual.

Within one major version an older server started (chart 2.2.1 with image 2.0.1, dual and v2): that is only an info. Without
\`image.tag\` the chart brings its own server.`,
  audit: ['B19'],
  sources: ['chart 2.2.1 with servers 1.21.0 and 2.0.1, started'],
  get good() {
    return [
      { values: tag('2.2.1') },
      { values: tag('latest') },
      { values: `${tag('1.0.0')}    repository: mine/pyroscope\n` },
      { chart: '1.19.2', values: tag('1.19.1') },
      { values: tag('""') },
      { manifests: dual('grafana/pyroscope:2.2.1'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { values: tag('1.21.0'), at: 'pyroscope.image.tag' },
      { chart: '2.0.0', values: tag('v1.21.0'), at: 'pyroscope.image.tag' },
      { values: tag('2.0.1'), at: 'pyroscope.image.tag' },
      { values: tag(`v1.21.0@sha256:${'a'.repeat(64)}`), at: 'pyroscope.image.tag' },
      {
        manifests: dual('grafana/pyroscope:1.21.0'),
        asked: { phase: 'dual' },
        at: 'grafana/pyroscope:1.21.0',
      },
      {
        manifests: dual('grafana/pyroscope:2.0.1'),
        asked: { phase: 'dual' },
        at: 'grafana/pyroscope:2.0.1',
      },
    ];
  },
  judge({ now }, report) {
    const { version: own, isCertain } = ownServer(chartOf(now));
    const older = now.components.filter((one) => isBefore(chosenServer(one) ?? own, own));
    for (const group of together(
      older,
      ({ server }) => server.place,
      () => '',
    )) {
      const [first] = group;
      const server = sure(first.server) ?? '';
      const isMajor = majorOf(server) < chartMajorOf(now);
      if (!isMajor && !isCertain) continue;
      report({
        at: [first.server, first.object],
        severity: isMajor ? 'error' : 'info',
        what: `${tagKey(first)} makes ${namesOf(group)} server ${server}, and chart ${chartOf(now)} is made for ${own}`,
        why: isMajor
          ? undefined
          : 'Servers of one major version take the same flags of the chart; what was fixed since is missing.',
        fix: isMajor
          ? `remove ${tagKey(first)}, or stay on chart 1.21.0 for a 1.x server`
          : `remove ${tagKey(first)}, so that the chart's own server ${own} runs`,
      });
    }
  },
};
