import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

const FILES = {
  'a.yaml': 'architecture: {storage: {v1: true}}\n',
  'b.yaml': 'architecture: {storage: {v2: true}}\n',
  'c,d.yaml': 'ingress: {enabled: true}\n',
  'q"x.yaml': 'minio: {enabled: true}\n',
};

/** The values that phasegate makes of one -f, as JSON. */
async function valuesOf(word: string) {
  const { code, out, said } = await run(['values', '--origins', '-f', word], { files: FILES });
  return { code, out, said };
}

describe('-f, as Helm reads it', () => {
  it.each([
    ['a.yaml,b.yaml', ['a.yaml:1:', 'b.yaml:1:']],
    ['"c,d.yaml",a.yaml', ['c,d.yaml:1:', 'a.yaml:1:']],
    ['"a.yaml"', ['a.yaml:1:']],
    ['"q""x.yaml"', ['q"x.yaml:1:']],
    ['a.yaml\nb.yaml', ['a.yaml:1:']],
  ])('%j is a list of files', async (word, places) => {
    const { code, out, said } = await valuesOf(word);
    expect(said).toBe('');
    expect(code).toBe(0);
    for (const place of places) expect(out).toContain(place);
  });

  it.each([
    ['c,d.yaml', 'values file c: no such file'],
    ['"a', '--values: "\\"a" is not a list of files: a quote is never closed'],
    ['a"b.yaml', 'is not a list of files: a quote in the middle of a name; write'],
    ['a.yaml,"b"x.yaml', 'is not a list of files: text behind a closing quote'],
    ['a.yaml,', '--values: "a.yaml," names a file without a name; remove the extra comma'],
    ['""', 'names a file without a name'],
  ])('%j is refused', async (word, why) => {
    const { code, said } = await valuesOf(word);
    expect(said).toContain(why);
    expect(code).toBe(2);
  });

  it('is nothing where it is empty, such as an unset variable', async () => {
    const { code, out } = await run(['values', '--origins', '-f', '', '-f', 'a.yaml'], { files: FILES });
    expect(out).toContain('a.yaml:1:');
    expect(code).toBe(0);
  });

  const URL = 'https://user:hunter2@values.example/a.yaml?token=hunter2';

  it.each([
    [['lint', '-f', `a.yaml,${URL}`], '--values'],
    [['values', '-f', URL], '--values'],
    [['render', '-f', URL], '--values'],
    [['plan', '--from-values', 'a.yaml', '--to-values', URL], '--to-values'],
    [['plan', '--from-values', URL, '--to-values', 'a.yaml'], '--from-values'],
    [['lint', 'a.yaml', '--from-values', URL], '--from-values'],
  ])('says of a URL that phasegate reads files only: %j', async (argv, flag) => {
    const { code, said } = await run(argv, { files: FILES });
    expect(said).toBe(
      `phasegate: ${flag}: phasegate reads files only, and https://… is a URL; download it (curl -fLO) and give the file\n`,
    );
    expect(code).toBe(2);
  });

  it.each([
    [['lint', '--format', 'json', '-f', 'a.yaml,b.yaml'], '"name": "a.yaml + b.yaml"'],
    [['plan', '--from-values', 'a.yaml', '--to-values', 'a.yaml,b.yaml'], 'a.yaml + b.yaml'],
    [['plan', '--from-values', 'a.yaml,b.yaml', '--to-values', 'a.yaml'], 'a.yaml + b.yaml'],
  ])('is a list in every command: %j', async (argv, shown) => {
    const { out } = await run(argv, { files: FILES });
    expect(out).toContain(shown);
  });
});
