import { appendFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { oneOf, usageError } from '../command-line.ts';
import { EarlyExit } from '../early-exit.ts';
import { type Paint, PLAIN } from '../report/finding-text.ts';
import type { Ending } from './exit-code.ts';
import type { Io } from './io.ts';

/** Says on standard error why nothing could be done. */
export function printFailure(io: Io, message: string): Extract<Ending, 'unusable input'> {
  io.writeError(message.endsWith('\n') ? message : `${message}\n`);
  return 'unusable input';
}

/** Writes a command's result; a command whose result nobody takes has not done its work. */
export const printResult = (text: string, io: Io, ending: Ending = 'done'): Ending =>
  printPieces([text], io, ending);

/** The same for a result that is too large for one text. */
export function printPieces(pieces: Iterable<string | Buffer>, io: Io, ending: Ending): Ending {
  for (const piece of pieces) {
    const written = io.writeOut(piece);
    if (!written.ok)
      return printFailure(
        io,
        `phasegate: standard output was closed before everything was written (${written.error})`,
      );
  }
  return ending;
}

/** Help goes to standard output, a mistake in the call to standard error. */
export const printEarlyExit = ({ ending, message }: EarlyExit, io: Io): Ending =>
  ending === 'done' ? printResult(message, io) : printFailure(io, message);

/** Colours where they suit; the library is loaded on a terminal only. */
export async function paintFor(colour: boolean): Promise<Paint> {
  if (!colour) return PLAIN;
  const { default: picocolors } = await import('picocolors');
  return picocolors.createColors(true);
}

interface WriteDetails {
  /** Of a new file: `0o600`. */
  readonly mode?: number;
  /** What it means where the file cannot be written. */
  readonly consequence?: string;
}

/** @throws EarlyExit if it cannot be written */
export function writeFile(
  name: string,
  text: string,
  io: Pick<Io, 'cwd'>,
  { mode = 0o666, consequence }: WriteDetails = {},
): void {
  const reason = failureOf(() => writeFileSync(resolve(io.cwd, name), text, { mode }));
  if (reason === undefined) return;
  const end = consequence === undefined ? '' : `; ${consequence}`;
  throw new EarlyExit(`phasegate: ${name} cannot be written (${reason})${end}`);
}

/** @returns why it cannot be written, such as ENOSPC */
export const appendToFile = (name: string, text: string, io: Pick<Io, 'cwd'>): string | undefined =>
  failureOf(() => appendFileSync(resolve(io.cwd, name), text));

function failureOf(write: () => void): string | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** A format and where it goes: a file, or standard output. */
export interface Output<Name extends string> {
  readonly format: Name;
  readonly file?: string;
}

/** @throws EarlyExit if there is no such format */
export const readFormat = <Name extends string>(
  word: string,
  formats: Readonly<Record<Name, unknown>>,
): Name => oneOf(Object.keys(formats) as Name[], word, '--format', 'format');

/** What --format asks for; text if it is not given. @throws EarlyExit */
export function readOutputs<Name extends string>(
  words: readonly string[],
  formats: Readonly<Record<Name, unknown>>,
): readonly Output<Name>[] {
  const outputs = (words.length > 0 ? words : ['text']).map((word): Output<Name> => {
    const [name = '', file] = word.split(/=(.*)/s);
    return { format: readFormat(name, formats), ...(file && { file }) };
  });
  if (outputs.filter(({ file }) => file === undefined).length > 1)
    throw usageError(
      '--format: only one format can go to standard output; give the others a file, such as json=report.json',
    );
  return outputs;
}

/** Writes a result in each format: files at once. @returns what goes to standard output @throws EarlyExit */
export async function writeOutputs<Name extends string>(
  outputs: readonly Output<Name>[],
  print: (format: Name, paint: Paint) => Promise<string>,
  io: Io,
): Promise<string> {
  let onStdout = '';
  for (const { format, file } of outputs) {
    const isPainted = file === undefined && format === 'text';
    const text = await print(format, isPainted ? await paintFor(io.colourOnStdout) : PLAIN);
    if (file === undefined) onStdout = text;
    else writeFile(file, text, io);
  }
  return onStdout;
}
