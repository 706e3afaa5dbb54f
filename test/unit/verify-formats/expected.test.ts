import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { VERIFY_FORMATS, type VerifyFormatName } from '../../../src/report/verify/index.ts';
import { GREEN, HALF, IN_V2 } from './samples.ts';

const FOLDER = join(import.meta.dirname, 'expected');
const SAMPLES = { half: HALF, green: GREEN, 'in-v2': IN_V2 };
/** JSON stands in .txt files, which the project's formatter leaves alone. */
const ENDINGS: Readonly<Record<VerifyFormatName, string>> = {
  text: 'text.txt',
  json: 'json.txt',
  junit: 'xml',
  markdown: 'md',
  html: 'html.txt',
};
const CASES = Object.keys(SAMPLES).flatMap((sample) =>
  Object.keys(ENDINGS).map((format) => [sample, format] as [keyof typeof SAMPLES, VerifyFormatName]),
);
const fileOf = (sample: string, format: VerifyFormatName): string => `${sample}.${ENDINGS[format]}`;

describe('a report of verify', () => {
  it.each(CASES)('%s as %s is what was expected, byte for byte', async (sample, name) => {
    const actual = (await VERIFY_FORMATS[name]())(SAMPLES[sample], PLAIN);
    const file = join(FOLDER, fileOf(sample, name));
    if (process.env.PHASEGATE_UPDATE_GOLDENS === '1') {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, actual);
    }
    expect(actual).toBe(readFileSync(file, 'utf8'));
  });

  it('has a file for each format, and no other', () => {
    expect(Object.keys(ENDINGS).sort()).toEqual(Object.keys(VERIFY_FORMATS).sort());
    expect(readdirSync(FOLDER).sort()).toEqual(CASES.map(([one, format]) => fileOf(one, format)).sort());
  });
});
