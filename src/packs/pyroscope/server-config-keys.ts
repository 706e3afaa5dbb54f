import { SERVER_CONFIG_FIELDS } from './server-config-fields.ts';
import { majorOf } from './versions.ts';

/** A key of the server's configuration: a value, a map with keys of its own, or one with keys of the user's. */
interface ConfigKey {
  readonly shape?: string;
  readonly isFree: boolean;
  /** The only major version that knows it. */
  readonly major?: number;
}

const ROOT = '-';

/** Keys by the path of the map they stand in, as the table writes it. */
type Table = ReadonlyMap<string, ReadonlyMap<string, ConfigKey>>;

let table: Table | undefined;

function readKey(word: string): readonly [string, ConfigKey] {
  const [, name = '', shape, star, major] = /^([\w-]+)(?:@(\w+))?(\*)?(?:\^(\d))?$/.exec(word) ?? [];
  return [
    name,
    { isFree: star !== undefined, ...(shape && { shape }), ...(major && { major: Number(major) }) },
  ];
}

function read(): Table {
  const maps = new Map<string, Map<string, ConfigKey>>();
  let here = new Map<string, ConfigKey>();
  for (const word of SERVER_CONFIG_FIELDS.trim().split(/\s+/)) {
    if (word.endsWith(':')) {
      here = new Map();
      maps.set(word.slice(0, -1), here);
    } else here.set(...readKey(word));
  }
  return maps;
}

const keysIn = (place: string): ReadonlyMap<string, ConfigKey> => {
  table ??= read();
  return table.get(place) ?? new Map();
};

function below(place: string, name: string, { shape }: ConfigKey): string {
  if (shape !== undefined) return `@${shape}`;
  return place === ROOT ? name : `${place}.${name}`;
}

const isIn = ({ major }: ConfigKey, server: string): boolean =>
  major === undefined || major === majorOf(server);

/** known: the server takes it. free: it stands below a key that holds keys of the user's. */
export type ConfigKeySupport = 'known' | 'unknown' | 'free';

/** The map that a path leads to, as the table names it; the first key that stops the walk is told. */
function walk(path: readonly string[], server: string): ConfigKeySupport | { readonly place: string } {
  let place = ROOT;
  for (const name of path) {
    const key = keysIn(place).get(name);
    if (key === undefined || !isIn(key, server)) return 'unknown';
    if (key.isFree) return 'free';
    place = below(place, name, key);
  }
  return { place };
}

/**
 * Whether a server takes a key of its configuration.
 * @param path from the top of config.yaml
 * @param server semantic version; a key that 1.15 to 1.21 got on the way counts as known to all of 1.x, and likewise 2.x
 */
export function configKeySupport(path: readonly string[], server: string): ConfigKeySupport {
  const found = walk(path, server);
  return typeof found === 'string' ? found : 'known';
}

/** The keys that a server knows in the map at a path; none where a single value stands there. */
export function configKeysAt(path: readonly string[], server: string): readonly string[] {
  const found = walk(path, server);
  if (typeof found === 'string') return [];
  return [...keysIn(found.place)].filter(([, key]) => isIn(key, server)).map(([name]) => name);
}

/** Paths below a path at which a server knows a key of a name, nearest to the top first. */
export function configPlacesOf(
  name: string,
  path: readonly string[],
  server: string,
): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  let level: readonly (readonly string[])[] = [path];
  while (level.length > 0) {
    const next = level.flatMap((above) => configKeysAt(above, server).map((key) => [...above, key]));
    found.push(...next.filter((one) => one.at(-1) === name));
    level = next;
  }
  return found;
}
