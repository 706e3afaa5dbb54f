import { describe, expect, it } from 'vitest';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/read/facts.ts';
import { combinedWithoutWeights } from '../../../src/packs/pyroscope/rules/combined-without-weights.ts';
import { filesystemBackendOverridesObjectStorage } from '../../../src/packs/pyroscope/rules/filesystem-backend-overrides-object-storage.ts';
import { filesystemDirMovedIn2 } from '../../../src/packs/pyroscope/rules/filesystem-dir-moved-in-2.0.ts';
import { filesystemWithoutDirInV1 } from '../../../src/packs/pyroscope/rules/filesystem-without-dir-in-v1.ts';
import { objectStorageMissing } from '../../../src/packs/pyroscope/rules/object-storage-missing.ts';
import { queryBackendFalseHidesV1 } from '../../../src/packs/pyroscope/rules/query-backend-false-hides-v1.ts';
import { queryBackendFromAutoUnsupported } from '../../../src/packs/pyroscope/rules/query-backend-from-auto-unsupported.ts';
import { queryBackendFromFormat } from '../../../src/packs/pyroscope/rules/query-backend-from-format.ts';
import { s3BucketNameKey } from '../../../src/packs/pyroscope/rules/s3-bucket-name-key.ts';
import { sharedVolumeOff } from '../../../src/packs/pyroscope/rules/shared-volume-off.ts';
import { v2FlagsUnknownToImage } from '../../../src/packs/pyroscope/rules/v2-flags-unknown-to-image.ts';
import { v2LeftoversInV1 } from '../../../src/packs/pyroscope/rules/v2-leftovers-in-v1.ts';
import { weightsDropData } from '../../../src/packs/pyroscope/rules/weights-drop-data.ts';
import { weightsIgnoredByChart } from '../../../src/packs/pyroscope/rules/weights-ignored-by-chart.ts';
import { weightsOutOfRange } from '../../../src/packs/pyroscope/rules/weights-out-of-range.ts';
import { writePathLeftover } from '../../../src/packs/pyroscope/rules/write-path-leftover.ts';
import { runExample } from './run-example.ts';

const phase = (v1: boolean, v2: boolean, migration = ''): string =>
  `architecture:\n  storage:\n    v1: ${v1}\n    v2: ${v2}\n    migration: {${migration}}\n`;
const extraArgs = (args: string): string => `pyroscope:\n  extraArgs: {${args}}\n`;
const storage = (block: string): string =>
  `pyroscope:\n  structuredConfig:\n    storage: {${block}}\n  persistence: {enabled: true}\n`;

const LAST_1 = '1.21.0';
const FIRST_2 = '2.0.0';
const NEWEST = CHART.versions.at(-1) ?? '';
const OLDEST = CHART.versions[0] ?? '';

/** Rule, values, first and last chart that it reports. */
const BORDERS: readonly (readonly [PyroscopeRule, string, string, string])[] = [
  [queryBackendFromAutoUnsupported, phase(true, true), '1.15.1', '1.19.2'],
  [v2FlagsUnknownToImage, phase(false, true), '1.19.2', '1.19.2'],
  [filesystemBackendOverridesObjectStorage, phase(false, true) + storage('backend: s3'), '1.15.1', LAST_1],
  [queryBackendFalseHidesV1, phase(true, true, 'queryBackend: false'), '1.15.1', LAST_1],
  [queryBackendFromFormat, phase(true, true, 'queryBackendFrom: now'), '1.15.1', NEWEST],
  [weightsIgnoredByChart, phase(true, true, 'ingesterWeight: 0.5'), '1.15.1', LAST_1],
  [weightsOutOfRange, phase(true, true, 'ingesterWeight: 5'), FIRST_2, NEWEST],
  [weightsDropData, phase(true, true, 'ingesterWeight: 0, segmentWriterWeight: 0'), FIRST_2, NEWEST],
  [
    weightsDropData,
    phase(true, true) + extraArgs('write-path.ingester-weight: 0, write-path.segment-writer-weight: 0'),
    '1.15.1',
    NEWEST,
  ],
  [combinedWithoutWeights, phase(true, true) + extraArgs('write-path: combined'), '1.15.1', NEWEST],
  [writePathLeftover, phase(false, true) + extraArgs('write-path: combined'), '1.19.2', NEWEST],
  [writePathLeftover, phase(true, false) + extraArgs('write-path: combined'), FIRST_2, NEWEST],
  [
    writePathLeftover,
    `${phase(false, true)}pyroscope:\n  tenantOverrides: {a: {write_path: combined}}\n`,
    '1.15.1',
    NEWEST,
  ],
  [v2LeftoversInV1, phase(true, false) + extraArgs('enable-query-backend-from: auto'), '1.15.1', LAST_1],
  [
    v2LeftoversInV1,
    `${phase(true, false)}pyroscope:\n  extraEnvVars: {PYROSCOPE_V2_EXPERIMENT: "0"}\n`,
    '1.15.1',
    LAST_1,
  ],
  [v2LeftoversInV1, phase(true, true) + extraArgs('all.enable-v1-write-path: true'), FIRST_2, NEWEST],
  [
    sharedVolumeOff,
    `${phase(true, true)}pyroscope:\n  persistence: {shared: {enabled: false}}\n`,
    '1.19.1',
    LAST_1,
  ],
  [
    sharedVolumeOff,
    phase(true, true) + storage('backend: filesystem, filesystem: {dir: /data2}'),
    '1.15.1',
    NEWEST,
  ],
  [
    sharedVolumeOff,
    phase(true, true) + storage('backend: filesystem, filesystem: {dir: ./data-shared/b}'),
    FIRST_2,
    NEWEST,
  ],
  [filesystemWithoutDirInV1, phase(true, false) + storage('backend: filesystem'), '1.15.1', LAST_1],
  [objectStorageMissing, 'architecture: {microservices: {enabled: true}}\n', '1.15.1', NEWEST],
  [s3BucketNameKey, storage('backend: s3, s3: {bucket: a}'), OLDEST, NEWEST],
];

describe.each(BORDERS)('borders of charts', (rule, values, first, last) => {
  it(`${rule.id} reports ${first} to ${last} on ${values.replaceAll('\n', ' ')}`, () => {
    const reported = CHART.versions.filter((chart) => runExample(rule, { values, chart }).length > 0);
    expect(reported).toEqual(
      CHART.versions.slice(CHART.versions.indexOf(first), CHART.versions.indexOf(last) + 1),
    );
  });
});

describe('filesystem-dir-moved-in-2.0', () => {
  const values = phase(true, true) + storage('backend: filesystem');

  it('reports an upgrade from each chart 1.x that has v2', () => {
    const reported = CHART.versions.filter(
      (fromChart) => runExample(filesystemDirMovedIn2, { values, fromChart }).length > 0,
    );
    expect(reported).toEqual(
      CHART.versions.slice(CHART.versions.indexOf('1.15.1'), CHART.versions.indexOf(LAST_1) + 1),
    );
  });

  it('reports an upgrade to each chart 2.x', () => {
    const reported = CHART.versions.filter(
      (chart) => runExample(filesystemDirMovedIn2, { values, chart, fromChart: LAST_1 }).length > 0,
    );
    expect(reported).toEqual(CHART.versions.slice(CHART.versions.indexOf(FIRST_2)));
  });
});

describe('v2-leftovers-in-v1', () => {
  it('leaves flags alone that the values make known, and reports the variable', () => {
    const values = `${phase(true, false)}${extraArgs('enable-query-backend-from: auto')}  extraEnvVars: {PYROSCOPE_V2_EXPERIMENT: "1"}\n`;
    const places = runExample(v2LeftoversInV1, { values, chart: LAST_1 }).map(({ at }) => at);
    expect(places).toEqual(['pyroscope.extraEnvVars.PYROSCOPE_V2_EXPERIMENT']);
  });
});
