import { isBefore, majorOf } from '../../../chart/versions.ts';
import type { Report } from '../../../lint/finding.ts';
import { ownServer } from '../facts/charts.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { once } from './shared/once.ts';
import { taggedServer } from './shared/tagged-server.ts';

const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;

function report(values: PyroscopeChange, component: ComponentValues): readonly Report[] {
  const found = taggedServer(values, component);
  const { version: own, isCertain } = ownServer(values.chart);
  if (!found || !isBefore(found.server, own)) return [];
  const isMajor = majorOf(found.server) < values.chartMajor;
  if (!isMajor && !isCertain) return [];
  const args = { server: found.server, key: found.key, chart: values.chart, own, isMajor: isMajor ? 1 : 0 };
  return [{ at: found.at, args, severity: isMajor ? 'error' : 'info' }];
}

export const imageTagOlderThanChart: PyroscopeRule = {
  id: 'image-tag-older-than-chart',
  severity: 'error',
  summary: 'image.tag is older than the server that the chart is made for',
  why: `A 2.x chart writes flags that a 1.x server does not know, and leaves out the variable that switches v2 on there. Seen
with 1.x images: \`flag provided but not defined: -architecture.storage\` in v1, \`-query-backend.address\` in dual.

Within one major version an older server was seen to start (chart 2.2.1 with image 2.0.1, dual and v2): that is only for
your information. Without \`image.tag\` the chart brings its own server.`,
  audit: ['B19'],
  since: '0.2.0',
  sources: ['chart 2.2.1 with servers 1.21.0 and 2.0.1, started'],
  valid: [
    { values: tag('2.2.1') },
    { values: tag('latest') },
    { values: `${tag('1.0.0')}    repository: mine/pyroscope\n` },
    { chart: '1.19.2', values: tag('1.19.1') },
    { values: tag('""') },
  ],
  invalid: [
    { values: tag('1.21.0'), at: 'pyroscope.image.tag' },
    { chart: '2.0.0', values: tag('v1.21.0'), at: 'pyroscope.image.tag' },
    { values: tag('2.0.1'), at: 'pyroscope.image.tag' },
  ],
  message: ({ server, key, chart, own, isMajor }) => ({
    what: `${key} is server ${server}, and chart ${chart} is made for ${own}`,
    why:
      isMajor === 1
        ? 'a 1.x server exits at start: flag provided but not defined: -architecture.storage'
        : 'servers of one major version take the same flags of the chart; what is mended since is missing',
    remedy:
      isMajor === 1
        ? `take ${key} out, or stay on chart 1.21.0 for a 1.x server`
        : `take ${key} out, so that the chart's own server ${own} runs`,
  }),
  check: (values) => once(values.components.flatMap((component) => report(values, component))),
};
