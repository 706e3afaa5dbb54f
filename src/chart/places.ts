import type { ChartTables } from './chart.ts';
import { type PlaceHints, plain } from './place-hints.ts';

type Path = readonly string[];

/** What places are looked for in. */
interface Known {
  readonly chart: ChartTables;
  readonly hints: PlaceHints;
  readonly configPlaceOf: (name: string, chart: string) => Path | undefined;
}

/** A place that is found by way of another one, such as singleBinary.storage, is looked up anew so many times. */
const MOST_STEPS = 3;

/** Places where a misplaced key is known, likeliest first; see Chart.placesOf. */
export const placesOf = (path: Path, version: string, known: Known): readonly Path[] =>
  new Search(version, known).find(path, MOST_STEPS);

class Search {
  constructor(
    private readonly version: string,
    private readonly known: Known,
  ) {}

  find(path: Path, steps: number): readonly Path[] {
    const length = this.knownLength(path);
    if (length === path.length || steps === 0) return [];
    const below = path.slice(length + 1);
    const places = this.candidates(path.slice(0, length + 1)).map((place) => [...place, ...below]);
    const others = places.filter((place) => !equal(place, path));
    const read = others.filter((place) => this.knownLength(place) === place.length);
    const found =
      read.length > 0 ? this.sorted(read, below) : others.flatMap((place) => this.find(place, steps - 1));
    return found.filter((place, index) => found.findIndex((other) => equal(other, place)) === index);
  }

  /** How many keys of a path are known; all of them where the path goes on in a map of the user's. */
  private knownLength(path: Path): number {
    for (let length = 1; length <= path.length; length += 1) {
      const key = this.known.chart.keyAt(path.slice(0, length), this.version);
      if (!key) return length - 1;
      if (key.shape.kind !== 'section' || key.shape.open) return path.length;
    }
    return path.length;
  }

  /** What stands below the key tells places apart: those where the chart names it come before those of a free map. */
  private sorted(places: readonly Path[], below: Path): readonly Path[] {
    if (below.length === 0) return places;
    const isNamed = (place: Path): boolean => this.known.chart.keyAt(place, this.version) !== undefined;
    return [...places.filter(isNamed), ...places.filter((place) => !isNamed(place))];
  }

  /** Where an unknown key may belong, likeliest first; the places may be unknown to the chart. */
  private candidates(path: Path): readonly Path[] {
    const { hints, configPlaceOf } = this.known;
    const above = path.slice(0, -1);
    const name = path.at(-1) ?? '';
    const inConfig = placesIn(configPlaceOf(name, this.version));
    const inner = hints.common.has(name)
      ? []
      : hints.inner.flatMap((section) => this.inSection(section, name));
    return [
      ...this.inSection(above, name),
      ...(above.at(-1) === name ? [above] : []),
      ...placesIn(hints.wrappers.get(plain(name))),
      ...(name.includes('_') ? inConfig : []),
      ...this.componentPlaces(above, name),
      ...this.inSection([], name),
      ...this.inSection([hints.main], name),
      ...(above[0] === hints.main ? [...inConfig, ...inner] : [...inner, ...inConfig]),
    ];
  }

  private inSection(section: Path, name: string): readonly Path[] {
    const known = this.nameIn(section, name);
    return known === undefined ? [] : [[...section, known]];
  }

  /** The key of a section that a name means: itself, another spelling of it, or what other charts call it. */
  private nameIn(section: Path, name: string): string | undefined {
    const names = this.known.chart.knownKeysAt(section, this.version);
    const { aliases } = this.known.hints;
    const shape = this.known.chart.keyAt(section, this.version)?.shape;
    const part = shape?.kind === 'section' ? shape.shared : undefined;
    const own = aliases.get(section.at(-1) ?? '') ?? aliases.get(`@${part}`);
    const alias = own?.get(plain(name));
    return spelled(name, names) ?? names.find((one) => one === alias);
  }

  /** Components stand in a section of their own; among the chart's own blocks they stand in those. */
  private componentPlaces(above: Path, name: string): readonly Path[] {
    const { chart, hints } = this.known;
    const component = spelled(name, chart.knownKeysAt(hints.components, chart.newest));
    if (component === undefined) return [];
    const own = [...hints.components, component];
    const blocks = hints.blocks
      .filter((block) => block.slice(0, -1).every((key, index) => above[index] === key))
      .map((block) => [...block, component])
      .filter((place) => chart.keyAt(place, this.version) !== undefined);
    return [...blocks, own];
  }
}

/** The one of some names that differs in capitals, dashes and underscores alone. */
const spelled = (name: string, names: readonly string[]): string | undefined =>
  names.includes(name) ? name : names.find((known) => plain(known) === plain(name));

const placesIn = (place: Path | undefined): readonly Path[] => (place ? [place] : []);

const equal = (path: Path, other: Path): boolean =>
  path.length === other.length && path.every((key, index) => key === other[index]);
