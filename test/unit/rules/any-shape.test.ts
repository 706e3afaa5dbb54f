import { describe, expect, it } from 'vitest';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { releaseValues } from '../../../src/release/from-values.ts';
import { dual, findingsIn, read } from './findings-of.ts';
import { check } from './run-example.ts';

describe('values of any shape', () => {
  const ODD = [null, '', 'text', 3, true, [], ['a'], {}, { a: null }, { enabled: 'false' }];
  const PLACES: readonly (readonly string[])[] = [
    ['pyroscope'],
    ['pyroscope', 'components'],
    ['pyroscope', 'components', 'metastore'],
    ['pyroscope', 'components', 'querier'],
    ['pyroscope', 'extraArgs'],
    ['pyroscope', 'extraEnvVars'],
    ['pyroscope', 'extraCustomEnvVars'],
    ['pyroscope', 'extraVolumeMounts'],
    ['pyroscope', 'persistence'],
    ['pyroscope', 'grpc'],
    ['pyroscope', 'metastore'],
    ['pyroscope', 'replicaCount'],
    ['pyroscope', 'cluster_domain'],
    ['pyroscope', 'fullnameOverride'],
    ['pyroscope', 'rbac'],
    ['pyroscope', 'service'],
    ['pyroscope', 'config'],
    ['pyroscope', 'structuredConfig'],
    ['architecture'],
    ['architecture', 'storage'],
    ['architecture', 'microservices'],
    ['architecture', 'microservices', 'v2'],
    ['minio'],
    ['ingress'],
    ['extraObjects'],
    ['serviceMonitor'],
  ];
  const at = (path: readonly string[], value: unknown): object =>
    path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
  const merged = (value: object): object => ({ architecture: dual, ...value });

  it.each(PLACES.map((path) => [path.join('.'), path] as const))('never throws over %s', (_, path) => {
    for (const odd of ODD)
      for (const values of [at(path, odd), merged(at(path, odd))])
        for (const chart of ['1.14.0', '1.19.1', CHART.newest]) {
          const release = read(values, { chart, before: at(path, odd) });
          for (const rule of RULES)
            for (const { text } of findingsIn(rule, release))
              expect(text).not.toMatch(/undefined|NaN|\[object/);
        }
  });
});

describe('files of the chart itself', () => {
  it.each(CHART.versions)('chart %s: a copy of its values is told nothing but info', (chart) => {
    const { user } = read({});
    const resolved = read({}, { chart }).resolved;
    expect(user.entries.size).toBe(0);
    const values = releaseValues({ user: resolved, chart, helm: 4, textOf: () => '' }, pyroscope);
    const severe = RULES.flatMap((rule) =>
      check(rule, values).map((report) => report.severity ?? rule.severity),
    ).filter((severity) => severity !== 'info');
    expect(severe).toEqual([]);
  });
});
