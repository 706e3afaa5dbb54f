import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const HEADER = /^==== (\S+)\n/m;

/**
 * Tests that texts are, byte for byte, those of a file that holds all of them, each below a line `==== name`. With
 * PHASEGATE_UPDATE_GOLDENS=1 the file is written.
 */
export function describeWritten(title: string, file: string, texts: Readonly<Record<string, string>>): void {
  if (process.env.PHASEGATE_UPDATE_GOLDENS === '1')
    writeFileSync(
      file,
      Object.entries(texts)
        .map(([name, text]) => `==== ${name}\n${text}`)
        .join(''),
    );
  const [, ...parts] = readFileSync(file, 'utf8').split(HEADER);
  const names = parts.filter((_, index) => index % 2 === 0);
  describe(title, () => {
    it.each(Object.entries(texts))('as %s is what was expected, byte for byte', (name, text) => {
      expect(text).toBe(parts[2 * names.indexOf(name) + 1]);
    });

    it('stands in its file in each of its formats, and in no other', () => {
      expect(names).toEqual(Object.keys(texts));
    });
  });
}
