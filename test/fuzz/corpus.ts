import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KeptInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The inputs that are kept for a target: some to mutate, and all that ever failed. @param folder `test/fuzz/corpus` */
export const keptInputs = (folder: string, target: string): readonly KeptInput[] =>
  readdirSync(join(folder, target))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, target, name))) }));

/** Keeps an input that failed, so that every later run begins with it. @returns its path */
export function keepFailure(folder: string, target: string, bytes: Uint8Array): string {
  const name = `found-${createHash('sha256').update(bytes).digest('hex').slice(0, 10)}`;
  const path = join(folder, target, name);
  mkdirSync(join(folder, target), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}
