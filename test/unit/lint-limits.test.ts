import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runWith } from '../../src/cli/main.ts';
import { ok } from '../../src/result.ts';

const folder = mkdtempSync(join(tmpdir(), 'phasegate-limits-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function lint(text: string): Promise<{ code: number; out: string; error: string }> {
  writeFileSync(join(folder, 'values.yaml'), text);
  const said = { out: '', error: '' };
  const code = await runWith(['lint', '--quiet', '--format', 'json', 'values.yaml'], {
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
    writeError: (written) => {
      said.error += written;
    },
  });
  return { code, ...said };
}

const rulesIn = (out: string): string[] =>
  (JSON.parse(out) as { findings: { ruleId: string }[] }).findings.map(({ ruleId }) => ruleId);

const TEN_MB = 10 * 1024 * 1024;

describe('values of unusual size', () => {
  it('10 MB of labels are linted, and the mistake behind them is found', async () => {
    const label = (index: number): string =>
      `    label-${index}: "some value that fills the line up to its end"\n`;
    const lines: string[] = [];
    for (let size = 0; size < TEN_MB; size += 60) lines.push(label(lines.length));
    const { code, out } = await lint(`pyroscope:\n  extraLabels:\n${lines.join('')}  replicaCuont: 3\n`);
    expect(rulesIn(out)).toContain('unknown-key');
    expect(code).toBe(0);
  }, 120_000);

  it.each([
    ['flow', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['block', Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('nesting without end (%s) is one syntax finding', async (_, text) => {
    const { code, out } = await lint(text);
    expect(rulesIn(out)).toEqual(['syntax']);
    expect(code).toBe(1);
  });

  it('100 levels below a free key are fine', async () => {
    const deep = Array.from({ length: 100 }, (_, depth) => `${' '.repeat(4 + depth)}a:`).join('\n');
    const { error } = await lint(`pyroscope:\n  affinity:\n${deep} 1\n`);
    expect(error).toBe('');
  });
});
