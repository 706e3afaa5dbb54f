import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { runAs } from '../../../src/cli/main.ts';
import { err, ok } from '../../../src/result.ts';

export interface World {
  readonly stdin?: string | Buffer;
  readonly env?: Io['env'];
  readonly isStdoutClosed?: boolean;
  /** Files by name, in the working directory. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

/** Runs a command line in a new folder, which is gone with the test. */
export async function run(
  argv: readonly string[],
  { stdin = '', env = {}, files = {}, isStdoutClosed = false }: World = {},
) {
  const cwd = mkdtempSync(join(tmpdir(), 'phasegate-cli-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const out: string[] = [];
  const said: string[] = [];
  const terminal: string[] = [];
  const io: Io = {
    env: { PATH: cwd, HOME: cwd, XDG_STATE_HOME: cwd, ...env },
    cwd,
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    colourOnStderr: false,
    colourOnStdout: false,
    interrupted: new AbortController().signal,
    readStdin: () => ok(Buffer.from(stdin as string)),
    writeOut: (text) => (isStdoutClosed ? err('EPIPE') : ok(void out.push(String(text)))),
    writeError: (text) => void said.push(text),
    writeTerminal: (text) => terminal.push(text) > 0,
  };
  const code = await runAs(argv, io);
  return {
    code,
    out: out.join(''),
    said: said.join(''),
    terminal: terminal.join(''),
    file: (name: string): string => readFileSync(join(cwd, name), 'utf8'),
  };
}
