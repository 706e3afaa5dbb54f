import { rowsOf } from '../../../chart/table.ts';
import { compareVersions, isBefore } from '../../../chart/versions.ts';
import { lazy, lazyByText } from '../../../lazy.ts';
import { FIRST_SERVER } from './charts.ts';
import table from './flags.tsv';
import { type ValueType, valueType } from './value-types.ts';

/** experiment: known only with env PYROSCOPE_V2_EXPERIMENT set, as all v2 flags are on 1.x servers. */
export type FlagSupport = 'known' | 'experiment' | 'unknown';

/**
 * Charts 1.19.2 to 1.21.0 write them for a single binary in v2; servers 1.20 and 1.21 know them (audit B2, B10), and
 * v2-leftovers-in-v1 reports them on servers from 2.0.0 on.
 */
export const V1_MODULE_FLAGS: readonly string[] = ['all.enable-v1-write-path', 'all.enable-v1-read-path'];

interface Change {
  readonly server: string;
  readonly support: FlagSupport;
}

const WEAKEST: readonly FlagSupport[] = ['unknown', 'experiment', 'known'];

function changeOf(word: string): Change {
  if (word.startsWith('-')) return { server: word.slice(1), support: 'unknown' };
  return word.endsWith('x')
    ? { server: word.slice(0, -1), support: 'experiment' }
    : { server: word, support: 'known' };
}

const split = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));

const tables = lazy(() => {
  const [[, , servers = ''] = [], ...rows] = rowsOf(table);
  const changes = rows.map(([flag = '', , text = '']) => [flag, split(text).map(changeOf)] as const);
  return {
    servers: split(servers),
    changes: new Map(changes),
    rows: new Map(rows.map((row) => [row[0] ?? '', row] as const)),
  };
});

const supportAt = (changes: readonly Change[], server: string): FlagSupport =>
  changes.findLast((change) => !isBefore(server, change.server))?.support ?? 'unknown';

/** The servers of the table that a server is, or stands between. */
function neighbours(server: string): readonly string[] {
  const { servers } = tables();
  const above = servers.findIndex((known) => compareVersions(known, server) >= 0);
  if (above === -1) return servers.slice(-1);
  return servers.slice(servers[above] === server || above === 0 ? above : above - 1, above + 1);
}

function readSupports(flag: string, server: string): readonly FlagSupport[] {
  const changes = tables().changes.get(flag);
  if (changes === undefined) return ['unknown'];
  const isExact = changes.some((change) => !tables().servers.includes(change.server));
  return isExact ? [supportAt(changes, server)] : neighbours(server).map((one) => supportAt(changes, one));
}

/** By server and flag: a repository's values name the same few over and over. */
const supports = lazyByText((server) => lazyByText((flag) => readSupports(flag, server)));

/** What a flag may be on a server: one word where that is known, two where it changed between the servers around it. */
const supportsOn = (flag: string, server: string): readonly FlagSupport[] => supports(server)(flag);

/**
 * Whether a server takes a flag. Between two servers of the table a flag counts as known only if both know it.
 * @param flag name without dashes
 * @param server semantic version of the server
 */
export function flagSupport(flag: string, server: string): FlagSupport {
  const found = supportsOn(flag, server);
  return WEAKEST.find((support) => found.includes(support)) ?? 'unknown';
}

/**
 * Whether a server knows no such flag, with or without the experiment. Unlike flagSupport this is sure for servers
 * between two of the table, too: a flag that either neighbour knows may be there already, or still.
 */
export const isSurelyUnknown = (flag: string, server: string): boolean =>
  supportsOn(flag, server).every((support) => support === 'unknown');

/** What the parser of a flag takes; undefined for a flag that is not in the table. The same on all servers that know it. */
export function flagType(flag: string): ValueType | undefined {
  const row = tables().rows.get(flag);
  if (row === undefined) return undefined;
  const [, type = '', , values = '', , takes = ''] = row;
  return valueType(type, takes, values);
}

/** The values that a flag's description lists, as the table has them. */
export const flagValues = (flag: string): string => tables().rows.get(flag)?.[3] ?? '';

/** The names of all flags that a server may know: the same list each time. */
export const flagsNearby: (server: string) => readonly string[] = lazyByText((server) =>
  [...tables().changes.keys()].filter((flag) => !isSurelyUnknown(flag, server)),
);

/** The servers of the table that know a flag, oldest first. */
export const serversKnowing = (flag: string): readonly string[] =>
  tables().servers.filter((server) => flagSupport(flag, server) !== 'unknown');

/** Servers whose flags were read, oldest first; what came before and after is not known. */
export const serversRead = (): readonly string[] => tables().servers;

/** Whether the value `auto` of -enable-query-backend-from is known (audit B1). */
export const knowsAuto = (server: string): boolean => !isBefore(server, FIRST_SERVER.auto);
