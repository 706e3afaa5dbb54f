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

  it.each(['\xff\xfe', '\xfe\xff'])(
    'are called UTF-16 where they begin with its mark, with what to do',
    async (mark) => {
      const text = Buffer.from(`${mark}a\0:\0 \x001\0\n\0`, 'latin1');
      const { code, said } = await run(['lint', 'wide.yaml'], { files: { 'wide.yaml': text } });
      expect(said).toContain(
        'wide.yaml: UTF-16, which Helm 3 reads, and Helm 4 refuses or reads in part; phasegate does not read it: convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)',
      );
      expect(code).toBe(2);
    },
  );
});

/** As both majors of Helm print it; an upgrade says one line more. */
const reportOf = (first: string, rest: string): string =>
  `${first}NAME: profiles\nLAST DEPLOYED: Mon Nov 30 00:41:17 2026\nNAMESPACE: default\nSTATUS: pending-install\nREVISION: 1\n${rest}`;
const MANIFEST =
  'HOOKS:\nMANIFEST:\n---\n# Source: pyroscope/templates/a.yaml\nv: 1\n\nNOTES:\n1. Get the URL: run it\n';

describe("Helm's report about a release", () => {
  it.each([
    ['helm install --dry-run', reportOf('', `TEST SUITE: None\n${MANIFEST}`)],
    ['helm upgrade --dry-run', reportOf('Release "profiles" has been upgraded. Happy Helming!\n', MANIFEST)],
    ['helm get all', reportOf('', `USER-SUPPLIED VALUES:\nnull\n\nCOMPUTED VALUES:\n{}\n\n${MANIFEST}`)],
    ['helm get all, on Windows', reportOf('', MANIFEST).replaceAll('\n', '\r\n')],
  ])('is refused where manifests are wanted: %s', async (_, stdin) => {
    const { code, out, said } = await run(['render'], { stdin });
    expect(said).toContain(
      "phasegate: standard input is Helm's report about a release (helm install --dry-run",
    );
    expect(said).toContain('give the output of helm template, or of helm get manifest');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('is not seen in a manifest that only quotes one', async () => {
    const quoted = reportOf('', MANIFEST).replaceAll('\n', '\n    ');
    const stdin = `kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n  report: |\n    ${quoted}\n`;
    const { code, out } = await run(['render'], { stdin });
    expect({ code, out }).toEqual({ code: 0, out: stdin });
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
