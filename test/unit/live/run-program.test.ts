import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ChildProcesses } from '../../../src/live/processes.ts';
import { runProgram } from '../../../src/live/run-program.ts';
import { fakePrograms, isAlive } from './fake-programs.ts';

const IGNORES_SIGTERM = `process.on('SIGTERM', () => {}); process.stdout.write(String(process.pid)); setInterval(() => {}, 1000);`;

function children(signal?: AbortSignal): ChildProcesses {
  const all = new ChildProcesses({ grace: 150, signal });
  onTestFinished(() => all.endAll());
  return all;
}

const node = (script: string, timeout = 10_000, outputLimit?: number) => ({
  program: process.execPath,
  args: ['-e', script],
  timeout,
  ...(outputLimit === undefined ? {} : { outputLimit }),
});

/** A file that a child writes when it has started, with its pid. */
const pidFile = (dir: string, name: string): string => join(dir, name);
const written = (file: string): Promise<number> =>
  vi.waitFor(() => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    expect(text).toMatch(/^\d+;$/);
    return Number.parseInt(text, 10);
  }, 10_000);
const writePid = (file: string): string =>
  `require('fs').writeFileSync(${JSON.stringify(file)}, process.pid + ';');`;

describe('a program that runs', () => {
  it('gives its whole output, whatever its size and its encoding', async () => {
    const ran = await runProgram(node(`process.stdout.write('é'.repeat(300_000))`), children());
    expect(ran).toEqual({ ok: true, value: 'é'.repeat(300_000) });
  });

  it('gets each argument as it is: no shell reads it', async () => {
    const args = [
      '-e',
      'process.stdout.write(JSON.stringify(process.argv.slice(1)))',
      '--',
      '$(id)',
      '; ls',
      '*',
    ];
    const ran = await runProgram({ program: process.execPath, args, timeout: 10_000 }, children());
    expect(ran).toEqual({ ok: true, value: '["$(id)","; ls","*"]' });
  });

  it('finds nothing to read', async () => {
    const ran = await runProgram(
      node(`process.stdin.on('data', () => {}).on('end', () => console.log('end'))`),
      children(),
    );
    expect(ran).toEqual({ ok: true, value: 'end\n' });
  });

  it('tells its exit code and its errors', async () => {
    const ran = await runProgram(node(`console.error('Error: no'); process.exitCode = 3`), children());
    expect(ran).toEqual({
      ok: false,
      error: { kind: 'failed', ending: 'exit code 3', stderr: 'Error: no\n' },
    });
  });

  it('is missing', async () => {
    const ran = await runProgram({ program: 'no-such-program-here', args: [], timeout: 1_000 }, children());
    expect(ran).toEqual({ ok: false, error: { kind: 'missing' } });
  });

  it('is no program', async () => {
    const { dir } = fakePrograms({ helm: '' });
    chmodSync(join(dir, 'helm'), 0o644);
    const ran = await runProgram({ program: join(dir, 'helm'), args: [], timeout: 1_000 }, children());
    expect(ran).toEqual({ ok: false, error: { kind: 'not-started', reason: 'EACCES' } });
  });

  it('cannot be given a NUL byte', async () => {
    const ran = await runProgram({ program: process.execPath, args: ['\0'], timeout: 1_000 }, children());
    expect(ran).toEqual({ ok: false, error: { kind: 'not-started', reason: 'ERR_INVALID_ARG_VALUE' } });
  });

  it('prints too much and is ended', async () => {
    const all = children();
    const endless = `const more = () => { while (process.stdout.write('x'.repeat(65536))); process.stdout.once('drain', more); }; more()`;
    const ran = await runProgram(node(endless, 10_000, 1_000_000), all);
    expect(ran).toEqual({ ok: false, error: { kind: 'too-much-output', bytes: 1_000_000 } });
  });
});

describe('no child is left', () => {
  it('by a time limit, when the child ignores SIGTERM', async () => {
    const all = children();
    const start = vi.spyOn(all, 'start');
    const ran = await runProgram(node(IGNORES_SIGTERM, 600), all);
    expect(ran).toEqual({ ok: false, error: { kind: 'timed-out', milliseconds: 600 } });
    const [started] = start.mock.results;
    expect(isAlive(started?.value.pid)).toBe(false);
  });

  it('by an interruption', async () => {
    const { dir } = fakePrograms({});
    const file = pidFile(dir, 'pid');
    const interrupt = new AbortController();
    const running = runProgram(node(writePid(file) + IGNORES_SIGTERM), children(interrupt.signal));
    const pid = await written(file);
    interrupt.abort();
    expect(await running).toEqual({ ok: false, error: { kind: 'interrupted' } });
    expect(isAlive(pid)).toBe(false);
  });

  it('by close, and nothing is started afterwards', async () => {
    const { dir } = fakePrograms({});
    const file = pidFile(dir, 'pid');
    const all = children();
    const running = runProgram(node(writePid(file) + IGNORES_SIGTERM), all);
    const pid = await written(file);
    await all.endAll();
    expect(isAlive(pid)).toBe(false);
    expect(await running).toEqual({ ok: false, error: { kind: 'interrupted' } });
    expect(await runProgram(node('1'), all)).toEqual({ ok: false, error: { kind: 'interrupted' } });
  });

  it('nor what the child started, though it ignores SIGTERM and holds the outputs open', async () => {
    const { dir } = fakePrograms({});
    const plugin = join(dir, 'plugin.cjs');
    const file = pidFile(dir, 'plugin-pid');
    writeFileSync(plugin, writePid(file) + IGNORES_SIGTERM);
    const starter = `require('child_process').spawn(process.execPath, [${JSON.stringify(plugin)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
    const all = children();
    const running = runProgram(node(starter), all);
    const pid = await written(file);
    await all.endAll();
    expect(await running).toEqual({ ok: false, error: { kind: 'interrupted' } });
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
  });

  it('and none is started once interrupted', async () => {
    const ran = await runProgram(node('1'), children(AbortSignal.abort()));
    expect(ran).toEqual({ ok: false, error: { kind: 'interrupted' } });
  });
});
