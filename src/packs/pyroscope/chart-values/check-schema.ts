import type { SchemaProblem } from '../../../lint/schema-problem.ts';
import { checkable, isPlaceholder } from './checkable.ts';
import { VALIDATORS } from './generated/validators.js';
import { problemOf } from './problem-of-error.ts';

/**
 * What in a user's values does not fit a chart version, at most one problem a value, in the order of the schema.
 * Removed keys, weights and quoted toggles are left to rules of their own. Loads the code of one range of charts.
 * @param chart one of CHART_VERSIONS
 * @param values plain data, as toJson gives it
 * @throws RangeError for a chart version that is not known
 */
export async function checkSchema(chart: string, values: unknown): Promise<readonly SchemaProblem[]> {
  const load = VALIDATORS[chart];
  if (!load) throw new RangeError(`the values of chart ${chart} are not known`);
  const { default: validate } = await load();
  const data = checkable(values);
  if (validate(data)) return [];
  const problems = (validate.errors ?? []).map((error) => problemOf(error, chart));
  return oneForEach(problems).filter(
    ({ kind, path }) => kind === 'unknown-key' || !isPlaceholder(data, path),
  );
}

/** A value of the wrong type breaks other keywords as well: only its type is worth telling. */
function oneForEach(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const byPath = new Map<string, SchemaProblem>();
  for (const problem of problems) {
    const path = JSON.stringify(problem.path);
    if (!byPath.has(path) || problem.kind === 'wrong-type') byPath.set(path, problem);
  }
  return [...byPath.values()];
}
