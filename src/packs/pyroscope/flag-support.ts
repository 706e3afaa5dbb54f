import { FLAGS_BY_SUPPORT, SERVERS } from './server-flags.ts';
import { compareVersions } from './versions.ts';

/** experiment: known only with env PYROSCOPE_V2_EXPERIMENT set, as all v2 flags are on 1.x servers. */
export type FlagSupport = 'known' | 'experiment' | 'unknown';

const LETTERS: Record<string, FlagSupport> = { y: 'known', x: 'experiment', '-': 'unknown' };
const WEAKEST: readonly FlagSupport[] = ['unknown', 'experiment', 'known'];

let table: Map<string, string> | undefined;

function patterns(): Map<string, string> {
  table ??= new Map(
    Object.entries(FLAGS_BY_SUPPORT).flatMap(([pattern, names]) =>
      names
        .trim()
        .split(/\s+/)
        .map((name) => [name, pattern] as const),
    ),
  );
  return table;
}

/** Flags whose first or last version lies between two servers of the table (audit B2, B10; facts on 2.0.0). */
function betweenServers(flag: string, server: string): FlagSupport | undefined {
  if (flag.startsWith('all.enable-v1-')) {
    return compareVersions(server, '1.20.0') >= 0 && compareVersions(server, '2.0.0') < 0
      ? 'experiment'
      : 'unknown';
  }
  if (flag === 'architecture.storage') return compareVersions(server, '2.0.0') >= 0 ? 'known' : 'unknown';
  return undefined;
}

function neighbours(server: string): readonly number[] {
  const above = SERVERS.findIndex((known) => compareVersions(known, server) >= 0);
  if (above === -1) return [SERVERS.length - 1];
  return SERVERS[above] === server || above === 0 ? [above] : [above - 1, above];
}

/**
 * Whether a server takes a flag. Between two servers of the table a flag counts as known only if both know it.
 * @param flag name without dashes
 * @param server semantic version of the server
 */
export function flagSupport(flag: string, server: string): FlagSupport {
  const named = betweenServers(flag, server);
  if (named !== undefined) return named;
  const pattern = patterns().get(flag) ?? '';
  const found = neighbours(server).map((column) => LETTERS[pattern[column] ?? '-'] ?? 'unknown');
  return WEAKEST.find((support) => found.includes(support)) ?? 'unknown';
}

/**
 * Whether a server knows no such flag, with or without the experiment. Unlike flagSupport this is sure for servers
 * between two of the table, too: a flag that either neighbour knows may be there already, or still.
 */
export function isSurelyUnknown(flag: string, server: string): boolean {
  const named = betweenServers(flag, server);
  if (named !== undefined) return named === 'unknown';
  const pattern = patterns().get(flag) ?? '';
  return neighbours(server).every((column) => (pattern[column] ?? '-') === '-');
}

/** The names of all flags that a server may know. */
export const flagsNearby = (server: string): readonly string[] =>
  [...patterns().keys()].filter((flag) => !isSurelyUnknown(flag, server));

/** The servers of the table that know a flag, oldest first. */
export const serversKnowing = (flag: string): readonly string[] =>
  SERVERS.filter((server) => flagSupport(flag, server) !== 'unknown');

/** The value `auto` of -enable-query-backend-from exists since server 1.20.0 (audit B1). */
export const knowsAuto = (server: string): boolean => compareVersions(server, '1.20.0') >= 0;
