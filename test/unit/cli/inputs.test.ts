import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

const BROKEN = Buffer.from('pyroscope:\n  nameOverride: "\xff"\n', 'latin1');

describe('bytes that are not UTF-8', () => {
  it.each<[string, readonly string[]]>([
    ['lint', ['lint', '-']],
    ['lint of one release', ['lint', '-f', '-']],
    ['values', ['values', '-f', '-']],
  ])('are refused on standard input by %s', async (_, argv) => {
    const { code, out, said } = await run(argv, { stdin: BROKEN });
    expect([code, out]).not.toContain(0);
    expect(code).toBe(2);
    expect(said).toContain('not UTF-8');
    expect(out).not.toContain('\ufffd');
  });

  it.each<[string, readonly string[]]>([
    ['lint', ['lint', 'broken.yaml']],
    ['values', ['values', '-f', 'broken.yaml']],
    ['plan', ['plan', '--from-values', 'broken.yaml', '--to-values', 'broken.yaml']],
  ])('are refused in a file by %s', async (_, argv) => {
    const { code, said } = await run(argv, { files: { 'broken.yaml': BROKEN } });
    expect(code).toBe(2);
    expect(said).toContain('broken.yaml');
    expect(said).toContain('not UTF-8');
  });
});

describe('a values file that Helm cannot read', () => {
  it.each<[string, readonly string[]]>([
    ['render', ['render', '-f', 'bad.yaml']],
    ['values', ['values', '-f', 'bad.yaml']],
    ['plan', ['plan', '--from-values', 'bad.yaml', '--to-values', 'bad.yaml']],
    ['lint --from-values', ['lint', 'good.yaml', '--from-values', 'bad.yaml']],
  ])('is shown with its place by %s', async (_, argv) => {
    const files = { 'bad.yaml': 'a: 1\nb: [\n', 'good.yaml': 'a: 1\n' };
    const { code, said } = await run(argv, { files });
    expect(code).toBe(2);
    expect(said).toMatch(/^bad\.yaml:\d+:\d+: error: /m);
  });

  it.each<[string, readonly string[]]>([
    ['render', ['render', '-f', 'none.yaml']],
    ['values', ['values', '-f', 'none.yaml']],
    ['lint', ['lint', '-f', 'none.yaml']],
    ['plan', ['plan', '--from-values', 'none.yaml', '--to-values', 'none.yaml']],
    ['lint --from-values', ['lint', 'good.yaml', '--from-values', 'none.yaml']],
  ])('is missing in the same words for %s', async (_, argv) => {
    const { code, said } = await run(argv, { files: { 'good.yaml': 'a: 1\n' } });
    expect(code).toBe(2);
    expect(said).toBe('phasegate: values file none.yaml: no such file\n');
  });
});
