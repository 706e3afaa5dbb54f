// npm runs this where it installs the package from its git repository, as pre-commit does: there is no dist there.
// Nothing may go to standard output: `npm pack` prints the name of its archive there, for a program to read.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** For `npm install --global` of a repository npm 11 hands --global on to the install in the clone, which then leaves it empty. */
function install() {
  const npm = spawnSync('npm', ['ci', '--no-global', '--include=dev', '--ignore-scripts'], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) process.exit(npm.status ?? 1);
}

if (!existsSync('dist/phasegate.js')) {
  if (!existsSync('node_modules/.package-lock.json')) install();
  await import('./build.mjs');
}
