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
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
export const GOLDEN = join(ROOT, 'golden');
const PROGRAM = join(ROOT, 'bin/phasegate.js');

/** What a run shows: each is a file of the case, by its name. */
export type Outputs = ReadonlyMap<string, Buffer>;

/** render writes manifests, everything else text. */
const stdoutOf = (name: string): string => (name.startsWith('render/') ? 'stdout.yaml' : 'stdout.txt');

/** Files that a run writes or changes, as they are to be afterwards. */
const AFTER = 'after';

/** Files below a folder, by their paths in it. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

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
    return [stdoutOf(relative(GOLDEN, folder)), 'stderr.txt', 'exit-code.txt']
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
    cpSync(folder, work, { recursive: true, filter: (path) => path !== join(folder, AFTER) });
    const environment = { PATH: process.env.PATH, HOME: work, XDG_STATE_HOME: join(work, '.state'), ...env };
    const given = join(folder, 'input.yaml');
    const input = existsSync(given) ? readFileSync(given) : Buffer.alloc(0);
    const run = await runProgram(args, work, environment, input);
    const stderr = run.stderr.toString('utf8').replaceAll(work, '<folder>');
    return new Map([
      [stdoutOf(name), run.stdout],
      ['stderr.txt', Buffer.from(stderr)],
      ['exit-code.txt', Buffer.from(`${run.code}\n`)],
      ...filesBelow(join(folder, AFTER)).map((file) => [join(AFTER, file), read(join(work, file))] as const),
    ]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const read = (path: string): Buffer =>
  existsSync(path) ? readFileSync(path) : Buffer.from('(missing: npm run golden:update writes it)');

/** What a case is to show, for the names that a run gave. */
export const expected = (name: string, outputs: Outputs): Outputs =>
  new Map([...outputs.keys()].map((file) => [file, read(join(GOLDEN, name, file))]));

export function update(name: string, outputs: Outputs): void {
  for (const [file, content] of outputs) writeFileSync(join(GOLDEN, name, file), content);
}
