import { lazy, rowsOf } from '../../../chart/table.ts';
import { compareVersions, isBefore } from '../../../chart/versions.ts';
import { FIRST_SERVER } from './charts.ts';
import table from './flags.tsv';

/** experiment: known only with env PYROSCOPE_V2_EXPERIMENT set, as all v2 flags are on 1.x servers. */
export type FlagSupport = 'known' | 'experiment' | 'unknown';

/** A flag of the server's command line. */
export interface ServerFlag {
  readonly name: string;
  /** As -help-all names it: bool, duration, string, int, uint, float, value and the like. */
  readonly type: string;
  /** The values it takes, where its description lists them; else none. */
  readonly values: readonly string[];
  /** As the newest server prints it, undefined where it prints none. */
  readonly default?: string;
}

/** Charts 1.19.2 to 1.21.0 write them for a single binary in v2; servers 1.20 and 1.21 know them (audit B2, B10). */
export const V1_MODULE_FLAGS: readonly string[] = ['all.enable-v1-write-path', 'all.enable-v1-read-path'];

interface Change {
  readonly server: string;
  readonly support: FlagSupport;
}

interface Flag extends ServerFlag {
  readonly changes: readonly Change[];
}

const WEAKEST: readonly FlagSupport[] = ['unknown', 'experiment', 'known'];

function changeOf(word: string): Change {
  if (word.startsWith('-')) return { server: word.slice(1), support: 'unknown' };
  return word.endsWith('x')
    ? { server: word.slice(0, -1), support: 'experiment' }
    : { server: word, support: 'known' };
}

const split = (text: string, by: string): readonly string[] => (text === '' ? [] : text.split(by));

const tables = lazy(() => {
  const [[, , servers = ''] = [], ...rows] = rowsOf(table);
  const flags = rows.map(([name = '', type = '', changes = '', values = '', byDefault]): [string, Flag] => [
    name,
    {
      name,
      type,
      changes: split(changes, ' ').map(changeOf),
      values: split(values, ', ').map((value) => (value === '""' ? '' : value)),
      ...(byDefault !== undefined && { default: byDefault }),
    },
  ]);
  return { servers: split(servers, ' '), flags: new Map(flags) };
});

const supportAt = ({ changes }: Flag, server: string): FlagSupport =>
  changes.findLast((change) => !isBefore(server, change.server))?.support ?? 'unknown';

/** The servers of the table that a server is, or stands between. */
function neighbours(server: string): readonly string[] {
  const { servers } = tables();
  const above = servers.findIndex((known) => compareVersions(known, server) >= 0);
  if (above === -1) return servers.slice(-1);
  return servers.slice(servers[above] === server || above === 0 ? above : above - 1, above + 1);
}

function readSupports(flag: string, server: string): readonly FlagSupport[] {
  const known = tables().flags.get(flag);
  if (known === undefined) return ['unknown'];
  const isExact = known.changes.some((change) => !tables().servers.includes(change.server));
  return isExact ? [supportAt(known, server)] : neighbours(server).map((one) => supportAt(known, one));
}

/** By server and flag: a repository's values name the same few over and over. */
const supports = new Map<string, Map<string, readonly FlagSupport[]>>();

/** What a flag may be on a server: one word where that is known, two where it changed between the servers around it. */
function supportsOn(flag: string, server: string): readonly FlagSupport[] {
  const ofServer = supports.get(server) ?? new Map<string, readonly FlagSupport[]>();
  supports.set(server, ofServer);
  const found = ofServer.get(flag) ?? readSupports(flag, server);
  ofServer.set(flag, found);
  return found;
}

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

/** The names of all flags that a server may know. */
export const flagsNearby = (server: string): readonly string[] =>
  [...tables().flags.keys()].filter((flag) => !isSurelyUnknown(flag, server));

/** The servers of the table that know a flag, oldest first. */
export const serversKnowing = (flag: string): readonly string[] =>
  tables().servers.filter((server) => flagSupport(flag, server) !== 'unknown');

/** What is known of a flag, on whichever server. */
export const flagNamed = (flag: string): ServerFlag | undefined => tables().flags.get(flag);

/** Servers whose flags were read, oldest first; what came before and after is not known. */
export const serversRead = (): readonly string[] => tables().servers;

/** Whether the value `auto` of -enable-query-backend-from is known (audit B1). */
export const knowsAuto = (server: string): boolean => !isBefore(server, FIRST_SERVER.auto);

/** Flags of charts 1.19.2 to 1.21.0 that servers from 2.0.0 on do not know (audit B10); v2-leftovers-in-v1 reports them. */
export const isV1ModuleFlag = (flag: string): boolean => V1_MODULE_FLAGS.includes(flag);
