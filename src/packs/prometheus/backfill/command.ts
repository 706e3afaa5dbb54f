import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { oneOf, readCommandLine, usageError } from '../../../command-line.ts';
import type { Terminal } from '../../../pack.ts';
import { BACKFILL_SHAPE } from './flags.ts';
import { readOptions } from './options.ts';
import { isDone, type RunResult, resultJson, resultText } from './report.ts';
import { runBackfill } from './run.ts';

const FORMATS = { text: resultText, json: resultJson } as const;
const NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

/** `phasegate backfill`. @returns the exit code @throws EarlyExit */
export async function backfill(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { flags } = readCommandLine(argv, BACKFILL_SHAPE);
  const now = Date.now();
  const options = readOptions(flags, { cwd: terminal.cwd, env: terminal.env, now });
  const outputs = (flags.format.length > 0 ? flags.format : ['text']).map((word) => {
    const [name = '', file] = word.split(/=(.*)/s);
    return { print: FORMATS[oneOf(NAMES, name, '--format', 'format')], file };
  });
  if (outputs.filter(({ file }) => file === undefined).length > 1)
    throw usageError(
      '--format: only one format can go to standard output; give the other a file, such as json=report.json',
    );
  const result = await runBackfill(options, terminal, now);
  for (const { print, file } of outputs) {
    if (file === undefined) terminal.writeOut(print(result));
    else writeFileSync(resolve(terminal.cwd, file), print(result));
  }
  return exitCodeOf(result, options.unverified);
}

const exitCodeOf = (result: RunResult, unverified: boolean): number =>
  isDone(result) || (result.outcome === 'copied, not verifiable' && unverified) ? 0 : 1;
