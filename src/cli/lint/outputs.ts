import type { LintResult } from '../../lint/lint-result.ts';
import { PLAIN } from '../../report/finding-text.ts';
import { LINT_FORMATS, type LintFormatName } from '../../report/lint/index.ts';
import type { Result } from '../../result.ts';
import { type Output, readOutputs, writeOutputs } from '../formats.ts';
import type { Io } from '../io.ts';
import { paintFor } from '../paint.ts';

export type LintOutput = Output<LintFormatName>;

/** What --format asks for; text where it is not given. @returns the message for exit code 2 */
export const readLintOutputs = (words: readonly string[]): Result<readonly LintOutput[], string> =>
  readOutputs(words, Object.keys(LINT_FORMATS) as LintFormatName[]);

/** For people infos are left out until they are asked for: a file that is fine prints nothing. */
export const withoutInfos = (result: LintResult): LintResult => ({
  ...result,
  findings: result.findings.filter(({ severity }) => severity !== 'info'),
});

/** Writes the result in each format. @returns what goes to standard output */
export const writeLintOutputs = (
  result: LintResult,
  outputs: readonly LintOutput[],
  infos: boolean,
  io: Io,
): Promise<Result<string, string>> =>
  writeOutputs(
    outputs,
    async ({ format, file }) => {
      const print = await LINT_FORMATS[format]();
      const paint = file === undefined && format === 'text' ? await paintFor(io.colourOnStdout) : PLAIN;
      return print(format === 'text' && !infos ? withoutInfos(result) : result, paint);
    },
    io,
  );
