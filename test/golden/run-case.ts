import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Io } from '../../src/cli/io.ts';
import type * as Program from '../../src/cli/main.ts';
import { ok } from '../../src/result.ts';
import { ASKED_FOR, PROGRAM, type ProgramWords } from '../program.ts';
import { type Case, filesBelow, type Run } from './case-file.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const { runWith }: typeof Program = await import(join(ROOT, 'dist/phasegate.js'));

/** Reports that render keeps: their names tell the time. */
const STATE = '.state';

type Environment = Readonly<Record<string, string | undefined>>;
type Result = Pick<Run, 'stdout' | 'stderr' | 'exit'>;

interface CommandLine {
  readonly variables: Environment;
  readonly args: readonly string[];
}

/** Words are split at blanks; quotes as a shell takes them. */
function readCommand(command: string): CommandLine {
  const words = [...command.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
  const program = words.indexOf('phasegate');
  const variables = Object.fromEntries(
    words.slice(0, program).map((word) => word.split(/=(.*)/s).slice(0, 2)),
  );
  return { variables, args: words.slice(program + 1) };
}

/** What the shell or another program sees (PATH, colours) shows in a real process alone. */
const needsProcess = ({ variables }: CommandLine): boolean =>
  Object.keys(variables).some((name) => !name.startsWith('PHASEGATE_'));

/** The bundled program in this process: what bin/phasegate.js runs, but for the process around it. */
async function runBundle(
  args: readonly string[],
  cwd: string,
  env: Environment,
  stdin: Buffer,
): Promise<Result> {
  let stdout = '';
  let stderr = '';
  const io: Io = {
    env,
    cwd,
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    colourOnStderr: false,
    colourOnStdout: false,
    interrupted: new AbortController().signal,
    readStdin: () => ok(stdin),
    writeOut: (text) => {
      stdout += text;
      return ok(undefined);
    },
    writeTerminal: () => false,
    writeError: (text) => {
      stderr += text;
    },
  };
  const exit = await runWith(args, io);
  return { stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), exit };
}

const runProgram =
  ([program, ...words]: ProgramWords) =>
  (args: readonly string[], cwd: string, env: Environment, stdin: Buffer): Promise<Result> => {
    const child = spawn(program, [...words, ...args], { cwd, env });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A usage error ends the program before it reads its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    return new Promise((done) => {
      child.on('close', (exit) =>
        done({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), exit }),
      );
    });
  };

/** What `phasegate version` says differs by the build and by what runs it. */
const steadyVersion = (text: string): string =>
  text
    .replace(/^commit: (?:[0-9a-f]{40}(?:-dirty)?|unknown)$/m, 'commit: <commit>')
    .replace(/^runtime: (?:node|bun) \d+\.\d+\.\d+$/m, 'runtime: <runtime>');

/** Files that a run wrote, changed or removed. */
function changedFiles(folder: string, before: Case['files']): Run['after'] {
  const now = filesBelow(folder).filter((path) => !path.startsWith(`${STATE}/`));
  const written = now
    .map((path) => [path, readFileSync(join(folder, path))] as const)
    .filter(([path, bytes]) => !before.get(path)?.equals(bytes));
  const gone = [...before.keys()].filter((path) => !now.includes(path));
  return new Map([...written, ...gone.map((path) => [path, undefined] as const)]);
}

/**
 * Runs a case in a folder of its own, with nothing of this machine's environment but PATH.
 * @param program what to start; without one the bundle in this process, where nothing needs a process of its own
 */
export async function runCase(given: Case, program = ASKED_FOR): Promise<Run> {
  const line = readCommand(given.command);
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-golden-'));
  try {
    for (const [path, bytes] of given.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_STATE_HOME: join(folder, STATE),
      ...line.variables,
    };
    const own = program ?? (needsProcess(line) ? PROGRAM : undefined);
    const run = own === undefined ? runBundle : runProgram(own);
    const { stdout, stderr, exit } = await run(line.args, folder, env, given.stdin);
    const steady = Buffer.from(stderr.toString('utf8').replaceAll(folder, '<folder>'));
    const asked = line.args[0] === 'version' ? Buffer.from(steadyVersion(stdout.toString('utf8'))) : stdout;
    return { stdout: asked, stderr: steady, exit, after: changedFiles(folder, given.files) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
