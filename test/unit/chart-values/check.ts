import type { SchemaProblem } from '../../../src/lint/schema-problem.ts';
import { checkSchema } from '../../../src/packs/pyroscope/chart-values/check-schema.ts';
import { NEWEST_CHART } from '../../../src/packs/pyroscope/chart-values/versions.ts';
import { readValuesText } from '../../../src/values/read-values.ts';
import { toJson } from '../../../src/values/tree.ts';

/** What the schema of a chart finds in the text of a values file. */
export async function check(yaml: string, chart = NEWEST_CHART): Promise<readonly SchemaProblem[]> {
  const read = readValuesText(yaml, 'values.yaml');
  if (!read.ok) throw new Error(read.error.message);
  return checkSchema(chart, toJson(read.value));
}

/** `wrong-type pyroscope.extraArgs`, one a problem. */
export const inShort = (problems: readonly SchemaProblem[]): readonly string[] =>
  problems.map(({ kind, path }) => `${kind} ${path.join('.')}`);
