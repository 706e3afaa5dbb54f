import { plainName } from '../../../chart/key.ts';
import { linesOf } from '../../../chart/table.ts';
import { compareVersions, isBefore, majorOf } from '../../../chart/versions.ts';
import { lazy, lazyByText } from '../../../lazy.ts';
import table from './config.tsv';
import { flagValues } from './flags.ts';
import { RELABELING_KEYS } from './value-checks.ts';
import { type ValueType, valueType } from './value-types.ts';

type Path = readonly string[];

/** A key of the server's configuration: a value, or a map with keys of its own or of the user's. */
class ConfigKey {
  /** By server, once somebody asked: whether it knows the key, the names of those below it, and where each stands. */
  readonly isKnown = new Map<string, boolean>();
  readonly names = new Map<string, readonly string[]>();
  readonly places = new Map<string, ReadonlyMap<string, readonly Path[]>>();

  /**
   * @param lines of the table, at and below the key
   * @param depth so many characters of each line name the key, and the dot behind it
   */
  constructor(
    private readonly lines: readonly string[],
    private readonly depth: number,
  ) {}

  /** Of a value, its row of the table. */
  readonly row = lazy((): readonly string[] | undefined =>
    this.lines.find((line) => line[this.depth - 1] === CELL)?.split(CELL),
  );

  get isFree(): boolean {
    return this.row()?.[1]?.endsWith('*') === true;
  }

  /** Servers at which values at or below the key came (`2.2.1`) or went (`-2.2.1`), one list a value. */
  readonly changes = lazy((): readonly (readonly string[])[] =>
    [...new Set(this.lines.map((line) => line.split(CELL, 3)[2] ?? ''))].map((changes) => changes.split(' ')),
  );

  /** A large table is read no further than it is asked about. */
  readonly below = lazy((): ReadonlyMap<string, ConfigKey> => {
    const groups = new Map<string, string[]>();
    for (const line of this.lines) {
      if (line[this.depth - 1] === CELL) continue;
      const [name = ''] = NAME.exec(line.slice(this.depth)) ?? [];
      const group = groups.get(name);
      if (group) group.push(line);
      else groups.set(name, [line]);
    }
    return new Map(
      [...groups].map(([name, lines]) => [name, new ConfigKey(lines, this.depth + name.length + 1)]),
    );
  });
}

const CELL = '\t';
/** No name of the table has a dot. */
const NAME = /^[^.\t]+/;

const tables = lazy(() => {
  const [servers = '', ...lines] = linesOf(table);
  return { servers: servers.split(CELL)[2]?.split(' ') ?? [], root: new ConfigKey(lines, 0) };
});

/** Servers of the table that a server is, or stands between, within its major version: keys differ much between two. */
const neighbours = lazyByText((server): readonly string[] => {
  const { servers } = tables();
  const own = servers.filter((one) => majorOf(one) === majorOf(server));
  if (own.length === 0) return servers.slice(-1);
  const above = own.findIndex((one) => compareVersions(one, server) >= 0);
  if (above === -1) return own.slice(-1);
  return own.slice(own[above] === server || above === 0 ? above : above - 1, above + 1);
});

const isThere = (changes: readonly string[], server: string): boolean => {
  const last = changes.findLast((change) => !isBefore(server, change.replace('-', '')));
  return last !== undefined && !last.startsWith('-');
};

/** Servers before the first that was read know what that one knows. */
function isIn({ changes, isKnown }: ConfigKey, server: string): boolean {
  const known = isKnown.get(server);
  if (known !== undefined) return known;
  const found = neighbours(server).some((one) => changes().some((change) => isThere(change, one)));
  isKnown.set(server, found);
  return found;
}

/** known: the server takes it. free: it stands below a key that holds keys of the user's. */
export type ConfigKeySupport = 'known' | 'unknown' | 'free';

const typeOf = ([, type = '', , flag = '', , takes = '']: readonly string[]): ValueType =>
  valueType(type.replace(/ ?\*$/, ''), takes, takes === 'values' ? flagValues(flag) : '');

function isRelabelings(key: ConfigKey): boolean {
  const row = key.row();
  return row !== undefined && typeOf(row).kind === 'relabelings';
}

/** @param below the index in a list and what stands below it, or a key of the user's */
const belowFree = (key: ConfigKey, [, name, ...deeper]: Path): ConfigKeySupport =>
  name === undefined || deeper.length > 0 || !isRelabelings(key) || RELABELING_KEYS.includes(name)
    ? 'free'
    : 'unknown';

/** The key that a path leads to; the first key that stops the walk is told. */
function walk(path: Path, server: string): ConfigKeySupport | ConfigKey {
  let here = tables().root;
  for (const [depth, name] of path.entries()) {
    const key = here.below().get(name);
    if (key === undefined || !isIn(key, server)) return 'unknown';
    if (key.isFree && depth < path.length - 1) return belowFree(key, path.slice(depth + 1));
    here = key;
  }
  return here;
}

const MAP: ValueType = { kind: 'map', values: [] };

/**
 * What a server takes at a path of its configuration: a map where keys stand below it. The type of a key is the same on all
 * servers that know it.
 * @returns undefined where the server knows no such key, and below a key that holds keys of the user's
 */
export function configType(path: Path, server: string): ValueType | undefined {
  const found = walk(path, server);
  if (typeof found === 'string') return undefined;
  const row = found.row();
  return row === undefined ? MAP : typeOf(row);
}

/**
 * Whether a server takes a key of its configuration.
 * @param path from the top of config.yaml
 * @param server semantic version; between two servers of one major version a key counts as known that either knows
 */
export function configKeySupport(path: Path, server: string): ConfigKeySupport {
  const found = walk(path, server);
  if (typeof found === 'string') return found;
  return found.isFree ? 'free' : 'known';
}

function namesBelow(key: ConfigKey, server: string): readonly string[] {
  const known = key.names.get(server);
  if (known) return known;
  const names = [...key.below()].filter(([, one]) => isIn(one, server)).map(([name]) => name);
  key.names.set(server, names);
  return names;
}

const NO_NAMES: readonly string[] = [];

/**
 * The keys that a server knows in the map at a path, which is a rule in a list of relabeling rules as well: the same list each
 * time; none where a single value stands there.
 */
export function configKeysAt(path: Path, server: string): readonly string[] {
  const list = walk(path.slice(0, -1), server);
  if (typeof list !== 'string' && isRelabelings(list)) return RELABELING_KEYS;
  const found = walk(path, server);
  return typeof found === 'string' ? NO_NAMES : namesBelow(found, server);
}

/** Where a server knows keys below the key at a path, by their last name, nearest to the key first. */
function placesBelow(key: ConfigKey, path: Path, server: string): ReadonlyMap<string, readonly Path[]> {
  const known = key.places.get(server);
  if (known) return known;
  const places = new Map<string, Path[]>();
  let level: readonly Path[] = [[]];
  while (level.length > 0) {
    level = level.flatMap((below) =>
      configKeysAt([...path, ...below], server).map((name) => [...below, name]),
    );
    for (const place of level) {
      const name = place.at(-1) ?? '';
      places.set(name, [...(places.get(name) ?? []), place]);
    }
  }
  key.places.set(server, places);
  return places;
}

/** Paths below a path at which a server knows a key of a name, nearest to the top first. */
export function configPlacesOf(name: string, path: Path, server: string): readonly Path[] {
  const found = walk(path, server);
  if (typeof found === 'string') return [];
  return (placesBelow(found, path, server).get(name) ?? []).map((below) => [...path, ...below]);
}

/** Servers whose keys were read, oldest first. */
export const configServersRead = (): readonly string[] => tables().servers;

/** What the server calls the bucket of each kind of object storage (configuration reference of 2.2.1); cos has `bucket`. */
const NAME_OF_BUCKET: Readonly<Record<string, string>> = {
  s3: 'bucket_name',
  gcs: 'bucket_name',
  azure: 'container_name',
  swift: 'container_name',
};

/** Spellings that mean the bucket, without case, dashes and underscores. */
const MEANS_BUCKET: ReadonlySet<string> = new Set(['bucket', 'bucketname', 'container', 'containername']);

/**
 * The key a bucket's name belongs under, where the server does not know the key written.
 * @param path within the server's configuration, such as `storage`, `s3`, `bucket`
 * @returns the right last key, such as `bucket_name`; undefined where the path is no misnamed bucket
 */
export function rightBucketKey(path: readonly string[]): string | undefined {
  const [storage, backend = '', key = '', ...below] = path;
  if (storage !== 'storage' || below.length > 0 || !Object.hasOwn(NAME_OF_BUCKET, backend)) return undefined;
  const right = NAME_OF_BUCKET[backend];
  const isBucket = MEANS_BUCKET.has(plainName(key));
  return isBucket && key !== right ? right : undefined;
}
