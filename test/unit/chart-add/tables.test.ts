import { describe, expect, it } from 'vitest';
import { addChart } from '../../../scripts/chart/add.ts';
import { readConfigReference } from '../../../scripts/chart/config-reference.ts';
import { exportChart } from '../../../scripts/chart/export.ts';
import { readHelpAll } from '../../../scripts/chart/help-all.ts';
import { readServerTable, readTables, type Tables } from '../../../scripts/chart/tables.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { ownServer } from '../../../src/packs/pyroscope/facts/charts.ts';
import { ROOT, written } from './copy.ts';

const TABLES = readTables(ROOT);
const NEWEST = CHART.newest;

type Files = Readonly<Record<string, string>>;

const add = (tables: Tables, files: Files) =>
  addChart(tables, {
    folder: written(files),
    helpAll: files['help-all.txt'] ?? '',
    config: files['config.md'] ?? '',
  });

function tablesAfter(tables: Tables, files: Files): Tables {
  const added = add(tables, files);
  if ('unexplained' in added) throw new Error(added.unexplained.join('\n'));
  return added.tables;
}

/**
 * The tables as they were before the newest version was added. No row of keys came with it, and what no reference lists
 * came from elsewhere.
 */
function withoutNewest(tables: Tables): Tables {
  const { version: server } = ownServer(NEWEST);
  const took = (line: string): readonly string[] => {
    const [name = '', type = '', changes = '', ...rest] = line.split('\t');
    if (type.replace('*', '') === '' && name !== '@servers') return [line];
    const before = changes.split(' ').filter((change) => change.replace(/^-|x$/g, '') !== server);
    return before.length === 0 ? [] : [[name, type, before.join(' '), ...rest].join('\t')];
  };
  const taken = (table: string): string =>
    table
      .split('\n')
      .flatMap((line) => (line.startsWith('#') || line === '' ? [line] : took(line)))
      .join('\n');
  const charts = tables.charts
    .split('\n')
    .filter((line) => !line.startsWith(`${NEWEST}\t`))
    .join('\n');
  return { ...tables, charts, flags: taken(tables.flags), config: taken(tables.config) };
}

/** The tables where what the parsers of the newest server's own rows take has not been tried yet. */
function untried(tables: Tables): Tables {
  const { version: server } = ownServer(NEWEST);
  const told = (line: string): string => {
    const [name = '', type = '', changes = '', first = '', second = ''] = line.split('\t');
    if (changes !== server) return line;
    return [name, type, changes, first, second, type === 'duration' ? 'any-duration' : '']
      .join('\t')
      .trimEnd();
  };
  const all = (table: string): string => table.split('\n').map(told).join('\n');
  return { ...tables, flags: all(tables.flags), config: all(tables.config) };
}

/** The newest version as another one, with changes to its files. */
function next(changes: (files: Files) => Files, version = '97.1.0'): Files {
  const files = exportChart(TABLES, NEWEST);
  const chart = `name: pyroscope\nversion: ${version}\nappVersion: ${version}\n`;
  return changes({ ...files, 'Chart.yaml': chart });
}

const replaced = (files: Files, name: string, from: string, to: string): Files => {
  const text = files[name] ?? '';
  if (!text.includes(from)) throw new Error(`${name} holds no ${from}`);
  return { ...files, [name]: text.replace(from, to) };
};

describe('the newest version', () => {
  it('exported, taken out and added again leaves every table as it is, but for what a server has to be asked', () => {
    const before = withoutNewest(TABLES);
    expect(before.charts).not.toBe(TABLES.charts);
    expect(before.flags).not.toBe(TABLES.flags);
    expect(before.config).not.toBe(TABLES.config);
    expect(tablesAfter(before, exportChart(TABLES, NEWEST))).toEqual(untried(TABLES));
  });

  it('is not added twice, nor an older one behind it', () => {
    expect(() => add(TABLES, exportChart(TABLES, NEWEST))).toThrow(/is not newer than/);
    expect(() => add(TABLES, exportChart(TABLES, '1.21.0'))).toThrow(/is not newer than/);
  });
});

describe('exportChart', () => {
  it.each(CHART.versions)('of %s has files that can be read', (version) => {
    const files = exportChart(TABLES, version);
    expect(files['Chart.yaml']).toContain(`appVersion: ${ownServer(version).version}\n`);
    expect(readHelpAll(files['help-all.txt'] ?? '').has('log.level')).toBe(true);
    expect(readConfigReference(files['config.md'] ?? '').has('storage.backend')).toBe(true);
  });

  it('refuses versions whose keys are not known', () => {
    expect(() => exportChart(TABLES, '2.1.1')).toThrow(RangeError);
    expect(() => exportChart(TABLES, '97.1.0')).toThrow(RangeError);
  });
});

describe('a next version', () => {
  it('without a change is a row, and its server a column', () => {
    const after = tablesAfter(
      TABLES,
      next((files) => files),
    );
    expect(after.charts).toBe(`${TABLES.charts}97.1.0\t97.1.0\tread\n`);
    expect(after.keys).toBe(TABLES.keys);
    expect(readServerTable(after.flags).rows).toEqual(readServerTable(TABLES.flags).rows);
    expect(readServerTable(after.flags).servers.at(-1)).toBe('97.1.0');
  });

  it('with keys that nobody explained is refused, and the rows to write are shown', () => {
    const added = add(
      TABLES,
      next((files) =>
        replaced(files, 'values.yaml', 'pyroscope:\n', 'extra: 1\npyroscope:\n  turbo: true\n'),
      ),
    );
    expect(added).toMatchObject({
      unexplained: [
        expect.stringContaining('keys.tsv'),
        'extra\twhole number from 0\tfrom 97.1.0\t1\t(describe it)',
        '@pod.turbo\ttoggle\tfrom 97.1.0\ttrue\t(describe it)',
      ],
    });
  });

  it('without a key that was there is refused', () => {
    const added = add(
      TABLES,
      next((files) => replaced(files, 'values.yaml', '  hostnames: []\n', '')),
    );
    expect(added).toMatchObject({ unexplained: [expect.stringContaining('httpRoute.hostnames is gone')] });
  });

  it('keeps a default that changed, of a part as well', () => {
    const after = tablesAfter(
      TABLES,
      next((files) =>
        replaced(
          replaced(files, 'values.yaml', 'replicaCount: 1\n', 'replicaCount: 5\n'),
          'values.yaml',
          'pullPolicy: IfNotPresent',
          'pullPolicy: Always',
        ),
      ),
    );
    expect(after.keys).toContain(
      '@pod.replicaCount\twhole number from 0\t\tfrom 1.14.0: 1; from 97.1.0: 5\t',
    );
    expect(after.keys).toContain('from 1.14.0: "IfNotPresent"; from 97.1.0: "Always"');
  });

  it('keeps flags and configuration keys that came and went', () => {
    const after = tablesAfter(
      TABLES,
      next((files) => {
        const flag = replaced(
          files,
          'help-all.txt',
          '  -log.level value',
          '  -log.colour\n    \tColours.\n  -log.tone value',
        );
        return replaced(
          replaced(flag, 'config.md', '[show_banner: <boolean>', '[show_flag: <boolean>'),
          'config.md',
          'analytics:\n',
          'own_rules:\n  [rules: <list of Rules> | default = []]\nanalytics:\n',
        );
      }),
    );
    const flags = readServerTable(after.flags).rows;
    expect(flags.get('log.colour')).toEqual({ type: 'bool', changes: '97.1.0', rest: ['', ''], takes: '' });
    expect(flags.get('log.level')?.changes).toBe('1.15.0 -97.1.0');
    const config = readServerTable(after.config).rows;
    expect(config.get('show_flag')?.changes).toBe('97.1.0');
    expect(config.get('show_banner')?.changes).toBe('1.21.0 -97.1.0');
    expect(config.get('own_rules.rules')).toMatchObject({ type: 'list of Rules *' });
    // In no reference, and there all the same.
    expect(config.get('limits.write_path')?.changes).toBe('1.21.0');
  });

  it('is refused where a file is something else', () => {
    expect(() =>
      add(
        TABLES,
        next((files) => ({ ...files, 'help-all.txt': 'x' })),
      ),
    ).toThrow(/-help-all/);
    expect(() =>
      add(
        TABLES,
        next((files) => ({ ...files, 'config.md': 'x' })),
      ),
    ).toThrow(/configuration reference/);
    expect(() =>
      add(
        TABLES,
        next((files) => ({ ...files, 'Chart.yaml': 'name: other\n' })),
      ),
    ).toThrow(/Chart.yaml/);
  });
});

describe('a listing of -help-all', () => {
  it('tells type, default and values as servers print them', () => {
    const flags = readHelpAll(
      [
        'Usage of ./pyroscope:',
        '  -config.file string',
        '    \tyaml file to load',
        '  -a.on',
        '    \tWhether. (default true)',
        '  -b.way value',
        '    \tControls it; valid options: in, out. (default "in")',
        '  -c.kind string',
        "    \tSupported values are: 'gzip', 'snappy' and '' (disable compression)",
        '  -d.level value',
        '    \tOnly log these. Valid levels: [debug, info] (default info)',
        '',
      ].join('\n'),
    );
    expect(Object.fromEntries(flags)).toMatchObject({
      'a.on': { type: 'bool', default: 'true', values: [] },
      'b.way': { type: 'value', default: '"in"', values: ['in', 'out'] },
      'c.kind': { type: 'string', default: '', values: ['gzip', 'snappy', '""'] },
      'd.level': { default: 'info', values: ['debug', 'info'] },
    });
  });
});

describe('a configuration reference', () => {
  it('is read through its blocks', () => {
    const fields = readConfigReference(
      [
        '```yaml',
        '# CLI flag: -target',
        '[target: <string> | default = "all"]',
        'api:',
        '  # Words.',
        '  # CLI flag: -api.base-url',
        '  [base-url: <string> | default = ""]',
        '[store: <backend>]',
        '```',
        '### backend',
        '```yaml',
        'ring:',
        '  kv:',
        '    [name: <string> | default = ""]',
        '  [zones: <list of strings> | default = [<private>]]',
        '[levels: <list of Levels> | default = ]',
        '```',
      ].join('\n'),
    );
    expect(Object.fromEntries(fields)).toEqual({
      target: { type: 'string', flag: 'target', default: '"all"' },
      'api.base-url': { type: 'string', flag: 'api.base-url', default: '""' },
      'store.ring.kv.name': { type: 'string', flag: '', default: '""' },
      'store.ring.zones': { type: 'list of strings', flag: '', default: '[<private>]' },
      'store.levels': { type: 'list of Levels', flag: '', default: '' },
    });
  });
});
