// A fresh clone has no node_modules: install what package-lock.json names before anything else runs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync('node_modules/.package-lock.json')) {
  const install = spawnSync('npm', ['ci'], { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (install.status !== 0) process.exit(install.status ?? 1);
}
