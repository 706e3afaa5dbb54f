import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reportFolder } from '../../../src/report/state-folder.ts';
import { readCase } from '../../golden/case-file.ts';
import { run } from './run.ts';

const UNDECIDED = readCase('render/rules/A1/undecided').stdin ?? '';
const RULE = 'filesystem-backend-overrides-object-storage';

/** What render writes into a report of this name. */
async function reportNamed(name: string, ...flags: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-report-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  const env = { XDG_STATE_HOME: folder };
  const { code } = await run(['render', '--phase', 'dual', '--report', file, ...flags], {
    env,
    stdin: UNDECIDED,
  });
  expect(code).toBe(1);
  return readFileSync(file, 'utf8');
}

describe('render --report', () => {
  it('takes the format from the ending', async () => {
    const sarif = JSON.parse(await reportNamed('run.sarif'));
    const [result] = sarif.runs[0].results;
    expect(result).toMatchObject({ ruleId: `pyroscope/${RULE}`, level: 'error' });
    expect(result.locations[0].physicalLocation.region.startLine).toBe(62);
    expect(sarif.runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toContain(
      `pyroscope/${RULE}`,
    );
    expect(await reportNamed('run.xml')).toContain('<failure');
    expect(await reportNamed('run.md')).toContain(RULE);
    expect(await reportNamed('run.txt')).toContain(RULE);
    expect(JSON.parse(await reportNamed('run.gitlab.json'))[0]).toMatchObject({ severity: 'critical' });
    expect(JSON.parse(await reportNamed('run.json'))).toMatchObject({ outcome: 'refused', exitCode: 1 });
    expect(JSON.parse(await reportNamed('run'))).toMatchObject({ outcome: 'refused' });
  });

  it('takes a format by name, whatever the ending', async () => {
    expect(await reportNamed('run.json', '--report-format', 'github')).toMatch(/^::error /m);
  });

  it('refuses a format that is not there', async () => {
    const { code, said } = await run(['render', '--report', 'x', '--report-format', 'pdf'], {
      stdin: UNDECIDED,
    });
    expect(code).toBe(2);
    expect(said).toContain('--report-format');
  });
});

describe('a report of a run without a release', () => {
  const STRANGER = { stdin: 'kind: A\n' };
  const ARGV = ['render', '--require-match', '--phase', 'v2', '--report', 'r.json'];

  it('says what the process says', async () => {
    const { code, out, said, file } = await run(ARGV, STRANGER);
    expect([code, out]).toEqual([1, '']);
    expect(said).toContain('--require-match');
    expect(JSON.parse(file('r.json'))).toMatchObject({ outcome: 'refused', exitCode: 1, releases: [] });
  });

  it('says so in mode warn, which lets it through', async () => {
    const { code, out, file } = await run([...ARGV, '--mode', 'warn'], STRANGER);
    expect([code, out]).toEqual([0, 'kind: A\n']);
    expect(JSON.parse(file('r.json'))).toMatchObject({ outcome: 'would refuse', exitCode: 0 });
  });

  it('is a clean run where no match is required', async () => {
    const { code, out, file } = await run(['render', '--report', 'r.json'], STRANGER);
    expect([code, out]).toEqual([0, 'kind: A\n']);
    expect(JSON.parse(file('r.json'))).toMatchObject({ outcome: 'unchanged', exitCode: 0 });
  });
});

it.each(['{"tool": "phasegate", "rel', '[]', '{}', 'null'])(
  'a kept report that is cut off or none: %s',
  async (text) => {
    const state = mkdtempSync(join(tmpdir(), 'phasegate-state-'));
    onTestFinished(() => rmSync(state, { recursive: true, force: true }));
    const env = { XDG_STATE_HOME: state };
    const folder = reportFolder(env);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '2026-11-21T10-00-00.000Z-1.json'), text);
    const { code, out, said } = await run(['report'], { env });
    expect([code, out]).toEqual([2, '']);
    expect(said).toContain(folder);
    expect(said).not.toContain('failure');
  },
);

describe('under Helm 4, which discards what a failing post-renderer says', () => {
  const HELM = { HELM_PLUGIN_NAME: 'phasegate' };
  const shown = (argv: readonly string[], stdin: string, env: Record<string, string> = HELM) =>
    run(argv, { stdin, env });

  it('a refusal is shown on the terminal, with how to see it again', async () => {
    const { code, said, terminal } = await shown(['--phase', 'v2'], 'kind: ConfigMap\n');
    expect([code, said]).toEqual([1, expect.stringContaining('no release of a known pack')]);
    expect(terminal).toBe(`${said}phasegate: \`phasegate report\` shows this again\n`);
  });

  it('so is a mistake in its use, of which no report is kept', async () => {
    const { code, said, terminal } = await shown(['--fase', 'v2'], '');
    expect([code, terminal]).toEqual([2, said]);
  });

  it.each([
    ['a render that goes well', ['--quiet'], 'kind: ConfigMap\n', HELM],
    ['Helm 3, which shows it', ['--phase', 'v2'], 'kind: ConfigMap\n', {}],
    ['another plugin that runs a post-renderer', ['--phase', 'v2'], '', { HELM_PLUGIN_NAME: 'diff' }],
  ])('nothing is for %s', async (_, argv, stdin, env) => {
    expect((await shown(argv, stdin, env)).terminal).toBe('');
  });
});
