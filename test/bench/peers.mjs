import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the end-to-end tests keep the programs that they build and install; ignored by git. */
const CACHE = resolve(import.meta.dirname, '../e2e/.cache');
const CHECK_JSONSCHEMA = '0.39.0';

const succeeds = (program, ...args) => spawnSync(program, args, { stdio: ['ignore', 2, 2] }).status === 0;

/** check-jsonschema from PyPI, installed once; undefined, and one line about it, where it cannot be had. */
export function checkJsonschema() {
  const folder = join(CACHE, `check-jsonschema-${CHECK_JSONSCHEMA}`);
  const program = join(folder, 'bin/check-jsonschema');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return program;
  rmSync(folder, { recursive: true, force: true });
  const isInstalled =
    succeeds('python3', '-m', 'venv', folder) &&
    succeeds(join(folder, 'bin/pip'), 'install', '--quiet', `check-jsonschema==${CHECK_JSONSCHEMA}`);
  if (isInstalled) mkdirSync(complete);
  else console.log('check-jsonschema cannot be installed here (python3 with venv, PyPI): not compared');
  return isInstalled ? program : undefined;
}

/** The Helm 4 that the end-to-end tests have built; undefined, and one line about it, where there is none. */
export function helm() {
  const built = existsSync(CACHE)
    ? readdirSync(CACHE).find((name) => /^helm4-[0-9a-f]+$/.test(name))
    : undefined;
  const program = process.env.PHASEGATE_HELM4 ?? (built && join(CACHE, built));
  if (program === undefined) console.log('helm is not built here (npm run test:e2e builds it): not compared');
  return program;
}
