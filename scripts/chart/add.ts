import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ChartTables } from '../../src/chart/chart.ts';
import type { Json } from '../../src/chart/key.ts';
import { rowsOf } from '../../src/chart/table.ts';
import { asVersion, isBefore } from '../../src/chart/versions.ts';
import { compareValues, kindOf, rowOfKey, unknownReads } from './compare-values.ts';
import { type ListedField, readConfigReference } from './config-reference.ts';
import { type ListedFlag, readHelpAll } from './help-all.ts';
import {
  isThere,
  readServerTable,
  type ServerRow,
  type ServerTable,
  serverTableText,
  type Tables,
} from './tables.ts';

/** What is known of a new version: its folder, and what its server says about itself. */
export interface NewChart {
  /** Holds Chart.yaml, values.yaml and, where they are to be compared as well, templates/. */
  readonly folder: string;
  /** Output of the server's -help-all. */
  readonly helpAll: string;
  /** The server's configuration reference, in Markdown. */
  readonly config: string;
}

export type Added =
  | { readonly tables: Tables; readonly chart: string; readonly notes: readonly string[] }
  /** Lines for a person, who has to write a row or two first. */
  | { readonly unexplained: readonly string[] };

interface Versions {
  readonly chart: string;
  readonly server: string;
}

/** @throws RangeError if Chart.yaml does not hold a newer version of the chart */
function versionsOf(folder: string, known: readonly string[]): Versions {
  const { name, version, appVersion } = parse(readFileSync(join(folder, 'Chart.yaml'), 'utf8'));
  const [chart, server] = [asVersion(String(version)), asVersion(String(appVersion))];
  if (name !== 'pyroscope' || chart === undefined || server === undefined)
    throw new RangeError(`Chart.yaml: chart pyroscope with a version and an appVersion is needed`);
  const newest = known.at(-1) ?? chart;
  if (!isBefore(newest, chart))
    throw new RangeError(`chart ${chart} is not newer than ${newest}, the newest known`);
  return { chart, server };
}

const chartOf = ({ charts, keys, moved, places }: Tables): ChartTables =>
  new ChartTables({
    versions: () => rowsOf(charts).flatMap(([version = '', , state]) => (state === 'read' ? version : [])),
    keys,
    moved,
    places,
    configPlaceOf: () => undefined,
  });

/** The table of keys with another default of a key from a version on. */
function withDefault(table: string, key: string, chart: string, oldest: string, value: Json): string {
  const text = JSON.stringify(value);
  return table
    .split('\n')
    .map((line) => {
      const [name, kind = '', charts = '', before = '', description = ''] = line.split('\t');
      if (name !== key) return line;
      const [, since = oldest] = /^from (\S+?)(?:,|$)/.exec(charts) ?? [];
      const kept = before === '' || before.startsWith('from ') ? before : `from ${since}: ${before}`;
      const changes = [...(kept === '' ? [] : [kept]), `from ${chart}: ${text}`].join('; ');
      return [name, kind, charts, changes, description].join('\t');
    })
    .join('\n');
}

/** What a listing says of a row, in the cells of its table. */
type Listed = Omit<ServerRow, 'changes' | 'takes'>;

/** Listings call both kinds of durations so; which one a new row is has to be tried at the server. */
const takesOfNew = ({ type }: Listed): string => (type === 'duration' ? 'any-duration' : '');

/** The table with what another server lists. @param keeps whether a row that is not listed is there all the same */
function withServer(
  { head, servers, rows }: ServerTable,
  server: string,
  listed: ReadonlyMap<string, Listed>,
  keeps: (row: ServerRow) => boolean,
): ServerTable {
  const changed = new Map(rows);
  for (const [name, cells] of listed) {
    const known = rows.get(name);
    const changes =
      known === undefined ? server : isThere(known) ? known.changes : `${known.changes} ${server}`;
    changed.set(name, { ...cells, changes, takes: known?.takes ?? takesOfNew(cells) });
  }
  for (const [name, row] of rows)
    if (!listed.has(name) && isThere(row) && !keeps(row))
      changed.set(name, { ...row, changes: `${row.changes} -${server}` });
  return { head, servers: servers.includes(server) ? servers : [...servers, server], rows: changed };
}

function flagCells(table: ServerTable, flags: ReadonlyMap<string, ListedFlag>): ReadonlyMap<string, Listed> {
  return new Map(
    [...flags].map(([name, { type, values, default: byDefault }]) => {
      // Some descriptions tell the values in sentences, which somebody read.
      const [known = ''] = rest(table, name);
      return [name, { type, rest: [values.length > 0 ? values.join(', ') : known, byDefault] }];
    }),
  );
}

const rest = ({ rows }: ServerTable, name: string): readonly string[] => rows.get(name)?.rest ?? [];

/** Lists of what is no plain value hold maps with keys of the user's. */
const holdsOwnKeys = (type: string): boolean => /^map|^list of [A-Z]/.test(type);

function fieldCells(
  table: ServerTable,
  fields: ReadonlyMap<string, ListedField>,
): ReadonlyMap<string, Listed> {
  return new Map(
    [...fields].map(([path, { type, flag, default: byDefault }]) => {
      const known = table.rows.get(path);
      const isFree = known ? known.type.endsWith('*') : holdsOwnKeys(type);
      return [path, { type: isFree ? `${type} *` : type, rest: [flag, byDefault] }];
    }),
  );
}

const HINT =
  'Write these rows into src/packs/pyroscope/chart/keys.tsv, with a kind that fits and a description:';

/** The tables with a version of the chart more. Nothing is written. @throws RangeError for input that is something else */
export function addChart(tables: Tables, { folder, helpAll, config }: NewChart): Added {
  const chart = chartOf(tables);
  const { chart: version, server } = versionsOf(folder, chart.versions);
  const values: Json = parse(readFileSync(join(folder, 'values.yaml'), 'utf8'));
  const { added, gone, changed } = compareValues(chart.keys, values, version);
  const reads = unknownReads(chart, folder, version);
  if (added.length + gone.length + reads.length > 0) {
    const rows = added.map(
      ({ path, value }) =>
        `${rowOfKey(tables.keys, path)}\t${kindOf(value)}\tfrom ${version}\t${JSON.stringify(value)}\t(describe it)`,
    );
    return {
      unexplained: [
        ...(rows.length > 0 ? [HINT, ...rows] : []),
        ...gone.map(
          (path) =>
            `${path.join('.')} is gone: write \`ignored from ${version}\` into its row and what to do into moved.tsv`,
        ),
        ...reads.map(
          (path) => `templates read .Values.${path}, which is not known: write a row for it into keys.tsv`,
        ),
      ],
    };
  }
  const oldest = chart.versions[0] ?? version;
  const keys = changed.reduce(
    (table, { path, value }) => withDefault(table, rowOfKey(table, path), version, oldest, value),
    tables.keys,
  );
  const [flags, fields] = [readServerTable(tables.flags), readServerTable(tables.config)];
  const listedFlags = flagCells(flags, readHelpAll(helpAll));
  const listedFields = fieldCells(fields, readConfigReference(config));
  return {
    chart: version,
    notes: [
      ...changed.map(
        ({ path, value }) => `${path.join('.')} is ${JSON.stringify(value)} by default from ${version} on`,
      ),
      'Where helm upgrade --reuse-values from the chart before fails, write what is missing into charts.tsv',
    ],
    tables: {
      ...tables,
      keys,
      charts: `${tables.charts.trimEnd()}\n${version}\t${server}\tread\n`,
      flags: serverTableText(withServer(flags, server, listedFlags, () => false)),
      // Keys that no reference ever listed are hidden, and stay.
      config: serverTableText(
        withServer(fields, server, listedFields, ({ type }) => type.replace('*', '') === ''),
      ),
    },
  };
}
