import { lazy } from '../lazy.ts';
import type { PrintedForm } from '../values/printed.ts';
import { type ChartKey, defaultsIn, isRemoved, type Keys, keyNames, knownIn, spelledIn } from './key.ts';
import { placesOf, readHints } from './places.ts';
import { readKeys } from './read-keys.ts';
import { nearestKnown } from './versions.ts';

type Path = readonly string[];

/** What a pack knows of its chart, as text of its data files; each is read when it is first asked for. */
export interface ChartData {
  /** Versions whose values.yaml and templates were read, oldest first. */
  readonly versions: () => readonly string[];
  /** A table of keys: key, kind, charts, default, description. */
  readonly keys: string;
  /** A table of keys that moved: key, what to use instead, what to do about it. */
  readonly moved: string;
  /** A table of what people mean by keys at the wrong place. */
  readonly places: string;
  /** Where a key of the program's own configuration belongs among the chart's values. */
  readonly configPlaceOf: (name: string, chart: string) => Path | undefined;
}

export interface RemovedKey {
  readonly path: Path;
  /** The first chart that takes the key and ignores it. */
  readonly removedIn: string;
  /** The path of what took its place, joined by dots. */
  readonly useInstead?: string;
  /** One sentence. */
  readonly note: string;
}

const NO_KEYS: Keys = {};

interface Placed {
  readonly path: Path;
  readonly key: ChartKey;
}

const placed = (keys: Keys, above: Path): readonly Placed[] =>
  Object.entries(keys).flatMap(([name, key]) => {
    const path = [...above, name];
    return [{ path, key }, ...(key.shape.kind === 'section' ? placed(key.shape.keys, path) : [])];
  });

/** The versions in which some key came, went or got another default. */
function changesIn(keys: Keys): readonly (string | undefined)[] {
  return Object.values(keys).flatMap(({ since, removal, defaultSince = [], shape }) => [
    since,
    removal?.chart,
    ...defaultSince.map(([first]) => first),
    ...(shape.kind === 'section' ? changesIn(shape.keys) : []),
  ]);
}

/**
 * What the keys of a chart are, version by version. Versions may be any: keys are those that a version reads by what came
 * and went before it; defaults, ranges and schemas are those of the nearest known version.
 */
export class ChartTables {
  readonly #data: ChartData;
  readonly #keys: () => Keys;
  readonly #hints;
  readonly #removed = new Map<string, readonly RemovedKey[]>();
  /** Every place whose key was taken away; there are some thousands of places. */
  readonly #removals: () => readonly Placed[];

  constructor(data: ChartData) {
    this.#data = data;
    this.#keys = lazy(() => readKeys(data.keys, data.moved));
    this.#hints = lazy(() => readHints(data.places));
    this.#removals = lazy(() => placed(this.keys, []).filter(({ key }) => key.removal !== undefined));
  }

  get versions(): readonly string[] {
    return this.#data.versions();
  }

  get newest(): string {
    return this.versions.at(-1) ?? '';
  }

  /** Every key that any known version reads. */
  get keys(): Keys {
    return this.#keys();
  }

  /** The known version that stands for another one. */
  nearest(chart: string): string {
    return nearestKnown(chart, this.versions);
  }

  /** What is known of the key at a path, undefined where the chart version does not know the path. */
  keyAt(path: Path, chart: string): ChartKey | undefined {
    let keys: Keys = this.keys;
    let here: ChartKey | undefined;
    for (const name of path) {
      here = knownIn(keys, name, chart);
      if (!here) return undefined;
      keys = here.shape.kind === 'section' ? here.shape.keys : {};
    }
    return here;
  }

  /**
   * How templates print what is at a path: maps and lists of the user's go through toYaml, and what is a key of the chart's
   * or stands in a map of scalars is printed by itself.
   */
  printedAs(path: Path, chart: string): PrintedForm {
    let length = 0;
    let shape: ChartKey['shape'] | undefined;
    for (const name of path) {
      const keys: Keys = shape === undefined ? this.keys : shape.kind === 'section' ? shape.keys : NO_KEYS;
      const key = knownIn(keys, name, chart);
      if (key === undefined) break;
      shape = key.shape;
      length += 1;
    }
    const depth = path.length - length;
    if (shape?.kind === 'map') {
      const isByItself =
        /^scalar(s| labels)$/.test(shape.values) || (shape.values === 'scalars-or-maps' && depth <= 1);
      return isByItself ? 'bare' : 'yaml';
    }
    if (shape?.kind === 'list') return shape.items === 'strings' ? 'bare' : 'yaml';
    return shape?.kind === 'object' ? 'yaml' : 'bare';
  }

  /** The keys of the section at a path, of all versions; none where a chart version has no section there. */
  #keysAt(path: Path, chart: string): Keys {
    if (path.length === 0) return this.keys;
    const shape = this.keyAt(path, chart)?.shape;
    return shape?.kind === 'section' ? shape.keys : NO_KEYS;
  }

  /** The keys that a chart version knows in the section at a path: the same list each time; none where no section is there. */
  knownKeysAt(path: Path, chart: string): readonly string[] {
    return keyNames(this.#keysAt(path, chart), chart);
  }

  /** The key of the section at a path that a name is, or differs from in capitals, dashes and underscores alone. */
  spelledAt(path: Path, name: string, chart: string): string | undefined {
    return spelledIn(this.#keysAt(path, chart), name, chart);
  }

  /** The chart's own values.yaml of the nearest known version as data, except for text of templates that is not kept. */
  defaults(chart: string): Readonly<Record<string, unknown>> {
    return defaultsIn(this.keys, this.nearest(chart));
  }

  /**
   * Where a key that a chart version does not know at its place is known, likeliest first: `persistence` is
   * `pyroscope.persistence`. Keys of the program's configuration are sent to where the chart takes it.
   * @param path from the top of the values; it may go on below the unknown key, which then helps to tell places apart
   * @returns an empty list where nothing fits, or the path is known
   */
  placesOf(path: Path, chart: string): readonly Path[] {
    return placesOf(path, chart, {
      chart: this,
      hints: this.#hints(),
      configPlaceOf: this.#data.configPlaceOf,
    });
  }

  /** Keys that older charts read and this one ignores, wherever they may stand. */
  removedKeys(chart: string): readonly RemovedKey[] {
    const known = this.#removed.get(chart);
    if (known) return known;
    const removed = this.#removals().flatMap(({ path, key }) => {
      if (!key.removal || !isRemoved(key, chart)) return [];
      const { chart: removedIn, ...rest } = key.removal;
      return [{ path, removedIn, ...rest }];
    });
    this.#removed.set(chart, removed);
    return removed;
  }

  /** Known versions in a row, oldest range first, that know the same keys with the same defaults. */
  ranges(): readonly (readonly string[])[] {
    const changes = new Set(changesIn(this.keys));
    const ranges: string[][] = [];
    for (const chart of this.versions) {
      const last = ranges.at(-1);
      if (last && !changes.has(chart)) last.push(chart);
      else ranges.push([chart]);
    }
    return ranges;
  }
}
