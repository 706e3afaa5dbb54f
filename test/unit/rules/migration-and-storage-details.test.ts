import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/pack.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/read/facts.ts';
import { combinedWithoutWeights } from '../../../src/packs/pyroscope/rules/combined-without-weights.ts';
import { filesystemBackendNotShared } from '../../../src/packs/pyroscope/rules/filesystem-backend-not-shared.ts';
import { filesystemBackendOverridesObjectStorage } from '../../../src/packs/pyroscope/rules/filesystem-backend-overrides-object-storage.ts';
import { filesystemDirMovedIn2 } from '../../../src/packs/pyroscope/rules/filesystem-dir-moved-in-2.0.ts';
import { objectStorageMissing } from '../../../src/packs/pyroscope/rules/object-storage-missing.ts';
import { queryBackendFromFormat } from '../../../src/packs/pyroscope/rules/query-backend-from-format.ts';
import { queryBackendFromInFuture } from '../../../src/packs/pyroscope/rules/query-backend-from-in-future.ts';
import { retentionUnset } from '../../../src/packs/pyroscope/rules/retention-unset.ts';
import { s3BucketNameKey } from '../../../src/packs/pyroscope/rules/s3-bucket-name-key.ts';
import { v1RetentionOnV2 } from '../../../src/packs/pyroscope/rules/v1-retention-on-v2.ts';
import { v2LeftoversInV1 } from '../../../src/packs/pyroscope/rules/v2-leftovers-in-v1.ts';
import { weightsDropData } from '../../../src/packs/pyroscope/rules/weights-drop-data.ts';
import { weightsIgnoredByChart } from '../../../src/packs/pyroscope/rules/weights-ignored-by-chart.ts';
import { weightsLeaveHoles } from '../../../src/packs/pyroscope/rules/weights-leave-holes.ts';
import { weightsOutOfRange } from '../../../src/packs/pyroscope/rules/weights-out-of-range.ts';
import { fixed, messageOf, runExample } from './run-example.ts';

const phase = (v1: boolean, v2: boolean, migration = ''): string =>
  `architecture:\n  storage:\n    v1: ${v1}\n    v2: ${v2}\n    migration: {${migration}}\n`;
const MICRO = 'architecture:\n  microservices: {enabled: true}\n';

const reportsOf = (rule: PyroscopeRule, example: Example) =>
  runExample(rule, example).map(({ report }) => report);

const severitiesOf = (rule: PyroscopeRule, example: Example) =>
  reportsOf(rule, example).map(({ severity }) => severity ?? rule.severity);

function remedyOf(rule: PyroscopeRule, example: Example): string {
  const [report, ...others] = reportsOf(rule, example);
  expect(others).toEqual([]);
  return report ? messageOf(report).remedy : '';
}

describe('query-backend-from-in-future', () => {
  const at = (now: string): PyroscopeRule => ({
    ...queryBackendFromInFuture,
    options: { now: { summary: '', default: now } },
  });
  const values = phase(true, true, 'queryBackendFrom: "2026-06-01T12:00:00Z"');

  it('measures against the option, and lets two hours pass', () => {
    expect(reportsOf(at('2026-06-01T09:59:59Z'), { values })).toHaveLength(1);
    expect(reportsOf(at('2026-06-01T10:00:01Z'), { values })).toEqual([]);
  });

  it('is silent outside dual', () => {
    const alone = values.replace('v1: true', 'v1: false');
    expect(reportsOf(at('2026-01-01T00:00:00Z'), { values: alone })).toEqual([]);
  });
});

describe('query-backend-from-format', () => {
  it('does not mend to auto where the server does not know it', () => {
    const values = phase(true, true, 'queryBackendFrom: AUTO');
    expect(reportsOf(queryBackendFromFormat, { values, chart: '1.19.2' })[0]?.fix).toBeUndefined();
    expect(reportsOf(queryBackendFromFormat, { values, chart: '1.20.3' })[0]?.fix).toBeDefined();
  });

  it('suggests UTC for a time without a zone, and does not write it', () => {
    const values = phase(true, true, 'queryBackendFrom: 2025-01-01 08:00:00');
    expect(remedyOf(queryBackendFromFormat, { values })).toContain('"2025-01-01T08:00:00Z"');
  });

  it('looks at what extraArgs give the query-frontend alone', () => {
    const flag = 'extraArgs: {enable-query-backend-from: now}';
    const of = (component: string): string =>
      `${MICRO}  storage: {v1: true, v2: true}\npyroscope:\n  components:\n    ${component}:\n      ${flag}\n`;
    expect(runExample(queryBackendFromFormat, { values: of('query-frontend') }).map(({ at }) => at)).toEqual([
      'pyroscope.components.query-frontend.extraArgs.enable-query-backend-from',
    ]);
    expect(reportsOf(queryBackendFromFormat, { values: of('distributor') })).toEqual([]);
  });
});

describe('weights', () => {
  it.each([
    ['ingesterWeight: 0.5, segmentWriterWeight: 0.5', '50 %'],
    ['ingesterWeight: 0.3, segmentWriterWeight: 0.7', '30 %'],
    ['ingesterWeight: 0.995, segmentWriterWeight: 0', '0.5 %'],
    ['ingesterWeight: 0.9996, segmentWriterWeight: 0', 'less than 0.1 %'],
    ['ingesterWeight: 0, segmentWriterWeight: 0', '100 %'],
  ])('%s lose %s', (migration, lost) => {
    const [report] = reportsOf(weightsDropData, { values: phase(true, true, migration) });
    expect(report?.message?.what).toContain(`drop ${lost} of all profiles`);
  });

  it('set to null are empty flags', () => {
    const values = phase(true, true, 'ingesterWeight: null');
    const [report] = reportsOf(weightsOutOfRange, { values });
    expect(report?.message?.what).toContain('ingesterWeight is empty');
  });

  it('judge what extraArgs say, not what the values say', () => {
    const values = `${phase(true, true, 'segmentWriterWeight: 0.5')}pyroscope:\n  extraArgs: {write-path.segment-writer-weight: 1}\n`;
    expect(reportsOf(weightsLeaveHoles, { values })).toEqual([]);
  });

  it('say which store has the holes', () => {
    const holes = (migration: string) =>
      reportsOf(weightsLeaveHoles, { values: phase(true, true, migration) })[0]?.message?.what;
    expect(holes('ingesterWeight: 0.25')).toContain('v1 misses 75 % of all profiles');
    expect(holes('segmentWriterWeight: 0.1')).toContain('v2 misses 90 % of all profiles');
  });

  it('leave a missing one beside write-path to combined-without-weights, with both values computed', () => {
    const values = `${phase(true, true, 'ingesterWeight: 0.5')}pyroscope:\n  extraArgs: {write-path: combined}\n`;
    expect(reportsOf(weightsDropData, { values })).toEqual([]);
    expect(reportsOf(weightsLeaveHoles, { values })).toEqual([]);
    const remedy = remedyOf(combinedWithoutWeights, { values });
    expect(remedy).toContain('"write-path.ingester-weight": 0.5');
    expect(remedy).toContain('"write-path.segment-writer-weight": 1');
  });

  it('that the chart ignores are a warning in dual and an info before', () => {
    const severity = (v2: boolean) =>
      severitiesOf(weightsIgnoredByChart, { values: phase(true, v2, 'ingesterWeight: 0'), chart: '1.21.0' });
    expect(severity(true)).toEqual(['warning']);
    expect(severity(false)).toEqual(['info']);
  });
});

describe('filesystem-backend-overrides-object-storage', () => {
  const chart = '1.21.0';
  const config = (text: string): string =>
    `${phase(true, true)}pyroscope:\n  config: |\n${text.replace(/^/gm, '    ')}\n`;
  const S3 = 'storage:\n  backend: s3';

  it('points into the text of config', () => {
    const values = config(S3);
    const [report] = reportsOf(filesystemBackendOverridesObjectStorage, { values, chart });
    const origin = report && 'kind' in report.at ? report.at.origin : undefined;
    expect(origin).toMatchObject({ kind: 'file', line: 9, column: 16 });
  });

  it("takes a copy of the chart's own text for what it is with and without minio", () => {
    const values = config(`{{- if .Values.minio.enabled }}\n${S3}\n{{- end }}`);
    const withMinio = `${values}\nminio: {enabled: true}\n`;
    expect(reportsOf(filesystemBackendOverridesObjectStorage, { values, chart })).toEqual([]);
    expect(reportsOf(filesystemBackendOverridesObjectStorage, { values: withMinio, chart })).toHaveLength(1);
  });

  it.each([
    `{{- if .Values.useBucket }}\n${S3}\n{{- end }}`,
    'storage:\n  backend: {{ .Values.backend }}',
    '{{ include "ours" . }}',
  ])('is silent where a template decides: %j', (text) => {
    for (const minio of ['', 'minio: {enabled: true}\n']) {
      const values = `${config(text)}${minio}`;
      expect(reportsOf(filesystemBackendOverridesObjectStorage, { values, chart })).toEqual([]);
    }
  });

  it('gives the backend in its remedy', () => {
    const values = config(S3.replace('s3', 'gcs'));
    expect(remedyOf(filesystemBackendOverridesObjectStorage, { values, chart })).toMatch(
      /^set pyroscope\.extraArgs\."storage\.backend": gcs if /,
    );
  });
});

describe('filesystem-dir-moved-in-2.0', () => {
  const kept = (more: string): string =>
    `${phase(true, true)}pyroscope:\n  persistence: {enabled: true${more}}\n`;
  const upgrade = { chart: '2.2.1', fromChart: '1.21.0' };

  it('takes the directory from the old subPath', () => {
    const values = kept(', shared: {subPath: blocks}');
    expect(remedyOf(filesystemDirMovedIn2, { ...upgrade, values })).toContain(': /data/blocks;');
  });

  it('is silent where the old blocks were never written or are gone with the pod', () => {
    const off = kept(', shared: {enabled: false}');
    expect(reportsOf(filesystemDirMovedIn2, { ...upgrade, values: off })).toEqual([]);
    const values = kept('').replace('enabled: true', 'enabled: false');
    expect(reportsOf(filesystemDirMovedIn2, { ...upgrade, values })).toEqual([]);
  });

  it('speaks of the bucket to those whose bucket chart 1.x did not use', () => {
    const values = `${kept('')}  structuredConfig: {storage: {backend: gcs}}\n`;
    const [report] = reportsOf(filesystemDirMovedIn2, { ...upgrade, values });
    expect(report && messageOf(report)).toMatchObject({
      what: expect.stringContaining('uses gcs'),
      remedy: expect.stringContaining('"storage.filesystem.dir": /data/.shared'),
    });
  });
});

describe('object-storage-missing', () => {
  const half = `${MICRO}pyroscope:\n  structuredConfig: {storage: {s3: {bucket_name: a}}}\n`;

  it('is an error where a storage is half written, and a warning where none is', () => {
    expect(severitiesOf(objectStorageMissing, { values: half })).toEqual(['error']);
    expect(severitiesOf(objectStorageMissing, { values: MICRO })).toEqual(['warning']);
  });

  it('leaves the filesystem of 2.x to filesystem-backend-not-shared', () => {
    const values = `${MICRO}pyroscope:\n  structuredConfig: {storage: {filesystem: {dir: /data/b}}}\n`;
    expect(severitiesOf(objectStorageMissing, { values })).toEqual(['info']);
    expect(severitiesOf(filesystemBackendNotShared, { values })).toEqual(['error']);
  });

  it('takes an empty backend for none', () => {
    const values = half.replace('{s3:', '{backend: "", s3:');
    expect(severitiesOf(objectStorageMissing, { values, chart: '1.21.0' })).toEqual(['error']);
    // On 2.x the rule about an empty backend says it.
    expect(severitiesOf(objectStorageMissing, { values })).toEqual([]);
  });

  it('is silent where another file may say it, by config.file', () => {
    const values = `${MICRO}pyroscope:\n  extraArgs: {config.file: /etc/ours.yaml}\n`;
    expect(reportsOf(objectStorageMissing, { values })).toEqual([]);
  });
});

describe('filesystem-backend-not-shared', () => {
  const files = (more: string): string =>
    `pyroscope:\n  structuredConfig: {storage: {backend: filesystem}}\n  ${more}\n`;

  it('counts the pods of an autoscaler', () => {
    const scaled = (most: number) =>
      reportsOf(filesystemBackendNotShared, {
        values: files(`autoscaling: {enabled: true, maxReplicas: ${most}}`),
      });
    expect(scaled(1)).toEqual([]);
    expect(scaled(4)[0]?.message?.what).toContain('4 pods');
  });

  it.each([
    ['/data/v2', 0],
    ['/data/v2/shared/', 0],
    ['/data/v2/share', 1],
    ['/etc/ssl/certs/ours.pem', 1],
  ])('is silent where another volume holds the blocks: %s', (path, count) => {
    const values = files(`replicaCount: 3\n  extraVolumeMounts: [{name: nfs, mountPath: ${path}}]`);
    expect(reportsOf(filesystemBackendNotShared, { values })).toHaveLength(count);
  });

  it('reports a value that all components share once', () => {
    expect(reportsOf(filesystemBackendNotShared, { values: MICRO + files('replicaCount: 1') })).toHaveLength(
      1,
    );
  });
});

describe('s3-bucket-name-key', () => {
  const text = 'storage:\n  backend: s3\n  s3:\n    bucket: a\n    region: b';
  const literal = (header: string): string =>
    `pyroscope:\n  config: ${header}\n${text.replace(/^/gm, '    ')}\n`;

  it.each(['|', '|-', '|2  # ours'])('mends the key within a literal block: %s', (header) => {
    const values = header.includes('2')
      ? `pyroscope:\n  config: ${header}\n${text.replace(/^/gm, '    ')}\n`
      : literal(header);
    const [report] = reportsOf(s3BucketNameKey, { values });
    expect(report && fixed(values, report)).toBe(values.replace('bucket: a', 'bucket_name: a'));
  });

  it('reports other styles of text without a fix', () => {
    const values = `pyroscope:\n  config: ${JSON.stringify(text)}\n`;
    const reports = reportsOf(s3BucketNameKey, { values });
    expect(reports).toHaveLength(1);
    expect(reports[0]?.fix).toBeUndefined();
  });

  it('reports a key whose value is a template', () => {
    expect(
      reportsOf(s3BucketNameKey, { values: literal('|').replace(': a', ': {{ .Values.b }}') }),
    ).toHaveLength(1);
  });

  it('keeps quotes out of the way of a fix', () => {
    const values = 'pyroscope:\n  structuredConfig: {storage: {s3: {"bucket": a}}}\n';
    const [report] = reportsOf(s3BucketNameKey, { values });
    expect(report && fixed(values, report)).toMatch(/\{s3: \{"?bucket_name"?: a\}\}/);
  });
});

describe('retention', () => {
  const v1Key = 'structuredConfig: {limits: {compactor_blocks_retention_period: 7d}}';

  it('for v1 alone is a warning in v2 and an info in dual', () => {
    const severity = (v1: boolean) =>
      severitiesOf(v1RetentionOnV2, { values: `${phase(v1, true)}pyroscope:\n  ${v1Key}\n` });
    expect(severity(false)).toEqual(['warning']);
    expect(severity(true)).toEqual(['info']);
  });

  it('is reported by one of the two rules', () => {
    for (const values of [`pyroscope:\n  ${v1Key}\n`, 'pyroscope: {}\n', `pyroscope:\n  config: "{}"\n`]) {
      const both = [...reportsOf(v1RetentionOnV2, { values }), ...reportsOf(retentionUnset, { values })];
      expect(both).toHaveLength(1);
    }
  });

  it.each([
    ['1.21.0', phase(false, true), 'never deletes'],
    ['2.0.1', phase(false, true), 'never deletes'],
    ['2.2.1', phase(false, true), 'deletes after 31 days'],
    ['1.21.0', `${phase(false, true)}  microservices: {enabled: true}\n`, 'deletes after 31 days'],
  ])('says what v2 does by default on %s', (chart, values, words) => {
    const [report] = reportsOf(retentionUnset, { values, chart });
    expect(report && messageOf(report).why).toContain(words);
  });

  it('takes a text that cannot be read for one that may say it', () => {
    expect(reportsOf(retentionUnset, { values: 'pyroscope:\n  config: "limits: ["\n' })).toEqual([]);
  });
});

describe('experiment-variable-against-phase', () => {
  it('is an error without a bucket and a warning with one', () => {
    const set = 'pyroscope:\n  extraEnvVars: {PYROSCOPE_V2_EXPERIMENT: "1"}\n';
    const withBucket = `${set}  structuredConfig: {storage: {backend: s3}}\n`;
    expect(severitiesOf(v2LeftoversInV1, { values: set, chart: '1.21.0' })).toEqual(['error']);
    expect(severitiesOf(v2LeftoversInV1, { values: withBucket, chart: '1.21.0' })).toEqual(['warning']);
  });
});
