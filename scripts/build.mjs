// Bundles the program: one small entry, and a chunk a command that is loaded when the command is asked for.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import './compile-schemas.mjs';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { phasegate: 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  // Some bundled libraries are CommonJS and ask for node's own modules by require.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
