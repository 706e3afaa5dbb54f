// Writes the files of a container image to dist/container: npm run container:root [-- --libraries]
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const OUT = join(ROOT, 'dist/container');
const PROGRAM = join(ROOT, `dist/executables/phasegate-linux-${process.arch}`);

/** The loader and the libraries of C that the dynamic linker of this machine finds for a program. */
const librariesOf = (program) =>
  [...execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(?:=> |^\t)(\/\S+)/gm)].map(
    ([, path]) => path,
  );

function put(file, path) {
  const target = join(OUT, path);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(file, target);
}

if (!existsSync(PROGRAM)) {
  console.error(`${PROGRAM} is missing; npm run build:executables -- here builds it on Linux`);
  process.exit(2);
}
rmSync(OUT, { recursive: true, force: true });
put(PROGRAM, 'usr/bin/phasegate');
// An empty base has no C library, and Bun is linked to one.
if (process.argv.includes('--libraries')) for (const path of librariesOf(PROGRAM)) put(path, path);
