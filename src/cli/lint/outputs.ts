import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LintResult } from '../../lint/lint-result.ts';
import { nearest } from '../../nearest.ts';
import { LINT_FORMATS, type LintFormatName } from '../../report/lint/index.ts';
import { type Paint, PLAIN } from '../../report/text.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Io } from '../io.ts';
import { paintFor } from '../paint.ts';

/** A format and where it goes: a file, or standard output. */
export interface Output {
  readonly format: LintFormatName;
  readonly file?: string;
}

const NAMES = Object.keys(LINT_FORMATS) as LintFormatName[];

function readOutput(word: string): Result<Output, string> {
  const [name = '', file] = word.split(/=(.*)/s);
  const format = NAMES.find((one) => one === name);
  if (format) return ok({ format, ...(file && { file }) });
  const near = nearest(name, NAMES);
  return err(
    `phasegate: --format: there is no format ${name}; ${near ? `did you mean ${near}?` : NAMES.join(', ')}`,
  );
}

/** What --format asks for; text where it is not given. @returns the message for exit code 2 */
export function readOutputs(words: readonly string[]): Result<readonly Output[], string> {
  const outputs: Output[] = [];
  for (const word of words.length > 0 ? words : ['text']) {
    const output = readOutput(word);
    if (!output.ok) return output;
    outputs.push(output.value);
  }
  const onStdout = outputs.filter(({ file }) => file === undefined);
  if (onStdout.length > 1)
    return err(
      'phasegate: --format: only one format goes to standard output; give the others a file (json=report.json)',
    );
  return ok(outputs);
}

/** For people infos are left out until they are asked for: a file that is fine prints nothing. */
export const withoutInfos = (result: LintResult): LintResult => ({
  ...result,
  findings: result.findings.filter(({ severity }) => severity !== 'info'),
});

/** Writes the result in each format. @returns what goes to standard output */
export async function writeOutputs(
  result: LintResult,
  outputs: readonly Output[],
  infos: boolean,
  io: Io,
): Promise<Result<string, string>> {
  let printed = '';
  for (const { format, file } of outputs) {
    const print = await LINT_FORMATS[format]();
    const paint: Paint = file === undefined && format === 'text' ? await paintFor(io.colourOnStdout) : PLAIN;
    const text = print(format === 'text' && !infos ? withoutInfos(result) : result, paint);
    if (file === undefined) printed = text;
    else {
      const written = writeTo(resolve(io.cwd, file), text);
      if (written !== undefined) return err(`phasegate: ${file} cannot be written (${written})`);
    }
  }
  return ok(printed);
}

/** @returns why it cannot be written */
function writeTo(path: string, text: string): string | undefined {
  try {
    writeFileSync(path, text);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
