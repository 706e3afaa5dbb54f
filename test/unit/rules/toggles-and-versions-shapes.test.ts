import { describe, expect, it } from 'vitest';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { messageOf, runExample } from './run-example.ts';

/** Keys that the rules look at, each to be given values of every shape. */
const PATHS = [
  'architecture',
  'architecture.storage',
  'architecture.storage.v1',
  'architecture.storage.migration',
  'architecture.microservices',
  'architecture.microservices.enabled',
  'architecture.microservices.v2',
  'agent',
  'pyroscope',
  'pyroscope.components',
  'pyroscope.components.ingester',
  'pyroscope.config',
  'pyroscope.structuredConfig',
  'pyroscope.structuredConfig.limits',
  'pyroscope.extraArgs',
  'pyroscope.extraArgs.target',
  'pyroscope.fullnameOverride',
  'pyroscope.image',
  'pyroscope.image.tag',
  'pyroscope.image.repository',
  'pyroscope.persistence',
  'pyroscope.persistence.size',
];
const SHAPES = ['null', '""', 'text', '7', 'true', '[a, {b: c}]', '{}', '{a: {b: [c]}}', '"{{ x }}"'];

const nested = (path: string, value: string): string =>
  path
    .split('.')
    .map((key, depth) => `${'  '.repeat(depth)}${key}:`)
    .join('\n')
    .concat(` ${value}\n`);

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  it.each(PATHS)('takes values of every shape at %s', (path) => {
    for (const shape of SHAPES) {
      const values = nested(path, shape);
      const example = { values, before: shape === '7' ? values : '{}', fromChart: '1.21.0' };
      for (const { report } of runExample(rule, example)) {
        const { what, why, remedy } = messageOf(report);
        expect(`${what}${why}${remedy}`, values).not.toMatch(/undefined|NaN|\[object/);
      }
    }
  });

  it.each(CHART.versions)('takes empty values on chart %s', (chart) => {
    const reports = runExample(rule, { values: '{}', chart });
    expect(reports.filter(({ report }) => (report.severity ?? rule.severity) !== 'info')).toEqual([]);
  });
});
