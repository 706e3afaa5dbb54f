import { expect, test } from 'vitest';
import { propertiesAt } from '../../../src/chart/schema.ts';
import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';

type Part = { readonly properties?: Readonly<Record<string, Part>> };

/** Every place of a schema that its properties lead to, whether it has some of its own or refers to another part. */
const placesIn = (part: Part, path: readonly string[] = []): readonly (readonly string[])[] => [
  path,
  ...Object.entries(part.properties ?? {}).flatMap(([key, below]) => placesIn(below, [...path, key])),
];

test.each(['1.14.0', '1.18.1', '2.2.1', '9.0.0'])(
  'the keys at a path are those of the published schema of chart %s',
  (version) => {
    const schema = PYROSCOPE_CHART.schema?.(version) ?? {};
    const places = placesIn(schema);
    expect(places.length).toBeGreaterThan(100);
    const told = places.map((path) => [path.join('.'), PYROSCOPE_CHART.keysAt?.(path, version)]);
    expect(told).toEqual(places.map((path) => [path.join('.'), propertiesAt(schema, path)]));
  },
);
