import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
export const GOLDEN = join(ROOT, 'golden');
const PROGRAM = join(ROOT, 'bin/phasegate.js');

/** What a run shows: each is a file of the case, by this name. */
export const OUTPUTS = ['stdout.yaml', 'stderr.txt', 'exit-code.txt'] as const;
export type Outputs = Record<(typeof OUTPUTS)[number], Buffer>;

/** Folders that hold a command.txt, by their path below golden/. */
export function findCases(folder = GOLDEN): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return existsSync(join(path, 'command.txt')) ? [path.slice(GOLDEN.length + 1)] : findCases(path);
  });
}

/** Folders without a case in them, and files that no run wrote or reads: leftovers. */
export function findOrphans(folder = GOLDEN): string[] {
  if (existsSync(join(folder, 'command.txt'))) {
    return ['input.yaml', ...OUTPUTS]
      .filter((name) => !existsSync(join(folder, name)))
      .map((name) => `${folder}: ${name} is missing`);
  }
  const names = readdirSync(folder);
  const files = names.filter((name) => statSync(join(folder, name)).isFile() && name !== 'README.md');
  const below = names
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .flatMap((name) => findOrphans(join(folder, name)));
  const empty = names.length === 0 ? [`${folder} is empty`] : [];
  return [...empty, ...files.map((name) => `${join(folder, name)} belongs to no case`), ...below];
}

/** `VARIABLE=value … phasegate words`: words split at blanks, quotes as a shell takes them. */
function readCommand(folder: string): { env: Record<string, string>; args: string[] } {
  const text = readFileSync(join(folder, 'command.txt'), 'utf8').trim();
  const words = [...text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
  const program = words.indexOf('phasegate');
  const env = Object.fromEntries(words.slice(0, program).map((word) => word.split(/=(.*)/s).slice(0, 2)));
  return { env, args: words.slice(program + 1) };
}

interface Run {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly code: number | null;
}

function runProgram(args: string[], cwd: string, env: NodeJS.ProcessEnv, input: Buffer): Promise<Run> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A usage error ends the program before it reads its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on('close', (code) =>
      resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), code }),
    );
  });
}

/** Runs a case's command with its input, in a copy of its folder, with nothing of this machine's environment. */
export async function runCase(name: string): Promise<Outputs> {
  const folder = join(GOLDEN, name);
  const { env, args } = readCommand(folder);
  const work = mkdtempSync(join(tmpdir(), 'phasegate-golden-'));
  try {
    cpSync(folder, work, { recursive: true });
    const environment = { PATH: process.env.PATH, HOME: work, XDG_STATE_HOME: join(work, '.state'), ...env };
    const input = readFileSync(join(folder, 'input.yaml'));
    const run = await runProgram(args, work, environment, input);
    const stderr = run.stderr.toString('utf8').replaceAll(work, '<folder>');
    return {
      'stdout.yaml': run.stdout,
      'stderr.txt': Buffer.from(stderr),
      'exit-code.txt': Buffer.from(`${run.code}\n`),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

export function expected(name: string): Outputs {
  const read = (file: string): Buffer => {
    const path = join(GOLDEN, name, file);
    return existsSync(path) ? readFileSync(path) : Buffer.from('(missing: npm run golden:update writes it)');
  };
  return {
    'stdout.yaml': read('stdout.yaml'),
    'stderr.txt': read('stderr.txt'),
    'exit-code.txt': read('exit-code.txt'),
  };
}

export function update(name: string, outputs: Outputs): void {
  for (const file of OUTPUTS) writeFileSync(join(GOLDEN, name, file), outputs[file]);
}
