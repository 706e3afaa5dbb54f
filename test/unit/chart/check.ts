import type { SchemaProblem } from '../../../src/chart/check-schema.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { schemaProblems } from '../../../src/release/chart-values.ts';
import { readValuesText } from '../../../src/values/read-values.ts';
import { toJson } from '../../../src/values/tree.ts';

/** What the schema of a chart finds in the text of a values file. */
export async function check(yaml: string, chart = CHART.newest): Promise<readonly SchemaProblem[]> {
  const read = readValuesText(yaml, 'values.yaml');
  if (!read.ok) throw new Error(read.error.message);
  return schemaProblems(PYROSCOPE_CHART, chart, toJson(read.value));
}

/** `wrong-type pyroscope.extraArgs`, one a problem. */
export const inShort = (problems: readonly SchemaProblem[]): readonly string[] =>
  problems.map(({ kind, path }) => `${kind} ${path.join('.')}`);
