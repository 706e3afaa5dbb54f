import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { forms } from './runtimes.mjs';

/** `PHASEGATE_BENCH_BACKFILL` measures `speed` or `trouble` alone. A history moved by phasegate and by other programs; what it works with is TypeScript of the project. */
export function benchBackfill(folder) {
  const bundle = join(folder, 'backfill.mjs');
  const own = join(folder, 'backfill');
  mkdirSync(own);
  buildSync({
    entryPoints: [join(import.meta.dirname, 'backfill/backfill.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const run = spawnSync(
    process.execPath,
    [bundle, own, JSON.stringify(forms()), process.env.PHASEGATE_BENCH_BACKFILL ?? ''],
    { stdio: 'inherit' },
  );
  if (run.status !== 0) throw new Error(`the benchmark of backfill ended with ${run.status}`);
}
