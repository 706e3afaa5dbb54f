import { EarlyExit } from '../early-exit.ts';
import { nearest } from '../nearest.ts';
import type { Pack } from '../pack.ts';
import { VERSION } from '../version.ts';
import { loadLibrary } from '../yaml/library.ts';
import { COMMANDS, commandsOf, isCommand, overview } from './commands.ts';
import { type Ending, type ExitCode, endingOfCode, exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { printEarlyExit, printResult } from './outputs.ts';
import { PackFailure } from './pack-failure.ts';
import { packsFor, withoutPackFlags } from './packs.ts';
import { processIo } from './process-io.ts';
import { sayUnheard } from './unheard.ts';

/** Commands that read values files, which may contain what only the `yaml` library reads. */
const READ_VALUES = new Set(['lint', 'values', 'plan', 'verify', 'next', 'init']);

const HELP = new Set(['help', '--help', '-h']);
const VERSION_FLAGS = new Set(['--version', '-V']);

function unknownCommand(word: string, packs: readonly Pack[]): EarlyExit {
  const names = [...Object.keys(COMMANDS), ...commandsOf(packs).map(({ name }) => name), 'help', 'version'];
  const near = nearest(word, names);
  const hint = near === undefined ? 'phasegate --help lists the commands' : `did you mean ${near}?`;
  return new EarlyExit(`phasegate: unknown command ${word}; ${hint}`);
}

/** Runs a command of a pack, which may throw; its exit code is one of phasegate's. */
async function runOfPack(
  name: string,
  argv: readonly string[],
  io: Io,
  packs: readonly Pack[],
): Promise<Ending> {
  const command = commandsOf(packs).find((one) => one.name === name);
  if (command === undefined) throw unknownCommand(name, packs);
  try {
    return endingOfCode(await command.run(withoutPackFlags(argv), io));
  } catch (error) {
    if (error instanceof EarlyExit) throw error;
    io.writeError(`phasegate: ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 'own failure';
  }
}

async function runCommand(name: string, argv: readonly string[], io: Io): Promise<Ending> {
  if (name === 'version') return (await import('./version/command.ts')).version(argv, io);
  const packs = name === 'report' ? [] : await packsFor(argv, io);
  // Settings of packs have variables, and report loads no packs.
  if (name !== 'report') await sayUnheard(argv, io, packs);
  if (!isCommand(name)) return runOfPack(name, argv, io, packs);
  if (READ_VALUES.has(name)) await loadLibrary();
  const command = await COMMANDS[name].load();
  const { knowsReleases } = await import('../packs/index.ts');
  return command(argv, io, packs.filter(knowsReleases));
}

async function dispatch(argv: readonly string[], io: Io): Promise<Ending> {
  const [first, second] = argv;
  if (first === 'help' && second !== undefined && !second.startsWith('-'))
    return runCommand(second, ['--help', ...argv.slice(2)], io);
  if (first === undefined ? io.stdinIsTerminal : HELP.has(first))
    return printResult(overview(await packsFor(argv, io)), io);
  if (first !== undefined && VERSION_FLAGS.has(first)) return printResult(`${VERSION}\n`, io);
  // Helm calls a post-renderer with its flags alone, or with nothing.
  if (first === undefined || first.startsWith('-')) return runCommand('render', argv, io);
  return runCommand(first, argv.slice(1), io);
}

function ownFailure(error: unknown, argv: readonly string[], io: Io): Ending {
  const stack = argv.includes('--debug') && error instanceof Error ? `${error.stack}\n` : '';
  const message = error instanceof Error ? error.message : String(error);
  const [what, whose] =
    error instanceof PackFailure ? [message, 'the pack'] : [`internal error: ${message}`, 'phasegate'];
  io.writeError(
    `phasegate: ${what}\n${stack}This is a bug in ${whose}; nothing was written. Run it again with --debug to see where it failed.\n`,
  );
  return 'own failure';
}

/** Runs a command line; anything thrown on the way is phasegate's own failure. */
export async function runWith(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return exitCodeOf(await dispatch(argv, io));
  } catch (error) {
    return exitCodeOf(error instanceof EarlyExit ? printEarlyExit(error, io) : ownFailure(error, argv, io));
  }
}

/**
 * Helm 4 discards the standard error of a post-renderer that fails, so a person sees only that it did. What was said is
 * then shown on the terminal, where there is one.
 */
async function runForHelm4(argv: readonly string[], io: Io): Promise<ExitCode> {
  const said: string[] = [];
  // Copied with its getters: asking for the interruption starts to listen for it.
  const noting = Object.defineProperties({}, Object.getOwnPropertyDescriptors(io)) as Io;
  const writeError = (text: string): void => {
    said.push(text);
    io.writeError(text);
  };
  const code = await runWith(argv, Object.assign(noting, { writeError }));
  const again = code === 1 ? 'phasegate: `phasegate report` shows this again\n' : '';
  if (code !== 0 && said.length > 0) io.writeTerminal(said.join('') + again);
  return code;
}

/** The name under which Helm 4 runs its plugin. */
const HELM_PLUGIN = 'phasegate';

/** Runs a command line, for Helm 4 or for anybody else. */
export const runAs = (argv: readonly string[], io: Io): Promise<ExitCode> =>
  (io.env.HELM_PLUGIN_NAME === HELM_PLUGIN ? runForHelm4 : runWith)(argv, io);

export const run = (argv: readonly string[]): Promise<ExitCode> => runAs(argv, processIo());
