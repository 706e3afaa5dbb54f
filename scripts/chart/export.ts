import { stringify } from 'yaml';
import { ChartTables } from '../../src/chart/chart.ts';
import { defaultsIn } from '../../src/chart/key.ts';
import { rowsOf } from '../../src/chart/table.ts';
import { compareVersions, isBefore, majorOf, nearestKnown } from '../../src/chart/versions.ts';
import { configReferenceText } from './config-reference.ts';
import { helpAllText } from './help-all.ts';
import { readServerTable, type ServerRow, type ServerTable, type Tables } from './tables.ts';

/** The server of a table that stands for one: itself, or the next that was asked of its major version. */
function askedFor({ servers }: ServerTable, server: string): string {
  const own = servers.filter((one) => majorOf(one) === majorOf(server));
  return own.find((one) => !isBefore(one, server)) ?? own.at(-1) ?? nearestKnown(server, servers);
}

function rowsAt(table: ServerTable, server: string): readonly (readonly [string, ServerRow])[] {
  const asked = askedFor(table, server);
  return [...table.rows].filter(([, { changes }]) => {
    const last = changes.split(' ').findLast((change) => !isBefore(asked, change.replace(/^-|x$/g, '')));
    return last !== undefined && !last.startsWith('-');
  });
}

/**
 * What chart:add needs for a version, made of the tables: Chart.yaml, values.yaml, the listing of -help-all and the
 * configuration reference by their file names. Types and defaults of flags and configuration are those of the newest server;
 * a server that was not asked has those of the next one that was.
 * @throws RangeError for a version whose keys are not known
 */
export function exportChart(tables: Tables, version: string): Readonly<Record<string, string>> {
  const { charts, keys, moved, places } = tables;
  const rows = rowsOf(charts);
  const row = rows.find(([chart = '']) => compareVersions(chart, version) === 0);
  const [chart = '', server = '', state] = row ?? [];
  if (state !== 'read') throw new RangeError(`the keys of chart ${version} are not known`);
  const known = new ChartTables({
    versions: () => [chart],
    keys,
    moved,
    places,
    configPlaceOf: () => undefined,
  });
  const flags = rowsAt(readServerTable(tables.flags), server).map(
    ([
      name,
      {
        type,
        rest: [values, byDefault],
      },
    ]) => [name, { type, default: byDefault, values: values === '' ? [] : values.split(', ') }] as const,
  );
  const fields = rowsAt(readServerTable(tables.config), server).flatMap(
    ([
      path,
      {
        type,
        rest: [flag, byDefault],
      },
    ]) => {
      const shown = type.replace(/ ?\*$/, '');
      return shown === '' ? [] : [[path, { type: shown, flag, default: byDefault }] as const];
    },
  );
  return {
    'Chart.yaml': stringify({ apiVersion: 'v2', name: 'pyroscope', version: chart, appVersion: server }),
    'values.yaml': stringify(defaultsIn(known.keys, chart), { lineWidth: 0 }),
    'help-all.txt': helpAllText(new Map(flags)),
    'config.md': configReferenceText(new Map(fields)),
  };
}
