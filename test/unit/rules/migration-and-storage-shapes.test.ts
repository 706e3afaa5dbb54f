import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { messageOf, runExample } from './run-example.ts';

/** What the rules look at, each with its parents. */
const PLACES = [
  'architecture',
  'architecture.storage',
  'architecture.storage.migration',
  'architecture.storage.migration.queryBackendFrom',
  'architecture.storage.migration.ingesterWeight',
  'pyroscope',
  'pyroscope.image',
  'pyroscope.image.tag',
  'pyroscope.extraArgs',
  'pyroscope.extraArgs.write-path',
  'pyroscope.extraEnvVars',
  'pyroscope.extraVolumeMounts',
  'pyroscope.persistence',
  'pyroscope.persistence.accessModes',
  'pyroscope.persistence.shared',
  'pyroscope.components',
  'pyroscope.components.distributor',
  'pyroscope.config',
  'pyroscope.structuredConfig',
  'pyroscope.structuredConfig.storage',
  'pyroscope.structuredConfig.storage.backend',
  'pyroscope.structuredConfig.storage.s3',
  'pyroscope.structuredConfig.limits',
  'pyroscope.tenantOverrides',
  'pyroscope.tenantOverrides.shop',
  'minio',
];
const SHAPES = ['null', '[]', '{}', '[null, {a: 1}]', 'text', '7', 'true', '"{{ x }}"'];
const CHARTS = ['1.21.0', '2.2.1'];

/** `a.b` and a shape as YAML: `{a: {b: shape}}`, beside both storages on. */
function valuesWith(place: string, shape: string): string {
  const nested = place.split('.').reduceRight((below, key) => `{${key}: ${below}}`, shape);
  const isToggles = place === 'architecture' || place === 'architecture.storage';
  if (isToggles) return nested;
  return place.startsWith('architecture.storage.')
    ? nested.replace('{migration', '{v1: true, v2: true, migration')
    : nested.replace(/\}$/, ', architecture: {storage: {v1: true, v2: true}}}');
}

describe.each(CHARTS)('values of any shape on chart %s', (chart) => {
  it.each(PLACES)('%s', (place) => {
    for (const shape of SHAPES) {
      const values = valuesWith(place, shape);
      const example = { values, chart, fromChart: '1.21.0' };
      for (const rule of RULES) {
        for (const { report } of runExample(rule, example)) {
          const { what, why, remedy } = messageOf(report);
          expect(`${what}${why}${remedy}`, `${rule.id} on ${values}`).not.toMatch(/undefined|NaN|\[object/);
        }
      }
    }
  });
});
