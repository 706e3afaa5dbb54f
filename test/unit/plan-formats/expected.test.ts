import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { PLAN_FORMATS, type PlanFormat } from '../../../src/report/plan/index.ts';
import { describeWritten } from '../written.ts';
import { SAMPLES } from './samples/index.ts';

const FOLDER = join(import.meta.dirname, 'expected');

for (const [name, sample] of Object.entries(SAMPLES)) {
  const texts: Record<string, string> = {};
  for (const format of ['text', 'json', 'markdown', 'html'] as const) {
    const print: PlanFormat = await PLAN_FORMATS[format]();
    texts[format] = print(sample, PLAIN);
  }
  describeWritten(`the plan ${name}`, join(FOLDER, `${name}.txt`), texts);
}

it('there is a file for each plan, and no other', () => {
  const files = Object.keys(SAMPLES).map((name) => `${name}.txt`);
  expect(readdirSync(FOLDER).sort()).toEqual(files.sort());
});
