import type { ValuePath } from '../../../lint/finding.ts';
import { COMPONENTS } from './component-names.ts';
import { keyAt } from './known-keys.ts';
import { nameIn, spelled, wrapped } from './place-aliases.ts';
import { configPlaceOf } from './server-blocks.ts';

/** Keys that many sections have: the name alone does not tell which section was meant. */
const COMMON: ReadonlySet<string> = new Set([
  'annotations',
  'create',
  'enabled',
  'labels',
  'name',
  'port',
  'port_name',
  'scheme',
  'type',
]);

/** Sections whose keys are often written one or two levels too high, nearest to the server first. */
const INNER: readonly ValuePath[] = [
  ['architecture'],
  ['architecture', 'storage'],
  ['architecture', 'storage', 'migration'],
  ['architecture', 'microservices'],
  ['pyroscope', 'persistence'],
];

/** Where an unknown key may belong, likeliest first; the places may be unknown to the chart. */
export function candidatesFor(path: ValuePath, chart: string): readonly ValuePath[] {
  const above = path.slice(0, -1);
  const name = path.at(-1) ?? '';
  const inConfig = placesIn(configPlaceOf(name, chart));
  const inner = COMMON.has(name) ? [] : INNER.flatMap((section) => inSection(section, name, chart));
  return [
    ...inSection(above, name, chart),
    ...(above.at(-1) === name ? [above] : []),
    ...placesIn(wrapped(name)),
    ...(name.includes('_') ? inConfig : []),
    ...componentPlaces(above, name, chart),
    ...inSection([], name, chart),
    ...inSection(['pyroscope'], name, chart),
    ...(above[0] === 'pyroscope' ? [...inConfig, ...inner] : [...inner, ...inConfig]),
  ];
}

const placesIn = (place: ValuePath | undefined): readonly ValuePath[] => (place ? [place] : []);

const inSection = (section: ValuePath, name: string, chart: string): readonly ValuePath[] => {
  const known = nameIn(section, name, chart);
  return known === undefined ? [] : [[...section, known]];
};

/** Components stand under pyroscope.components; among the chart's own blocks they stand in those of v1 or v2. */
function componentPlaces(above: ValuePath, name: string, chart: string): readonly ValuePath[] {
  const component = spelled(name, Object.keys(COMPONENTS));
  if (component === undefined) return [];
  const blocks = ['v1', 'v2'].map((layer) => ['architecture', 'microservices', layer, component]);
  const own = ['pyroscope', 'components', component];
  const known = blocks.filter((place) => keyAt(place, chart) !== undefined);
  return above[1] === 'microservices' ? [...known, own] : [own];
}
