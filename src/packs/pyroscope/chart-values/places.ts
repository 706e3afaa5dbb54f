import type { ValuePath } from '../../../lint/finding.ts';
import { keyAt } from './known-keys.ts';
import { candidatesFor } from './place-candidates.ts';

/** A place that is found by way of another one, such as singleBinary.storage, is looked up anew so many times. */
const MOST_STEPS = 3;

/**
 * Where a key that a chart version does not know at its place is known, likeliest first: `persistence` is
 * `pyroscope.persistence`. Keys of the server's configuration are sent to pyroscope.structuredConfig.
 * @param path from the top of the values; it may go on below the unknown key, which then helps to tell places apart
 * @param chart one of CHART_VERSIONS
 * @returns an empty list where nothing fits, or the path is known
 */
export const placesOf = (path: ValuePath, chart: string): readonly ValuePath[] =>
  find(path, chart, MOST_STEPS);

function find(path: ValuePath, chart: string, steps: number): readonly ValuePath[] {
  const length = knownLength(path, chart);
  if (length === path.length || steps === 0) return [];
  const below = path.slice(length + 1);
  const places = candidatesFor(path.slice(0, length + 1), chart).map((place) => [...place, ...below]);
  const others = places.filter((place) => !equal(place, path));
  const read = others.filter((place) => knownLength(place, chart) === place.length);
  const found =
    read.length > 0 ? sorted(read, below, chart) : others.flatMap((place) => find(place, chart, steps - 1));
  return found.filter((place, index) => found.findIndex((other) => equal(other, place)) === index);
}

/** How many keys of a path are known; all of them where the path goes on in a map of the user's. */
function knownLength(path: ValuePath, chart: string): number {
  for (let length = 1; length <= path.length; length += 1) {
    const key = keyAt(path.slice(0, length), chart);
    if (!key) return length - 1;
    if (key.shape.kind !== 'section' || key.shape.open) return path.length;
  }
  return path.length;
}

/** What stands below the key tells places apart: those where the chart names it come before those of a free map. */
function sorted(places: readonly ValuePath[], below: ValuePath, chart: string): readonly ValuePath[] {
  if (below.length === 0) return places;
  const isNamed = (place: ValuePath): boolean => keyAt(place, chart) !== undefined;
  return [...places.filter(isNamed), ...places.filter((place) => !isNamed(place))];
}

const equal = (path: ValuePath, other: ValuePath): boolean =>
  path.length === other.length && path.every((key, index) => key === other[index]);
