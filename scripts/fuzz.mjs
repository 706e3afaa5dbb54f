// Gives readers of foreign input whatever comes to mind, until the time is over: npm run fuzz -- --minutes 10 [TARGET…]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.mjs';

const CORPUS = join(import.meta.dirname, '../test/fuzz/corpus');

const folder = mkdtempSync(join(tmpdir(), 'phasegate-fuzz-'));
// What is found is shown with the names of the sources.
process.setSourceMapsEnabled(true);
try {
  await build({
    ...bundleOptions('fuzz'),
    entryPoints: ['run', 'worker'].map((name) => join(import.meta.dirname, `../test/fuzz/${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
    sourcemap: true,
    minifySyntax: false,
    minifyWhitespace: false,
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  const { fuzz } = await import(pathToFileURL(join(folder, 'run.mjs')));
  process.exitCode = await fuzz(process.argv.slice(2), join(folder, 'worker.mjs'), CORPUS);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
