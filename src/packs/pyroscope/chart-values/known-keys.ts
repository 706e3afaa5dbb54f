import { type ChartKey, isKnown, type Keys } from './key.ts';
import { CHART_KEYS } from './top-level.ts';

/** Keys of a chart version within a map of keys. */
export const namesOf = (keys: Keys, chart: string): readonly string[] =>
  Object.keys(keys).filter((name) => isKnownName(keys, name, chart));

const isKnownName = (keys: Keys, name: string, chart: string): boolean => {
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  return key !== undefined && isKnown(key, chart);
};

/** What is known of the key at a path, undefined where the chart version does not know the path. */
export function keyAt(path: readonly string[], chart: string): ChartKey | undefined {
  let keys: Keys = CHART_KEYS;
  let here: ChartKey | undefined;
  for (const name of path) {
    here = isKnownName(keys, name, chart) ? keys[name] : undefined;
    if (!here) return undefined;
    keys = here.shape.kind === 'section' ? here.shape.keys : {};
  }
  return here;
}

/** The keys that a chart version knows in the section at a path; none where no section is there. */
export function knownKeysAt(path: readonly string[], chart: string): readonly string[] {
  if (path.length === 0) return namesOf(CHART_KEYS, chart);
  const shape = keyAt(path, chart)?.shape;
  return shape?.kind === 'section' ? namesOf(shape.keys, chart) : [];
}
