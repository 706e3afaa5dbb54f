import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runWith } from '../../src/cli/main.ts';
import { ok } from '../../src/result.ts';

const folder = mkdtempSync(join(tmpdir(), 'phasegate-chart-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Linted {
  readonly findings: readonly {
    readonly ruleId: string;
    readonly severity: string;
    readonly message: string;
  }[];
  readonly notes: string;
}

async function lint(args: readonly string[]): Promise<Linted> {
  const said = { out: '', error: '' };
  await runWith(['lint', '--info', '--format', 'json', ...args], {
    env: {},
    cwd: folder,
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    interrupted: new AbortController().signal,
    colourOnStderr: false,
    colourOnStdout: false,
    readStdin: () => ok(Buffer.alloc(0)),
    writeOut: (written) => {
      said.out += written;
      return ok(undefined);
    },
    writeTerminal: () => false,
    writeError: (written) => {
      said.error += written;
    },
  });
  return { findings: JSON.parse(said.out).findings, notes: said.error };
}

async function severities(file: string, chart: string): Promise<Readonly<Record<string, string>>> {
  const { findings } = await lint([file, '--chart-version', chart]);
  return Object.fromEntries(findings.map(({ ruleId, severity }) => [ruleId, severity]));
}

writeFileSync(join(folder, 'dual.yaml'), 'architecture:\n  storage:\n    v1: true\n    v2: true\n');
writeFileSync(
  join(folder, 'raft.yaml'),
  'architecture:\n  storage:\n    v2: true\n  microservices:\n    enabled: true\npyroscope:\n  components:\n    metastore:\n      extraArgs:\n        metastore.raft.server-id: a\n',
);
writeFileSync(
  join(folder, 'unknown.yaml'),
  'persistence: {}\npyroscope:\n  nosuch: 1\n  extraArgs:\n    no.such-flag: x\n  structuredConfig:\n    no_such_field: 1\n',
);

describe('a chart version whose keys were not read', () => {
  it.each([
    ['dual.yaml', '1.20.2', '1.19.2', 'pyroscope/query-backend-from-auto-unsupported'],
    ['raft.yaml', '2.1.1', '2.1.0', 'pyroscope/raft-server-id-drops-peers'],
  ])('%s: chart %s is not judged as %s is', async (file, chart, nearest, ruleId) => {
    expect(await severities(file, nearest)).toHaveProperty([ruleId]);
    expect(await severities(file, chart)).not.toHaveProperty([ruleId]);
  });

  it('is shown as it is, with a note about whose keys and defaults it is taken to have', async () => {
    const { notes } = await lint(['dual.yaml', '--chart-version', '2.1.1']);
    expect(notes).toContain('chart 2.1.1 (from --chart-version) is unknown');
    expect(notes).toContain('keys and defaults of 2.1.0, the nearest known');
  });

  it('newer than all: what is unknown is worth knowing, and no mistake', async () => {
    expect(await severities('unknown.yaml', '98.0.0')).toMatchObject({
      'unknown-key': 'info',
      'misplaced-key': 'info',
      'pyroscope/unknown-flag': 'info',
      'pyroscope/unknown-config-field': 'info',
    });
  });

  it.each(['2.3.0', '2.3.1', '~2.3', '>=2.3.0'])(
    '%s makes no errors and no warnings of it',
    async (chart) => {
      const { findings, notes } = await lint(['unknown.yaml', '--chart-version', chart]);
      const ofUnknown = findings.filter(({ ruleId }) => /unknown-|misplaced-/.test(ruleId));
      expect(ofUnknown.map(({ severity }) => severity)).toEqual(['info', 'info', 'info', 'info']);
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(notes.match(/note: .*/g)).toEqual([
        `note: chart ${chart} (from --chart-version) is unknown; using keys and defaults of 2.2.1, the nearest known version`,
      ]);
    },
  );

  it('is not judged by the server of the nearest one, unless the values name that server', async () => {
    const flagged = (tag: string): string =>
      `pyroscope:\n  image:\n    tag: ${tag}\n  extraArgs:\n    no.such-flag: x\n`;
    const severityAt = async (tag: string) => {
      writeFileSync(join(folder, 'tagged.yaml'), flagged(tag));
      return (await severities('tagged.yaml', '2.3.0'))['pyroscope/unknown-flag'];
    };
    expect(await severityAt('2.4.0')).toBe('info');
    expect(await severityAt('2.2.1')).toBe('error');
  });

  it('below an umbrella, with another product beside it whose keys look alike', async () => {
    const umbrella = join(folder, 'umbrella');
    mkdirSync(umbrella);
    const dependency = (name: string, version: string): string =>
      `  - {name: ${name}, version: ${version}, repository: "https://charts.example"}\n`;
    writeFileSync(
      join(umbrella, 'Chart.yaml'),
      `apiVersion: v2\nname: all\nversion: 0.1.0\ndependencies:\n${dependency('pyroscope', '2.3.0')}${dependency('redis', '1.0.0')}`,
    );
    const redis = 'redis:\n  architecture: standalone\n  persistence:\n    enabled: maybe\n';
    const dual = 'pyroscope:\n  architecture:\n    storage:\n      v1: true\n      v2: true\n';
    writeFileSync(join(umbrella, 'values.yaml'), redis + dual);
    writeFileSync(join(umbrella, 'values-pyroscope.yaml'), dual);
    const both = await lint([join(umbrella, 'values.yaml')]);
    const alone = await lint([join(umbrella, 'values-pyroscope.yaml')]);
    const told = ({ findings }: Linted) => findings.map(({ ruleId, severity }) => [ruleId, severity]);
    expect(told(both)).toEqual(told(alone));
    expect(both.notes).toContain('chart 2.3.0 (from');
    writeFileSync(join(umbrella, 'values-redis.yaml'), redis);
    const worse = (await lint([join(umbrella, 'values-redis.yaml')])).findings;
    expect(worse.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('is a mistake where the chart is known', async () => {
    expect(await severities('unknown.yaml', '2.2.1')).toMatchObject({
      'unknown-key': 'warning',
      'misplaced-key': 'warning',
      'pyroscope/unknown-flag': 'error',
      'pyroscope/unknown-config-field': 'error',
    });
  });

  it('never published: its server is a guess, and a guess makes no errors', async () => {
    expect(await severities('unknown.yaml', '2.1.9')).toMatchObject({
      'pyroscope/unknown-flag': 'warning',
      'pyroscope/unknown-config-field': 'warning',
    });
  });

  it('has the server that its Chart.yaml names', async () => {
    const chart = join(folder, 'pyroscope');
    mkdirSync(chart);
    const described = (appVersion: string): void =>
      writeFileSync(
        join(chart, 'Chart.yaml'),
        `apiVersion: v2\nname: pyroscope\nversion: 2.1.9\nappVersion: ${appVersion}\n`,
      );
    writeFileSync(join(chart, 'values.yaml'), 'pyroscope:\n  extraArgs:\n    no.such-flag: x\n');
    const flagOf = async () =>
      (await lint([join(chart, 'values.yaml')])).findings.find(
        ({ ruleId }) => ruleId === 'pyroscope/unknown-flag',
      );
    described('2.0.1');
    expect(await flagOf()).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('server 2.0.1'),
    });
    described('main');
    expect(await flagOf()).toMatchObject({ severity: 'warning' });
  });
});
