import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { PLAN_FORMATS, type PlanFormatName } from '../../../src/report/plan/index.ts';
import { SAMPLES } from './samples/index.ts';

const FOLDER = join(import.meta.dirname, 'expected');
/** JSON and HTML stand in .txt files, which the project's formatter leaves alone. */
const ENDINGS = {
  text: 'text.txt',
  json: 'json.txt',
  markdown: 'md',
  html: 'html.txt',
} as const satisfies Partial<Record<PlanFormatName, string>>;
const formats = Object.keys(ENDINGS) as (keyof typeof ENDINGS)[];
const samples = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[];
const cases = samples.flatMap((sample) => formats.map((format) => ({ sample, format })));

describe('a plan', () => {
  it.each(cases)('$sample as $format is what was expected, byte for byte', async ({ sample, format }) => {
    const print = await PLAN_FORMATS[format]();
    const file = join(FOLDER, `${sample}.${ENDINGS[format]}`);
    const actual = print(SAMPLES[sample], PLAIN);
    if (process.env.PHASEGATE_UPDATE_GOLDENS === '1') writeFileSync(file, actual);
    expect(actual).toBe(readFileSync(file, 'utf8'));
  });

  it('has a file for each sample and format, and no other', () => {
    const wanted = cases.map(({ sample, format }) => `${sample}.${ENDINGS[format]}`);
    expect(readdirSync(FOLDER).sort()).toEqual(wanted.sort());
  });
});
