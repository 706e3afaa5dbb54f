import { join } from 'node:path';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { LINT_FORMATS, type LintFormat } from '../../../src/report/lint/index.ts';
import { describeWritten } from '../written.ts';
import { SAMPLE } from './sample.ts';

const texts: Record<string, string> = {};
for (const [name, load] of Object.entries(LINT_FORMATS)) {
  const print: LintFormat = await load();
  texts[name] = print(SAMPLE, PLAIN);
}
describeWritten('the sample', join(import.meta.dirname, 'expected.txt'), texts);
