// Builds where dist/ was made of other sources than there are now. Vitest calls it before the first test.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { isBuilt } from './sources.mjs';

function ensureBuilt() {
  if (isBuilt()) return;
  const root = resolve(import.meta.dirname, '..');
  const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (build.status !== 0) throw new Error('the build failed');
}

/** @param {{onTestsRerun?: (build: () => void) => void}} [vitest] tells when watched tests run again */
export default function setup(vitest) {
  ensureBuilt();
  vitest?.onTestsRerun?.(ensureBuilt);
}
