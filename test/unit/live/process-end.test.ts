import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isAlive } from './fake-programs.ts';

const ENTRY = resolve(import.meta.dirname, '../../../src/live/processes.ts');
const STUBBORN = `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); console.log('up'); setInterval(() => {}, 1000)`;

let dir = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'phasegate-end-'));
  await build({
    entryPoints: [ENTRY],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(dir, 'live.mjs'),
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Starts a process that starts a stubborn child, tells the child's pid, and then does `next`. */
async function processWithChild(next: string) {
  const script = `
    import { ChildProcesses } from ${JSON.stringify(join(dir, 'live.mjs'))};
    const all = new ChildProcesses({ grace: 100 });
    const child = all.start(process.execPath, ['-e', ${JSON.stringify(STUBBORN)}]);
    child.stdout.once('data', () => { console.log(child.pid); ${next} });`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(parent, 'exit');
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, ended, child: Number.parseInt(line.toString(), 10) };
}

describe('when this process ends, its children end', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s, which still ends it as usual', async (signal) => {
    const { parent, ended, child } = await processWithChild('');
    parent.kill(signal);
    expect(await ended).toEqual([null, signal]);
    await vi.waitFor(() => expect(isAlive(child)).toBe(false), 5_000);
  });

  it('by a signal that the process answers itself, with its own exit code', async () => {
    const { parent, ended, child } = await processWithChild(`process.on('SIGINT', () => process.exit(2));`);
    parent.kill('SIGINT');
    expect(await ended).toEqual([2, null]);
    await vi.waitFor(() => expect(isAlive(child)).toBe(false), 5_000);
  });

  it('by an error that nobody caught', async () => {
    const { ended, child } = await processWithChild(`throw new Error('not caught');`);
    expect(await ended).toEqual([1, null]);
    await vi.waitFor(() => expect(isAlive(child)).toBe(false), 5_000);
  });

  it('by kill -9, which no handler sees', async () => {
    const { parent, ended, child } = await processWithChild('');
    parent.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    await vi.waitFor(() => expect(isAlive(child)).toBe(false), 5_000);
  });

  it('by closing the connection: nothing keeps the process waiting', async () => {
    const { ended, child } = await processWithChild('void all.endAll();');
    expect(await ended).toEqual([0, null]);
    expect(isAlive(child)).toBe(false);
  });
});
