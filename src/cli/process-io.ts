import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { StreamBytes } from '../manifest/large-stream.ts';
import { err, ok, type Result } from '../result.ts';
import type { Io } from './io.ts';
import { Spool } from './spool.ts';

const BUFFER = 1 << 18;
const RETRY_AFTER_MS = 1;
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));

/** A pipe that is set non-blocking answers EAGAIN while it is empty or full. */
function patiently<T>(call: () => T): T {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_AFTER_MS);
    }
  }
}

/** A pipe hands out 64 KiB at a time. */
function readStdin(): Result<Buffer | StreamBytes, string> {
  const spool = new Spool();
  const bytes = Buffer.allocUnsafe(BUFFER);
  try {
    for (;;) {
      const read = patiently(() => readSync(STDIN, bytes, 0, bytes.length, null));
      if (read === 0) return ok(spool.inMemory() ?? spool);
      spool.add(bytes.subarray(0, read));
    }
  } catch (error) {
    return codeOf(error) === 'EOF' ? ok(spool.inMemory() ?? spool) : err(codeOf(error));
  }
}

function writeAll(descriptor: number, piece: string | Buffer): void {
  const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
  let done = 0;
  while (done < bytes.length) done += patiently(() => writeSync(descriptor, bytes, done));
}

function writeOut(piece: string | Buffer): Result<void, string> {
  try {
    return ok(writeAll(STDOUT, piece));
  } catch (error) {
    return err(codeOf(error));
  }
}

/** Nobody may be listening any more; that must not change the outcome. */
function writeError(text: string): void {
  try {
    writeAll(STDERR, text);
  } catch {
    return;
  }
}

/** The terminal is opened without waiting for it, and never becomes this process's own. */
function writeTerminal(text: string): boolean {
  if (process.platform === 'win32' || isTerminal(STDERR)) return false;
  try {
    const terminal = openSync('/dev/tty', constants.O_WRONLY | constants.O_NOCTTY);
    try {
      writeAll(terminal, text);
      return true;
    } finally {
      closeSync(terminal);
    }
  } catch {
    return false;
  }
}

/** Pipes and files are not terminals, and node:tty, which brings half of the network stack along, need not be asked. */
function isTerminal(descriptor: number): boolean {
  try {
    if (!fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}

function wantsColour(env: NodeJS.ProcessEnv, descriptor: number): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return env.TERM !== 'dumb' && isTerminal(descriptor);
}

/** Listens from its first use on: a program that asks nobody ends at once, as the shell expects. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

let interrupted: AbortSignal | undefined;

/** The real process as an Io. */
export function processIo(): Io {
  return {
    env: process.env,
    cwd: process.cwd(),
    stdinIsTerminal: isTerminal(STDIN),
    stdoutIsTerminal: isTerminal(STDOUT),
    colourOnStderr: wantsColour(process.env, STDERR),
    colourOnStdout: wantsColour(process.env, STDOUT),
    get interrupted() {
      interrupted ??= interruption();
      return interrupted;
    },
    get screen() {
      return isTerminal(STDERR) ? process.stderr : undefined;
    },
    readStdin,
    writeOut,
    writeError,
    writeTerminal,
  };
}
