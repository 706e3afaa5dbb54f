import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pathOf, pathText, rowsOf } from '../../src/chart/table.ts';
import { CHART } from '../../src/packs/pyroscope/chart/index.ts';
import { printed } from '../../src/values/printed.ts';
import { HelmCharts } from './helm-charts.ts';

/**
 * How the charts' templates were seen to print a number: `bare` with an exponent, `quoted` the same in quotes that a function
 * writes, `yaml` whole. Written by this suite with RECORD_PRINTED=1 and PHASEGATE_CHARTS, which judges the charts anew.
 */
const FILE = join(import.meta.dirname, '../judged/printed-keys.tsv');
const HEADER = `# How templates of the Pyroscope chart print a number at a key, seen in renders of Helm 3.21.4: bare (1e+06), quoted ("1e+06") or yaml
# (1000000, through toYaml). test/conformance/printed-keys.test.ts judges it anew with PHASEGATE_CHARTS and writes it with RECORD_PRINTED=1.
# key	form	charts
`;

const KEYS: readonly (readonly (string | number)[])[] = [
  ...[
    ['extraArgs', 'probe'],
    ['extraEnvVars', 'PROBE'],
    ['image', 'tag'],
    ['image', 'repository'],
  ],
  ...[['service', 'port_name'], ['memberlist', 'port_name'], ['terminationGracePeriodSeconds']],
  ...[['priorityClassName'], ['cluster_domain'], ['extraLabels', 'probe'], ['serviceAccount', 'name']],
  ...[
    ['persistence', 'storageClassName'],
    ['persistence', 'size'],
    ['persistence', 'annotations', 'probe'],
  ],
  ...[
    ['podAnnotations', 'probe'],
    ['resources', 'limits', 'memory'],
    ['nodeSelector', 'probe'],
  ],
  ...[
    ['securityContext', 'runAsUser'],
    ['podSecurityContext', 'fsGroup'],
    ['service', 'annotations', 'probe'],
  ],
  ...[
    ['structuredConfig', 'probe'],
    ['tenantOverrides', 'tenant', 'probe'],
  ],
  ...[
    ['tolerations', 0, 'tolerationSeconds'],
    ['extraEnvVars', 'MAP', 'value'],
    ['affinity', 'probe'],
  ],
  ...[
    ['extraVolumes', 0, 'probe'],
    ['initContainers', 0, 'probe'],
    ['topologySpreadConstraints', 0, 'probe'],
  ],
].map((path) => ['pyroscope', ...path]);

/** Each key has a number of its own, so that one render tells of all. */
const numberOf = (index: number): number => 1_000_000 + 1000 * (index + 1);

function valuesWithNumbers(): Record<string, unknown> {
  const values: Record<string, unknown> = { pyroscope: { persistence: { enabled: true } } };
  for (const [index, path] of KEYS.entries()) {
    let here = values as Record<string | number, unknown>;
    for (const [at, key] of path.entries()) {
      const isLast = at === path.length - 1;
      if (isLast) here[key] = numberOf(index);
      else here[key] ??= typeof path[at + 1] === 'number' ? [] : {};
      if (!isLast) here = here[key] as Record<string | number, unknown>;
    }
  }
  return values;
}

function formIn(render: string, index: number): string {
  const node = { value: numberOf(index) };
  const text = printed(node);
  if (render.includes(printed(node, 'yaml'))) return 'yaml';
  if (new RegExp(`: "${text.replace(/[.+]/g, '\\$&')}"$`, 'm').test(render)) return 'quoted';
  return render.includes(text) ? 'bare' : 'nowhere';
}

const charts = HelmCharts.open();
afterAll(() => charts?.close());
if (charts === undefined)
  console.warn(
    'NO CHARTS TO RENDER: set PHASEGATE_CHARTS; printed forms are those of test/judged/printed-keys.tsv',
  );

/** Rows of the table, as the charts print now. */
function judged(real: HelmCharts): readonly (readonly string[])[] {
  const seen = new Map<string, string[]>();
  for (const version of real.versions.toSorted(new Intl.Collator('en', { numeric: true }).compare)) {
    const render = real.render(version, valuesWithNumbers());
    for (const [index, path] of KEYS.entries()) {
      const row = `${pathText(path.map(String))}\t${formIn(render, index)}`;
      seen.set(row, [...(seen.get(row) ?? []), version]);
    }
  }
  return [...seen].map(([row, versions]) => [...row.split('\t'), versions.join(' ')]);
}

describe('numbers in the templates of the charts', () => {
  it.skipIf(charts === undefined)('are printed as the table says', () => {
    const rows = charts ? judged(charts) : [];
    if (process.env.RECORD_PRINTED === '1')
      writeFileSync(FILE, `${HEADER}${rows.map((row) => row.join('\t')).join('\n')}\n`);
    expect(rows).toEqual(rowsOf(readFileSync(FILE, 'utf8')));
  });

  it('are read as they are printed', () => {
    const rows = rowsOf(readFileSync(FILE, 'utf8'));
    const said = rows.map(([key = '', , versions = '']) =>
      versions.split(' ').map((version) => CHART.printedAs(pathOf(key), version)),
    );
    const seen = rows.map(([, form, versions = '']) =>
      versions.split(' ').map(() => (form === 'yaml' ? 'yaml' : 'bare')),
    );
    expect(said).toEqual(seen);
    expect(rows.length).toBeGreaterThanOrEqual(KEYS.length);
  });
});
