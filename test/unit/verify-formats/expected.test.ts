import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { VERIFY_FORMATS } from '../../../src/report/verify/index.ts';
import { describeWritten } from '../written.ts';
import { GREEN, HALF, IN_V2 } from './samples.ts';

const FOLDER = join(import.meta.dirname, 'expected');
const SAMPLES = { half: HALF, green: GREEN, 'in-v2': IN_V2 };

for (const [name, sample] of Object.entries(SAMPLES)) {
  const texts: Record<string, string> = {};
  for (const [format, load] of Object.entries(VERIFY_FORMATS)) texts[format] = (await load())(sample, PLAIN);
  describeWritten(`the report of verify ${name}`, join(FOLDER, `${name}.txt`), texts);
}

it('there is a file for each report, and no other', () => {
  const files = Object.keys(SAMPLES).map((name) => `${name}.txt`);
  expect(readdirSync(FOLDER).sort()).toEqual(files.sort());
});
