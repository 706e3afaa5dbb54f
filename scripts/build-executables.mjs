// Builds executables that bring their own runtime: npm run build:executables [-- PLATFORM…|here]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { BUN_VERSION, bunOf, PLATFORMS, thisPlatform } from './bun.mjs';
import { bundleOptions, withoutChildProcess } from './bundle.mjs';
import { commitOfSources } from './commit.mjs';
import './compile-schemas.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const OUT = join(ROOT, 'dist/executables');

const ENTRY = `
import { run } from './src/cli/main.ts';
run(process.argv.slice(2)).then((code) => process.exit(code));
`;

/** A run is over before the code is worth compiling further, and doing so takes more time than it saves. */
const JIT_POLICY = 10;

const OPTIONS = [
  '--compile',
  '--minify',
  '--bytecode',
  '--format=cjs',
  `--compile-jit-policy=${JIT_POLICY}`,
  // Files that happen to lie where phasegate is run must not become a part of it.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  '--no-compile-autoload-tsconfig',
  '--no-compile-autoload-package-json',
];

/** What a module of the bundle takes for its own file is inside the executable, where no node_modules lie around it. */
const PLACE = "const programUrl=require('node:url').pathToFileURL(__filename).href;";

/** One file, as bytecode wants it; what is imported when it is asked for still runs only then. */
async function bundle(outfile) {
  const options = bundleOptions(commitOfSources());
  await build({
    ...options,
    define: { ...options.define, 'import.meta.url': 'programUrl' },
    banner: { js: PLACE },
    stdin: { contents: ENTRY, resolveDir: ROOT, loader: 'ts' },
    outfile,
    format: 'cjs',
    plugins: [withoutChildProcess],
    legalComments: 'none',
  });
}

function compile(bundled, platform) {
  const name = `phasegate-${platform}${platform.startsWith('windows') ? '.exe' : ''}`;
  const unfinished = join(OUT, `.${process.pid}-${name}`);
  const target =
    platform === thisPlatform()
      ? []
      : [`--target=bun-${platform}`, `--compile-executable-path=${bunOf(platform)}`];
  execFileSync(
    bunOf(thisPlatform()),
    ['build', bundled, ...OPTIONS, ...target, `--outfile=${unfinished}`],
    // Nothing of the project around it is read by Bun.
    { cwd: OUT, stdio: ['ignore', 'ignore', 2] },
  );
  renameSync(unfinished, join(OUT, name));
  const size = Math.round(statSync(join(OUT, name)).size / 1e6);
  console.log(`dist/executables/${name}: ${size} MB, bun ${BUN_VERSION}`);
}

const asked = process.argv.slice(2).map((word) => (word === 'here' ? thisPlatform() : word));
const unknown = asked.find((one) => !Object.hasOwn(PLATFORMS, one));
if (unknown !== undefined) {
  console.error(`unknown platform ${unknown}; known are ${Object.keys(PLATFORMS).join(', ')}`);
  process.exit(2);
}
if (!Object.hasOwn(PLATFORMS, thisPlatform())) {
  console.error(
    `executables cannot be built on ${thisPlatform()}; build them on ${Object.keys(PLATFORMS).join(', ')}`,
  );
  process.exit(2);
}
mkdirSync(OUT, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'phasegate-executables-'));
try {
  const bundled = join(folder, 'phasegate.cjs');
  await bundle(bundled);
  for (const platform of asked.length > 0 ? asked : Object.keys(PLATFORMS)) compile(bundled, platform);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
