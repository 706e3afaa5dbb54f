import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { DevTools } from './devtools.ts';

export interface Browser {
  readonly devTools: DevTools;
  /** A folder of its own, gone with it. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

const FLAGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
  '--no-first-run',
  // What a browser asks for by itself must not be taken for what a page asks for.
  '--disable-background-networking',
  '--disable-component-update',
];
/** Root has no sandbox in Chromium. */
const SANDBOX = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const PATIENCE = 5000;

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await once(child, 'exit');
  clearTimeout(kill);
}

export async function startBrowser(program: string): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'phasegate-plan-html-'));
  const args = [...FLAGS, ...SANDBOX, `--user-data-dir=${join(folder, 'profile')}`];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const devTools = new DevTools(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const close = async (): Promise<void> => {
    await devTools.send('Browser.close').catch(() => undefined);
    await ended(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { devTools, folder, close };
}
