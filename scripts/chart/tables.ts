import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACK = 'src/packs/pyroscope';

/** Where each table stands. */
const FILES = {
  charts: `${PACK}/facts/charts.tsv`,
  flags: `${PACK}/facts/flags.tsv`,
  config: `${PACK}/facts/config.tsv`,
  keys: `${PACK}/chart/keys.tsv`,
  moved: `${PACK}/chart/moved.tsv`,
  places: `${PACK}/chart/places.tsv`,
} as const;

/** The text of each table of the pack. */
export type Tables = Record<keyof typeof FILES, string>;

const NAMES = Object.keys(FILES) as (keyof typeof FILES)[];

/** @param root folder of the project */
export const readTables = (root: string): Tables =>
  Object.fromEntries(NAMES.map((name) => [name, readFileSync(join(root, FILES[name]), 'utf8')])) as Tables;

export function writeTables(root: string, tables: Tables): void {
  for (const name of NAMES) writeFileSync(join(root, FILES[name]), tables[name]);
}

/** A table of servers: comments, the servers that were asked, and a row a flag or key. */
export interface ServerTable {
  readonly head: string;
  readonly servers: readonly string[];
  readonly rows: ReadonlyMap<string, ServerRow>;
}

export interface ServerRow {
  readonly type: string;
  /** Where the row came and went, as the table writes it: `1.20.0x -2.0.0`. */
  readonly changes: string;
  /** The two cells behind. */
  readonly rest: readonly [string, string];
  /** What its parser takes, where the type does not tell. */
  readonly takes: string;
}

export function readServerTable(text: string): ServerTable {
  const lines = text.trimEnd().split('\n');
  const at = lines.findIndex((line) => line.startsWith('@servers\t'));
  const rows = lines.slice(at + 1).map((line): [string, ServerRow] => {
    const [name = '', type = '', changes = '', first = '', second = '', takes = ''] = line.split('\t');
    return [name, { type, changes, rest: [first, second], takes }];
  });
  return {
    head: lines.slice(0, at).join('\n'),
    servers: (lines[at]?.split('\t')[2] ?? '').split(' '),
    rows: new Map(rows),
  };
}

export function serverTableText({ head, servers, rows }: ServerTable): string {
  const lines = [...rows].map(([name, { type, changes, rest, takes }]) =>
    [name, type, changes, ...rest, takes].join('\t').trimEnd(),
  );
  return [head, `@servers\t\t${servers.join(' ')}`, ...lines.toSorted((a, b) => (a < b ? -1 : 1)), ''].join(
    '\n',
  );
}

/** Whether the newest server that was asked has a row. */
export const isThere = ({ changes }: ServerRow): boolean =>
  changes.split(' ').at(-1)?.startsWith('-') === false;
