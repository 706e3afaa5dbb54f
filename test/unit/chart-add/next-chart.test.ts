import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { copyOfProject } from './copy.ts';

const NEWEST = CHART.newest;
const [major = 0, minor = 0] = NEWEST.split('.').map(Number);
const NEXT = `${major}.${minor + 1}.0`;

let copy = '';

/** Runs a script of the copy. */
function node(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function edit(file: string, from: string, to: string): void {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} holds no ${from}`);
  writeFileSync(path, text.replace(from, to));
}

const add = () =>
  node(
    'scripts/chart-add.mjs',
    ...['--chart', 'next', '--help-all', 'next/help-all.txt', '--config', 'next/config.md', '--data-only'],
  );

interface Finding {
  readonly ruleId: string;
  readonly severity: string;
  readonly path: string;
}

/** What the built copy says of values, `severity rule path` a finding. */
function lint(values: string, ...args: readonly string[]): readonly string[] {
  writeFileSync(join(copy, 'values.yaml'), values);
  const { stdout } = node('bin/phasegate.js', 'lint', '--info', '--format', 'json', ...args, 'values.yaml');
  const { findings }: { findings: readonly Finding[] } = JSON.parse(stdout);
  return findings
    .filter(({ ruleId }) => /unknown-|wrong-type|invalid-value/.test(ruleId))
    .map(({ ruleId, severity, path }) => `${severity} ${ruleId} ${path}`);
}

const KEYS = 'pyroscope:\n  turbo: true\nextraCharts:\n  - name: a\n';
const FLAG = 'pyroscope:\n  extraArgs:\n    log.colour: "true"\n';
const NO_FLAG = 'pyroscope:\n  extraArgs:\n    no.such-flag: "1"\n';

describe('a next chart with two more keys and one more flag', () => {
  beforeAll(() => {
    copy = copyOfProject();
    expect(node('scripts/chart-export.mjs', NEWEST, '--out', 'next').status).toBe(0);
    edit(
      'next/Chart.yaml',
      `version: ${NEWEST}\nappVersion: ${NEWEST}`,
      `version: ${NEXT}\nappVersion: ${NEXT}`,
    );
    edit('next/values.yaml', 'pyroscope:\n', 'extraCharts: []\npyroscope:\n  turbo: false\n');
    edit('next/help-all.txt', '  -log.level value', '  -log.colour\n    \tColours.\n  -log.level value');
    const refused = add();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('@pod.turbo\ttoggle');
    edit(
      'src/packs/pyroscope/chart/keys.tsv',
      '\npyroscope.*\t@pod',
      `\npyroscope.turbo\ttoggle\tfrom ${NEXT}\tfalse\tWhether it is fast.\npyroscope.*\t@pod`,
    );
    edit(
      'src/packs/pyroscope/chart/keys.tsv',
      '\nextraObjects\t',
      `\nextraCharts\tlist of maps\tfrom ${NEXT}\t[]\tFurther charts to install.\nextraObjects\t`,
    );
    expect(add()).toMatchObject({ status: 0, stderr: expect.stringContaining(`chart ${NEXT} is known`) });
    expect(node('scripts/build.mjs')).toMatchObject({ status: 0, stderr: '' });
    expect(node('scripts/write-schemas.mjs').status).toBe(0);
  }, 240_000);

  it('is the newest, and has a schema of its own', () => {
    expect(readdirSync(join(copy, 'schemas/pyroscope'))).toContain(`values-${NEXT}-${NEXT}.json`);
    const { stdout } = node('bin/phasegate.js', 'schema');
    const schema = JSON.parse(stdout);
    expect(schema.title).toContain(NEXT);
    expect(schema.properties.pyroscope.properties.turbo).toMatchObject({ default: false });
    expect(schema.properties.extraCharts).toMatchObject({ type: ['array', 'null'], default: [] });
  });

  it('has its keys, which the chart before does not', () => {
    expect(lint(KEYS)).toEqual([]);
    expect(lint(KEYS, '--chart-version', NEWEST)).toEqual([
      'warning unknown-key pyroscope.turbo',
      'warning unknown-key extraCharts',
    ]);
    expect(lint('pyroscope:\n  turbo: [1]\n  turbi: 1\n')).toEqual([
      'warning wrong-type pyroscope.turbo',
      'warning unknown-key pyroscope.turbi',
    ]);
  });

  it('has its flag, which the chart before does not', () => {
    expect(lint(FLAG)).toEqual([]);
    expect(lint(NO_FLAG)).toEqual(['error pyroscope/unknown-flag pyroscope.extraArgs.no\\.such-flag']);
    expect(lint(FLAG, '--chart-version', NEWEST)).toEqual([
      'error pyroscope/unknown-flag pyroscope.extraArgs.log\\.colour',
    ]);
  });

  it('is behind what is still unknown', () => {
    expect(lint(`${NO_FLAG}  nosuch: 1\n`, '--chart-version', `${major + 1}.0.0`)).toEqual([
      'info pyroscope/unknown-flag pyroscope.extraArgs.no\\.such-flag',
      'info unknown-key pyroscope.nosuch',
    ]);
  });

  it('prints its defaults', () => {
    const { stdout } = node('bin/phasegate.js', 'values', '--chart-version', NEXT);
    expect(stdout).toContain('turbo: false');
    expect(node('bin/phasegate.js', 'values', '--chart-version', NEWEST).stdout).not.toContain('turbo');
  });
});
