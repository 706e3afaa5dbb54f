import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

export const ROOT = resolve(import.meta.dirname, '../../..');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the tests of a file have finished. */
function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-chart-add-'));
  folders.push(folder);
  return folder;
}

/** What a build needs of the project. */
const PARTS = ['biome.json', 'src', 'scripts', 'schemas', 'bin', 'package.json', 'package-lock.json'];

/** A copy of the project that can be changed and built. */
export function copyOfProject(): string {
  const copy = ownFolder();
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Writes files into a folder of their own. */
export function written(files: Readonly<Record<string, string>>): string {
  const folder = ownFolder();
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
