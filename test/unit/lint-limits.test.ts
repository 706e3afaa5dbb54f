import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../in-process.ts';
import { longValues } from '../large-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'phasegate-limits-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lint(text: string) {
  writeFileSync(join(folder, 'values.yaml'), text);
  return runInProcess(['lint', '--quiet', '--format', 'json', 'values.yaml'], { cwd: folder });
}

const rulesIn = (out: string): string[] =>
  (JSON.parse(out) as { findings: { ruleId: string }[] }).findings.map(({ ruleId }) => ruleId);

describe('values of unusual size', () => {
  it('2 MB of labels are linted, and the mistake behind them is found', async () => {
    const { code, out } = await lint(longValues(2_000_000));
    expect(rulesIn(out)).toContain('unknown-key');
    expect(code).toBe(0);
  });

  it.each([
    ['flow', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['block', Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('nesting without end (%s) is one syntax finding', async (_, text) => {
    const { code, out } = await lint(text);
    expect(rulesIn(out)).toEqual(['syntax']);
    expect(code).toBe(1);
  });

  const times = (count: number, line: string): string =>
    Array.from({ length: count }, (_, index) => line.replaceAll('#', String(index))).join('');

  it.each([
    [
      'configuration keys',
      'unknown-config-field',
      (n) => `structuredConfig:\n${times(n, '    nosuch#: 1\n')}`,
    ],
    ['flags', 'unknown-flag', (n) => `extraArgs:\n${times(n, '    nosuch#: 1\n')}`],
    ['keys', 'unknown-key', (n) => times(n, '  nosuch#: 1\n').trimStart()],
    ['components', 'unknown-key', (n) => `components:\n${times(n, '    nosuch#: {replicas: 1}\n')}`],
  ] satisfies [string, string, (count: number) => string][])(
    'four times as many unknown %s cost about four times as much',
    async (_, rule, mistakes) => {
      const cost = async (count: number): Promise<number> => {
        const before = process.cpuUsage();
        const { out } = await lint(`pyroscope:\n  ${mistakes(count)}`);
        const { user, system } = process.cpuUsage(before);
        expect(rulesIn(out).filter((id) => id.endsWith(rule)).length).toBeGreaterThanOrEqual(count);
        return user + system;
      };
      // What is loaded and compiled once is no cost of theirs.
      await cost(1000);
      const few = await cost(1000);
      // 16 times would be a square.
      expect((await cost(4000)) / few).toBeLessThan(10);
    },
  );

  it('100 levels below a free key are fine', async () => {
    const deep = Array.from({ length: 100 }, (_, depth) => `${' '.repeat(4 + depth)}a:`).join('\n');
    const { err } = await lint(`pyroscope:\n  affinity:\n${deep} 1\n`);
    expect(err).toBe('');
  });
});
