import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { LINT_FORMATS, type LintFormatName } from '../../../src/report/lint/index.ts';
import { SAMPLE } from './sample.ts';

const FOLDER = join(import.meta.dirname, 'expected');
/** JSON stands in .txt and .sarif files, which the project's formatter leaves alone. */
const FILES: Readonly<Record<LintFormatName, string>> = {
  text: 'text.txt',
  json: 'json.txt',
  sarif: 'sarif.sarif',
  junit: 'junit.xml',
  github: 'github.txt',
  gitlab: 'gitlab.txt',
};
const formats = Object.keys(LINT_FORMATS) as LintFormatName[];

describe('the sample', () => {
  it.each(formats)('as %s is what was expected, byte for byte', async (name) => {
    const format = await LINT_FORMATS[name]();
    const file = join(FOLDER, FILES[name]);
    const actual = format(SAMPLE, PLAIN);
    if (process.env.PHASEGATE_UPDATE_GOLDENS === '1') writeFileSync(file, actual);
    expect(actual).toBe(readFileSync(file, 'utf8'));
  });

  it('has a file for each format, and no other', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(Object.values(FILES).sort());
  });
});
