import type { Readable } from 'node:stream';
import { err, ok, type Result } from '../result.ts';
import type { ClusterAddress } from './cluster.ts';
import type { RunFailure } from './problems.ts';
import type { Child, ChildProcesses } from './processes.ts';

/** Names looked up on PATH, or paths. */
export interface Programs {
  readonly helm: string;
  readonly kubectl: string;
}

/** What every question to the cluster needs. */
export interface LiveSetup {
  readonly address: ClusterAddress;
  readonly programs: Programs;
  readonly children: ChildProcesses;
  /** Milliseconds that one question may take. */
  readonly timeout: number;
}

interface ProgramCall {
  readonly program: string;
  /** One element an argument: nothing here is ever read by a shell. */
  readonly args: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
  /** Bytes of standard output. */
  readonly outputLimit?: number;
}

const OUTPUT_LIMIT = 32 * 1024 * 1024;

/** Runs a program to its end and gives its standard output. When it settles, the child is gone, however it went. */
export async function runProgram(
  call: ProgramCall,
  children: ChildProcesses,
): Promise<Result<string, RunFailure>> {
  if (children.stopping.aborted) return err({ kind: 'interrupted' });
  try {
    return await follow(children.start(call.program, call.args), call, children);
  } catch (thrown) {
    return err(notStarted(thrown));
  }
}

async function follow(child: Child, call: ProgramCall, children: ChildProcesses) {
  let cut: RunFailure | undefined;
  const stop = (why: RunFailure): void => {
    cut ??= why;
    void children.end(child);
  };
  const bytes = call.outputLimit ?? OUTPUT_LIMIT;
  const stdout = wholeOf(child.stdout, bytes, () => stop({ kind: 'too-much-output', bytes }));
  const stderr = lastOf(child.stderr);
  const { timeout } = call;
  const timer = setTimeout(() => stop({ kind: 'timed-out', milliseconds: timeout }), timeout);
  const ending = await programEnding(child).finally(() => clearTimeout(timer));
  if (cut !== undefined) return err(cut);
  if (children.stopping.aborted) return err<RunFailure>({ kind: 'interrupted' });
  return ending === 'exit code 0'
    ? ok(stdout())
    : err<RunFailure>({ kind: 'failed', ending, stderr: stderr() });
}

/** `exit code 1`, `signal SIGKILL`; rejects when the program could not be started. */
export function programEnding(child: Child): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`),
    );
  });
}

/** Tells a program that is not there from one that cannot be started. */
export function notStarted(thrown: unknown): RunFailure {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'not-started', reason: code ?? message };
}

const KEPT_OF_ERRORS = 64 * 1024;

/** Gathers all of a stream; calls `onTooMuch` and keeps nothing more once `limit` bytes are passed. */
function wholeOf(stream: Readable, limit: number, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else onTooMuch();
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Keeps the end of a stream: the error that ended a program is the last thing it says. */
export function lastOf(stream: Readable): () => string {
  let kept = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-KEPT_OF_ERRORS);
  });
  return () => kept.toString('utf8');
}
