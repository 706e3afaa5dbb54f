import { lookup, toJson } from '../../../../values/tree.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';

/** The chart renders `extraObjects` as they are, each perhaps with template text: their JSON, to look for words in. */
export function extraObjectsText({ resolved }: Pick<PyroscopeValues, 'resolved'>): string {
  const objects = lookup(resolved, ['extraObjects']);
  return objects === undefined ? '' : JSON.stringify(toJson(objects));
}
