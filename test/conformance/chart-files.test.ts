import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBefore } from '../../src/chart/versions.ts';
import { packNamed } from '../../src/cli/pack-of-values.ts';
import { checkValues } from '../../src/lint/check-values.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/rule-names.ts';
import { PACKS } from '../../src/packs/index.ts';
import { PYROSCOPE_CHART } from '../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { defaultsOf } from '../../src/release/chart-values.ts';
import { releaseValues } from '../../src/release/from-values.ts';
import { parseValues } from '../../src/values/read-values.ts';
import { type MapNode, placesIn } from '../../src/values/tree.ts';

/** Charts from where the guide begins. */
const pack = packNamed('pyroscope', PACKS);
const CHARTS = PYROSCOPE_CHART.versions.filter((chart) => !isBefore(chart, '1.19.2'));

/** The charts themselves, a folder a version; they are not part of this project. */
const FOLDER = process.env.PHASEGATE_CHARTS ?? '';
const FILES = [
  'values.yaml',
  'values-micro-services.yaml',
  'values-micro-services-hpa.yaml',
  'ci/single-binary-values.yaml',
  'ci/micro-services-values.yaml',
];

/**
 * Findings at warning or above on files of the chart that are truly at fault, from chart 2.0.2 on, where v2 is on by
 * default. The microservices files name v1 components without architecture.microservices.enabled: used alone, the
 * server exits with "unrecognised module name: ingester". The CI values run three metastores on emptyDir beside a
 * bucket: a restart of all loses the index (in CI nobody minds).
 */
const AT_FAULT: Readonly<Record<string, string>> = {
  'values-micro-services.yaml': 'pyroscope/legacy-components-layout',
  'values-micro-services-hpa.yaml': 'pyroscope/legacy-components-layout',
  'ci/micro-services-values.yaml': 'pyroscope/metastore-not-persistent',
};

async function findingsOn(user: MapNode, chart: string, text: string): Promise<readonly string[]> {
  const release = releaseValues({ user, chart, helm: 4, textOf: () => text }, pack);
  const findings = await checkValues({ release, duplicates: [] }, pack, DEFAULT_SETTINGS);
  return findings.filter(({ severity }) => severity !== 'info').map(({ ruleId }) => ruleId);
}

describe("the chart's own values", () => {
  it.each(CHARTS)('%s: the defaults, written out by a user, give no warning', async (chart) => {
    expect(await findingsOn(defaultsOf(PYROSCOPE_CHART, chart), chart, '')).toEqual([]);
  });
});

const present = CHARTS.flatMap((chart) =>
  FILES.filter((file) => FOLDER !== '' && existsSync(join(FOLDER, chart, file))).map((file) => ({
    chart,
    file,
  })),
);
if (present.length === 0)
  console.warn('NO CHARTS: set PHASEGATE_CHARTS to a folder of charts by version to lint their own files');

describe.skipIf(present.length === 0)("the chart's own files", () => {
  it.each(present)('$chart $file', async ({ chart, file }) => {
    const text = readFileSync(join(FOLDER, chart, file), 'utf8');
    const read = parseValues(text, placesIn(file, text));
    const found = read.ok ? await findingsOn(read.value.values, chart, text) : ['unreadable'];
    const fault = isBefore(chart, '2.0.2') ? undefined : AT_FAULT[file];
    expect(found).toEqual(fault === undefined ? [] : [fault]);
  });
});
