// The packages whose code ends up in dist/, as `name@version`: what is shipped, whatever package.json calls it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.mjs';

const ROOT = join(import.meta.dirname, '..');
/** The folder of the innermost package that a file of the bundle belongs to. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

function packageOf(path) {
  const [folder] = PACKAGE.exec(path) ?? [];
  if (folder === undefined) return undefined;
  const { name, version } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}

export async function bundledPackages() {
  const { metafile } = await build({
    ...bundleOptions('unknown'),
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts', 'src/index.ts', 'src/pack.ts'],
    outdir: 'dist',
    write: false,
    metafile: true,
    splitting: true,
    format: 'esm',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const shipped = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => packageOf(path));
  return [...new Set(shipped)].filter((one) => one !== undefined).sort();
}
