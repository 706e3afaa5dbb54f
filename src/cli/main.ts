import { loadLibrary } from '../yaml/library.ts';
import type { Command, ExitCode, Io } from './io.ts';
import { processIo } from './process-io.ts';

/** Each command's code is loaded when it is asked for, and not before: Helm waits for every start. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  render: async () => (await import('./render/command.ts')).render,
  report: async () => (await import('./report/command.ts')).report,
  lint: async () => (await import('./lint/command.ts')).lint,
  values: async () => (await import('./values/command.ts')).values,
  explain: async () => (await import('./explain/command.ts')).explain,
  rules: async () => (await import('./rules/command.ts')).rules,
  schema: async () => (await import('./schema/command.ts')).schema,
  plan: async () => (await import('./plan/command.ts')).plan,
  verify: async () => (await import('./verify/command.ts')).verify,
  next: async () => (await import('./next/command.ts')).next,
  init: async () => (await import('./init/command.ts')).initCommand,
};

/** Commands that read values files, in which anything may stand that only the `yaml` library reads. */
const READ_VALUES = new Set(['lint', 'values', 'plan', 'verify', 'next', 'init']);

const HELP = new Set(['help', '--help', '-h']);

async function help(io: Io): Promise<ExitCode> {
  const { overview } = await import('./overview.ts');
  io.writeOut(overview());
  return 0;
}

async function version(io: Io): Promise<ExitCode> {
  const { VERSION } = await import('../version.ts');
  io.writeOut(`${VERSION}\n`);
  return 0;
}

async function unknownCommand(word: string, io: Io): Promise<ExitCode> {
  const { nearest } = await import('../nearest.ts');
  const near = nearest(word, Object.keys(COMMANDS));
  io.writeError(
    `phasegate: no command ${word}${near ? `; did you mean ${near}?` : ''} (phasegate --help lists them)\n`,
  );
  return 2;
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [first] = argv;
  if (first !== undefined && HELP.has(first)) return help(io);
  if (first === '--version' || first === '-V') return version(io);
  if (first === undefined && io.stdinIsTerminal) return help(io);
  // Helm calls a post-renderer with its flags alone, or with nothing.
  if (first === undefined || first.startsWith('-')) return (await load('render'))(argv, io);
  if (!Object.hasOwn(COMMANDS, first)) return unknownCommand(first, io);
  return (await load(first))(argv.slice(1), io);
}

async function load(name: string): Promise<Command> {
  const command = COMMANDS[name];
  if (command === undefined) throw new Error(`command ${name} is not there`);
  if (READ_VALUES.has(name)) await loadLibrary();
  return command();
}

function ownFailure(error: unknown, argv: readonly string[], io: Io): ExitCode {
  const stack = argv.includes('--debug') && error instanceof Error ? `${error.stack}\n` : '';
  const message = error instanceof Error ? error.message : String(error);
  io.writeError(
    `phasegate: own failure: ${message}\n${stack}This is a fault of phasegate; nothing was written. --debug shows where.\n`,
  );
  return 3;
}

/** Runs a command line; whatever is thrown on the way is phasegate's own failure. */
export async function runWith(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    return ownFailure(error, argv, io);
  }
}

export const run = (argv: readonly string[]): Promise<ExitCode> => runWith(argv, processIo());
