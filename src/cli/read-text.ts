import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { err, ok, type Result } from '../result.ts';
import type { Io } from './io.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
};

/** The text of a file, or in words why it cannot be read. */
export function readText(path: string, io: Pick<Io, 'cwd'>): Result<string, string> {
  try {
    const bytes = readFileSync(resolve(io.cwd, path));
    return isUtf8(bytes) ? ok(bytes.toString('utf8')) : err('it is not UTF-8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return err(REASONS[code] ?? code);
  }
}
