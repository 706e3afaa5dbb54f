import { pathOf, rowsOf } from './table.ts';

type Path = readonly string[];
type Aliases = ReadonlyMap<string, string>;

/** What people mean by keys that they write at the wrong place or under another chart's name. */
export interface PlaceHints {
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
  /** Sections in which the chart describes components itself. */
  readonly blocks: readonly Path[];
}

/** A name without capitals, dashes and underscores. */
export const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

/** Reads a table of hints: hint, where, name, meaning. @throws RangeError for a hint of another name */
export function readHints(table: string): PlaceHints {
  const aliases = new Map<string, Map<string, string>>();
  const wrappers = new Map<string, Path>();
  const common = new Set<string>();
  const inner: Path[] = [];
  const blocks: Path[] = [];
  let [main, components]: [string, Path] = ['', []];
  for (const [hint = '', where = '', name = '', meaning = ''] of rowsOf(table)) {
    if (hint === 'alias')
      for (const section of where.split(', '))
        aliases.set(section, new Map([...(aliases.get(section) ?? []), [plain(name), meaning]]));
    else if (hint === 'wrapper') wrappers.set(plain(name), pathOf(meaning));
    else if (hint === 'common') common.add(name);
    else if (hint === 'main') main = where;
    else if (hint === 'inner') inner.push(pathOf(where));
    else if (hint === 'components') components = pathOf(where);
    else if (hint === 'block') blocks.push(pathOf(where));
    else throw new RangeError(`${JSON.stringify(hint)} is not a hint`);
  }
  return { aliases, wrappers, common, main, inner, components, blocks };
}
