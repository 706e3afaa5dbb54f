import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StreamBytes } from '../manifest/large-stream.ts';

/** Larger input goes to a file. */
const IN_MEMORY = 1 << 24;

const OWNER_ALONE = 0o600;

/** A file that only this process can find: where the system allows, it has no name any more. @throws the system's error */
function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-'));
  const file = join(folder, 'stdin');
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
  try {
    return openSync(file, flags, OWNER_ALONE);
  } finally {
    remove(folder);
  }
}

/** Windows keeps the name of a file that is open; it goes when the process ends. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true });
  } catch {
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
}

/** Bytes as they arrive: in memory, and in a file once they are many. */
export class Spool implements StreamBytes {
  private chunks: Buffer[] = [];
  private file: number | undefined;
  /** What was read last: large buffers are given back late. */
  private last = Buffer.alloc(0);
  length = 0;

  /** @throws Error that says why they cannot be kept, and what to do */
  add(bytes: Buffer): void {
    this.length += bytes.length;
    if (this.file === undefined && this.length <= IN_MEMORY) {
      this.chunks.push(Buffer.from(bytes));
      return;
    }
    try {
      this.file ??= openNameless();
      for (const chunk of [...this.chunks, bytes]) write(this.file, chunk);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new Error(
        `${code}: it is larger than ${IN_MEMORY >> 20} MiB, and no file for it could be written in ${tmpdir()}; set TMPDIR to a folder with room for it`,
      );
    }
    this.chunks = [];
  }

  /** All of it, where it is in memory. */
  inMemory(): Buffer | undefined {
    return this.file === undefined ? Buffer.concat(this.chunks) : undefined;
  }

  readonly read = (start: number, end: number): Buffer => {
    if (this.file === undefined) return Buffer.concat(this.chunks).subarray(start, end);
    if (this.last.length < end - start) this.last = Buffer.allocUnsafeSlow(end - start);
    const bytes = this.last.subarray(0, end - start);
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(this.file, bytes, done, bytes.length - done, start + done);
      if (read === 0) throw new Error('the temporary file for standard input has become shorter');
      done += read;
    }
    return bytes;
  };

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}

function write(file: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done);
}
