import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runInProcess } from '../../in-process.ts';
import { ASKED_FOR, PROGRAM } from '../../program.ts';

export interface Run {
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

export interface Setting {
  readonly input?: string | Buffer;
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder of a test's own, gone when the test has finished. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-bad-input-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Nothing of the machine's environment. */
const environment = (folder: string, env: Setting['env'] = {}) => ({
  PATH: process.env.PATH,
  HOME: folder,
  XDG_STATE_HOME: join(folder, 'state'),
  ...env,
});

/** Runs the program in this process, or the executable that the tests run against. */
export async function run(args: readonly string[], setting: Setting = {}): Promise<Run> {
  const folder = setting.folder ?? ownFolder();
  if (ASKED_FOR !== undefined) return ended(start(args, folder, setting.env), setting.input);
  const { code, out, err } = await runInProcess(args, {
    cwd: folder,
    env: environment(folder, setting.env),
    ...(setting.input !== undefined && { input: setting.input }),
  });
  return { code, out: Buffer.from(out), err };
}

/** Starts the built program in a folder of its own. */
export function start(args: readonly string[], folder: string, env?: Setting['env']) {
  const [program, ...words] = PROGRAM;
  return spawn(program, [...words, ...args], { cwd: folder, env: environment(folder, env) });
}

async function ended(child: ReturnType<typeof start>, input: string | Buffer = ''): Promise<Run> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // Usage errors end the program before it reads.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8') };
}

/** Runs the built program to its end: for what the stack, a pipe or the exit of a process decides. */
export const runBuilt = (args: readonly string[], input = ''): Promise<Run> =>
  ended(start(args, ownFolder()), input);
