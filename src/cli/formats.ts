import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearest } from '../nearest.ts';
import { err, ok, type Result } from '../result.ts';
import type { Io } from './io.ts';

/** A format and where it goes: a file, or standard output. */
export interface Output<Name extends string> {
  readonly format: Name;
  readonly file?: string;
}

function readOutput<Name extends string>(word: string, names: readonly Name[]): Result<Output<Name>, string> {
  const [name = '', file] = word.split(/=(.*)/s);
  const format = names.find((one) => one === name);
  if (format !== undefined) return ok({ format, ...(file && { file }) });
  const near = nearest(name, names);
  return err(
    `phasegate: --format: there is no format ${name}; ${near ? `did you mean ${near}?` : names.join(', ')}`,
  );
}

/** What --format asks for; text where it is not given. @returns the message for exit code 2 */
export function readOutputs<Name extends string>(
  words: readonly string[],
  names: readonly Name[],
): Result<readonly Output<Name>[], string> {
  const outputs: Output<Name>[] = [];
  for (const word of words.length > 0 ? words : ['text']) {
    const output = readOutput(word, names);
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

/** Writes a result in each format. @returns what goes to standard output, or why a file cannot be written */
export async function writeOutputs<Name extends string>(
  outputs: readonly Output<Name>[],
  print: (output: Output<Name>) => Promise<string>,
  io: Io,
): Promise<Result<string, string>> {
  let printed = '';
  for (const output of outputs) {
    const text = await print(output);
    if (output.file === undefined) printed = text;
    else {
      const problem = writeTo(resolve(io.cwd, output.file), text);
      if (problem !== undefined) return err(`phasegate: ${output.file} cannot be written (${problem})`);
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
