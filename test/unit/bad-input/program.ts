import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const PROGRAM = resolve(import.meta.dirname, '../../../bin/phasegate.js');

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

/** Starts the built program in a folder of its own, with nothing of the machine's environment. */
export function start(args: readonly string[], folder: string, env: Setting['env'] = {}) {
  return spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: join(folder, 'state'), ...env },
  });
}

/** Runs the program to its end. */
export async function run(args: readonly string[], setting: Setting = {}): Promise<Run> {
  const child = start(args, setting.folder ?? ownFolder(), setting.env);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // Usage errors end the program before it reads.
  child.stdin.on('error', () => undefined);
  child.stdin.end(setting.input ?? '');
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8') };
}
