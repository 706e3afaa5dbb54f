// Bundles the program: one small entry, and a chunk a command that is loaded when the command is asked for.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { globSync } from 'tinyglobby';
import { fingerprint, stampIn } from './sources.mjs';
import './compile-schemas.mjs';
import { bundleOptions, withoutChildProcess } from './bundle.mjs';
import { commitOfSources } from './commit.mjs';

const FRESH = 'dist.new';
const OLD = 'dist.old';

const CORE = ['src/cli/render/command.ts', 'src/packs/index.ts'].map((file) => resolve(file));
const DYNAMIC = /\bimport\('(\.{1,2}\/[^']+\.ts)'\)/g;

const loadedWhenAsked = new Set(
  globSync('src/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(DYNAMIC)].map(([, path]) => resolve(dirname(file), path)),
  ),
);

/**
 * What render and the packs need is loaded with everything else that is loaded when it is asked for, so that it becomes a
 * few chunks: finding, reading and linking forty takes longer than reading what one command of them does not need.
 */
const withCore = {
  name: 'load-with-core',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!loadedWhenAsked.has(path)) return undefined;
      const core = CORE.map((file) => (file === path ? '' : `import ${JSON.stringify(file)};`)).join('');
      return { contents: `${core}${readFileSync(path, 'utf8')}`, loader: 'ts' };
    });
  },
};

// Taken first: what is edited meanwhile makes the build old.
const sources = fingerprint();
rmSync(FRESH, { recursive: true, force: true });
// The program and the library are one build: what both need is in the package once.
await build({
  ...bundleOptions(commitOfSources()),
  entryPoints: { phasegate: 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: FRESH,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  legalComments: 'linked',
  plugins: [withoutChildProcess, withCore],
  // Some bundled libraries are CommonJS and ask for node's own modules by require.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
// On its own: who bundles a pack copies these few lines, and nothing of the program.
await build({
  entryPoints: ['src/pack.ts'],
  outdir: FRESH,
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
});
writeFileSync(stampIn(FRESH), sources);
// Swapped whole, so that a program running meanwhile finds one build or the other.
rmSync(OLD, { recursive: true, force: true });
if (existsSync('dist')) renameSync('dist', OLD);
renameSync(FRESH, 'dist');
rmSync(OLD, { recursive: true, force: true });
