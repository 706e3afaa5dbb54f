import { resolve } from 'node:path';
import type { FileSystem } from '../../discover/found-values.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Io } from '../io.ts';
import { readText } from '../read-text.ts';
import { fileSystem } from '../surroundings.ts';

/** The texts of a run: each file is read once, mended texts take the place of those on the disk. */
export class Sources {
  /** Neighbours of one file are often files of the run themselves. */
  readonly around: FileSystem = {
    ...fileSystem(),
    read: (path) => {
      const text = this.readOnce(path);
      return text.ok ? text.value : undefined;
    },
  };
  private readonly io: Io;
  private readonly texts = new Map<string, Result<string, string>>();
  private readonly mended = new Map<string, string>();
  private stdin: Result<string, string> | undefined;

  constructor(io: Io) {
    this.io = io;
  }

  /** `-` is standard input. */
  read(name: string): Result<string, string> {
    const mended = this.mended.get(name);
    if (mended !== undefined) return ok(mended);
    if (name !== '-') return this.readOnce(name);
    this.stdin ??= this.readStdin();
    return this.stdin;
  }

  mend(name: string, text: string): void {
    this.mended.set(name, text);
  }

  private readOnce(name: string): Result<string, string> {
    const path = resolve(this.io.cwd, name);
    const text = this.texts.get(path) ?? readText(path, this.io);
    this.texts.set(path, text);
    return text;
  }

  private readStdin(): Result<string, string> {
    const bytes = this.io.readStdin();
    return bytes.ok ? ok(bytes.value.toString('utf8')) : err(bytes.error);
  }
}
