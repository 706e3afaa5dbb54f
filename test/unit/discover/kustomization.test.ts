import { describe, expect, it } from 'vitest';
import { discover, foundOne, hint, leaf } from './find.ts';

const FILE = '/apps/values.yaml';
const KUSTOMIZATION = '/apps/kustomization.yaml';

const kustomization = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
helmCharts:
  - {name: loki, version: 6.0.0, valuesFile: values.yaml}
  - name: pyroscope
    version: 1.14.0
    releaseName: profiles
    namespace: monitoring
`;

describe('a values file that a kustomization names', () => {
  it.each([
    ['/apps/kustomization.yaml', `${kustomization}    valuesFile: values.yaml\n`, '6:14'],
    [
      '/apps/kustomization.yml',
      `${kustomization}    additionalValuesFiles: [a.yaml, ./values.yaml]\n`,
      '6:14',
    ],
    [
      '/apps/Kustomization',
      'helmChartInflationGenerator:\n  - chartName: pyroscope\n    chartVersion: 1.14.0\n    values: values.yaml\n',
      '3:19',
    ],
  ])('%s', (path, text, place) => {
    const one = foundOne(FILE, { [FILE]: 'a: 1\n', [path]: text });
    expect(hint(one)).toBe(`1.14.0 from ${path.slice(1)}:${place}`);
  });

  it('is not any other file', () => {
    const files = { [FILE]: 'a: 1\n', [KUSTOMIZATION]: `${kustomization}    valuesFile: a.yaml\n` };
    expect(hint(foundOne(FILE, files))).toBeUndefined();
  });
});

describe('a kustomization itself', () => {
  it('may have values within', () => {
    const text = `${kustomization}    valuesInline:\n      pyroscope: {replicaCount: 3}\n`;
    const one = foundOne(KUSTOMIZATION, { [KUSTOMIZATION]: text });
    expect(one).toMatchObject({
      name: 'apps/kustomization.yaml (chart monitoring/profiles)',
      prefix: ['helmCharts', '1', 'valuesInline'],
    });
    expect(leaf(one, text, 'pyroscope', 'replicaCount')).toBe('10:33 3');
    expect(hint(one)).toBe('1.14.0 from apps/kustomization.yaml:6:14');
  });

  it.each([
    [kustomization, 'a kustomization with pyroscope that sets no values'],
    ['resources: [a.yaml]\n', 'a kustomization without pyroscope'],
  ])('%j has none', (text, what) => {
    expect(discover(KUSTOMIZATION, { [KUSTOMIZATION]: text })).toMatchObject({ kind: 'other', what });
  });

  it('is broken at values that are no map', () => {
    const text = `${kustomization}    valuesInline: [a]\n`;
    const error = { line: 9, column: 19 };
    expect(discover(KUSTOMIZATION, { [KUSTOMIZATION]: text })).toMatchObject({ kind: 'broken', error });
  });
});
