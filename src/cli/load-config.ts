import { relative, resolve } from 'node:path';
import type { LoadedConfig } from '../config/config.ts';
import { findConfig } from '../config/read-config.ts';
import { ok, type Result } from '../result.ts';
import type { Io } from './io.ts';

/** Finds and reads the config; none is no error unless one was named. */
export async function loadConfig(
  flags: { readonly config?: string },
  io: Io,
): Promise<Result<LoadedConfig | undefined, string>> {
  const named = flags.config ?? (io.env.PHASEGATE_CONFIG || undefined);
  const file = named === undefined ? findConfig(io.cwd) : resolve(io.cwd, named);
  if (file === undefined) return ok(undefined);
  const { readConfig } = await import('../config/read-config.ts');
  return readConfig(file, named ?? shownFrom(io.cwd, file));
}

/** Relative where it lies in or below the working directory. */
function shownFrom(cwd: string, file: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path;
}
