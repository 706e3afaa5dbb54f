import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
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
