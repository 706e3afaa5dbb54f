// Which sources a build was made of, so that nothing runs against one that is out of date.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCES = ['src', 'schemas', 'scripts', 'package.json', 'package-lock.json'];
const STAMP = '.sources';

/** Written by the build itself. */
const GENERATED = /[\\/]generated[\\/]/;

function filesOf(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !GENERATED.test(file))
    .toSorted();
}

/** Of names and contents: times say nothing after a switch of branches or a deletion. */
export function fingerprint() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesOf(join(ROOT, source))))
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

export const stampIn = (folder) => join(folder, STAMP);

/** Whether dist/ was built from the sources as they are. */
export function isBuilt() {
  const stamp = stampIn(join(ROOT, 'dist'));
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}
