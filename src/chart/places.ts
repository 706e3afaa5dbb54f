import type { ChartTables } from './chart.ts';
import { plainName } from './key.ts';
import { pathOf, rowsOf } from './table.ts';
import { isBefore } from './versions.ts';

type Path = readonly string[];
type Aliases = ReadonlyMap<string, string>;

/** What people mean by keys that they write at the wrong place or under another chart's name. */
interface PlaceHints {
  /** Names that other charts have for keys, by the last name of the section, or by `@part` for sections made of a part. */
  readonly aliases: ReadonlyMap<string, Aliases>;
  /** Sections of other charts, and what they would be in this one. */
  readonly wrappers: ReadonlyMap<string, Path>;
  /** Keys that many sections have: the name alone does not tell which section was meant. */
  readonly common: ReadonlySet<string>;
  /** The section that most keys stand in. */
  readonly main: string;
  /** Sections whose keys are often written one or two levels too high, nearest to the program first. */
  readonly inner: readonly Path[];
  /** The section whose keys are the names of components. */
  readonly components: Path;
  /** The first chart in which it adds no component; before, values of the chart's own belong into its blocks. Empty: all. */
  readonly componentsFrom: string;
  /** Sections in which the chart describes components itself. */
  readonly blocks: readonly Path[];
}

/** Reads a table of hints: hint, where, name, meaning. @throws RangeError for a hint of another name */
export function readHints(table: string): PlaceHints {
  const aliases = new Map<string, Map<string, string>>();
  const wrappers = new Map<string, Path>();
  const common = new Set<string>();
  const inner: Path[] = [];
  const blocks: Path[] = [];
  let [main, components, componentsFrom]: [string, Path, string] = ['', [], ''];
  for (const [hint = '', where = '', name = '', meaning = ''] of rowsOf(table)) {
    if (hint === 'alias')
      for (const section of where.split(', '))
        aliases.set(section, new Map([...(aliases.get(section) ?? []), [plainName(name), meaning]]));
    else if (hint === 'wrapper') wrappers.set(plainName(name), pathOf(meaning));
    else if (hint === 'common') common.add(name);
    else if (hint === 'main') main = where;
    else if (hint === 'inner') inner.push(pathOf(where));
    else if (hint === 'components') [components, componentsFrom] = [pathOf(where), name];
    else if (hint === 'block') blocks.push(pathOf(where));
    else throw new RangeError(`${JSON.stringify(hint)} is not a hint`);
  }
  return { aliases, wrappers, common, main, inner, components, componentsFrom, blocks };
}

/** What places are looked for in. */
interface Known {
  readonly chart: ChartTables;
  readonly hints: PlaceHints;
  readonly configPlaceOf: (name: string, chart: string) => Path | undefined;
}

/** Values that hold what the user names; of others, nothing can stand below. */
const HOLDING: ReadonlySet<string> = new Set(['map', 'list', 'object', 'words']);

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
      if (key.shape.kind === 'section' ? key.shape.open : HOLDING.has(key.shape.kind)) return path.length;
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
      ...this.inComponent(above, name),
      ...(above.at(-1) === name ? [above] : []),
      ...placesIn(hints.wrappers.get(plainName(name))),
      ...(name.includes('_') ? inConfig : []),
      ...this.componentPlaces(above, name),
      ...this.inSection([], name),
      ...this.inSection([hints.main], name),
      ...(above[0] === hints.main ? [...inConfig, ...inner] : [...inner, ...inConfig]),
    ];
  }

  /** A section that is named like a component was taken for the values of that component. */
  private inComponent(above: Path, name: string): readonly Path[] {
    const { hints } = this.known;
    const isItsOwn = above.slice(0, -1).every((key, index) => hints.components[index] === key);
    if (above.length < 2 || !isItsOwn || above.length > hints.components.length) return [];
    const component = above.at(-1) ?? '';
    const own = this.inSection([...hints.components, component], name);
    const blocks = hints.blocks.flatMap((block) => this.inSection([...block, component], name));
    return hints.componentsFrom !== '' && isBefore(this.version, hints.componentsFrom)
      ? [...blocks, ...own]
      : own;
  }

  private inSection(section: Path, name: string): readonly Path[] {
    const known = this.nameIn(section, name);
    return known === undefined ? [] : [[...section, known]];
  }

  /** The key of a section that a name means: itself, another spelling of it, or what other charts call it. */
  private nameIn(section: Path, name: string): string | undefined {
    const { chart, hints } = this.known;
    const spelled = chart.spelledAt(section, name, this.version);
    if (spelled !== undefined) return spelled;
    const shape = chart.keyAt(section, this.version)?.shape;
    const part = shape?.kind === 'section' ? shape.shared : undefined;
    const own = hints.aliases.get(section.at(-1) ?? '') ?? hints.aliases.get(`@${part}`);
    const alias = own?.get(plainName(name));
    return alias !== undefined && chart.knownKeysAt(section, this.version).includes(alias)
      ? alias
      : undefined;
  }

  /** Components stand in a section of their own; among the chart's own blocks they stand in those. */
  private componentPlaces(above: Path, name: string): readonly Path[] {
    const { chart, hints } = this.known;
    const component = chart.spelledAt(hints.components, name, chart.newest);
    if (component === undefined) return [];
    const own = [...hints.components, component];
    const blocks = hints.blocks
      .filter((block) => block.slice(0, -1).every((key, index) => above[index] === key))
      .map((block) => [...block, component])
      .filter((place) => chart.keyAt(place, this.version) !== undefined);
    return [...blocks, own];
  }
}

const placesIn = (place: Path | undefined): readonly Path[] => (place ? [place] : []);

const equal = (path: Path, other: Path): boolean =>
  path.length === other.length && path.every((key, index) => key === other[index]);
