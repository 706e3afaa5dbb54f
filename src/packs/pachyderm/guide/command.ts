import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readCommandLine, usageError } from '../../../command-line.ts';
import { EarlyExit } from '../../../early-exit.ts';
import { nearest } from '../../../nearest.ts';
import type { Terminal } from '../../../pack.ts';
import { type PathStep, pathBetween } from '../facts/versions.ts';
import { verify } from '../verify/command.ts';
import { gateList, VERIFY_SHAPE } from '../verify/flags.ts';
import { PATH_SHAPE, RUNBOOK_SHAPE, readVersion } from './flags.ts';
import { noPathText, pathText } from './path.ts';
import { runbookOf } from './runbook.ts';
import { SUMMARY } from './summary.ts';

type Subcommand = (argv: readonly string[], terminal: Terminal) => number | Promise<number>;

interface Entry {
  readonly summary: string;
  readonly run: Subcommand;
}

const SUBCOMMANDS: Readonly<Record<string, Entry>> = {
  path: { summary: PATH_SHAPE.summary, run: path },
  runbook: { summary: RUNBOOK_SHAPE.summary, run: runbook },
  verify: { summary: VERIFY_SHAPE.summary, run: verify },
};

const overview = (): string =>
  [
    'Usage: phasegate pachyderm <subcommand> [flags]',
    SUMMARY,
    Object.entries(SUBCOMMANDS)
      .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
      .join('\n'),
    `Gates:\n${gateList()}`,
    'phasegate pachyderm <subcommand> --help lists its flags.\n',
  ].join('\n\n');

/** `phasegate pachyderm`. @returns the exit code @throws EarlyExit */
export async function pachydermCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [word, ...rest] = argv;
  if (word === undefined || word === '--help' || word === '-h') throw new EarlyExit(overview(), 'done');
  const names = Object.keys(SUBCOMMANDS);
  const found = names.find((name) => name === word);
  if (found === undefined) {
    const near = nearest(word, names);
    throw usageError(
      `unknown subcommand ${word}; ${near === undefined ? 'phasegate pachyderm --help lists them' : `did you mean ${near}?`}`,
    );
  }
  return (SUBCOMMANDS[found] as Entry).run(rest, terminal);
}

interface Way {
  readonly from: string;
  readonly to: string;
  readonly steps: readonly PathStep[];
}

/** @returns undefined where there is no path, which is told then @throws EarlyExit */
function wayOf(
  flags: { readonly from?: string; readonly to?: string; readonly inPlace: boolean },
  terminal: Terminal,
): Way | undefined {
  const [from, to] = [readVersion(flags.from, '--from'), readVersion(flags.to, '--to')];
  const steps = pathBetween(from, to, flags.inPlace);
  if (steps.ok) return { from, to, steps: steps.value };
  terminal.writeError(noPathText(steps.error));
  return undefined;
}

function path(argv: readonly string[], terminal: Terminal): number {
  const { flags } = readCommandLine(argv, PATH_SHAPE);
  const way = wayOf(flags, terminal);
  if (way === undefined) return 1;
  terminal.writeOut(pathText(way.from, way.to, way.steps));
  return 0;
}

function runbook(argv: readonly string[], terminal: Terminal): number {
  const { flags } = readCommandLine(argv, RUNBOOK_SHAPE);
  const way = wayOf(flags, terminal);
  if (way === undefined) return 1;
  if (way.steps.length === 0) throw usageError(`--to is the version that runs: ${way.to}`);
  const text = runbookOf(way.steps, flags);
  const { output } = flags;
  if (output === undefined) terminal.writeOut(text);
  else writeTo(output, text, terminal);
  return 0;
}

/** @throws EarlyExit */
function writeTo(file: string, text: string, { cwd }: Terminal): void {
  try {
    writeFileSync(resolve(cwd, file), text);
  } catch (error) {
    throw usageError(`--output: ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
