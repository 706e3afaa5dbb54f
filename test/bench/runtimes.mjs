import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { thisPlatform } from '../../scripts/bun.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'bin/phasegate.js');

const said = (program, ...args) => spawnSync(program, args, { encoding: 'utf8' }).stdout?.trim() ?? '';

/** The official builds say so; those of distributions link their own libraries. */
function buildOf(node) {
  const [version = '', shared] = said(
    node,
    '-p',
    'process.version + " " + (process.config.variables.node_shared_openssl || process.config.variables.node_shared_zlib || false)',
  ).split(' ');
  return `${version} (${shared === 'true' ? "the distribution's" : 'official'} build)`;
}

/** Every Node that is measured: the one that runs this, and those that PHASEGATE_BENCH_NODES names, with a comma between two. */
export function nodes() {
  const named = (process.env.PHASEGATE_BENCH_NODES ?? '').split(',').filter((one) => one !== '');
  const files = new Set([process.execPath, ...named].map((one) => realpathSync(one)));
  const all = [...files].map((file) => ({ file, name: `node ${buildOf(file)}` }));
  return all.filter(({ name }, at) => all.findIndex((one) => one.name === name) === at);
}

/** The executable of this platform; undefined, and one line about it, where it is not built. */
export function executable() {
  const name = `phasegate-${thisPlatform()}${process.platform === 'win32' ? '.exe' : ''}`;
  const file = join(ROOT, 'dist/executables', name);
  if (existsSync(file)) return file;
  console.log('the executable is not built (npm run build:executables -- here): not measured');
  return undefined;
}

/** Every form in which phasegate runs here: its name, and the words in front of its arguments. */
export function forms() {
  const own = executable();
  return [
    ...(own ? [{ name: 'executable', words: [own] }] : []),
    ...nodes().map(({ file, name }) => ({ name, words: [file, PROGRAM], node: file })),
  ];
}
