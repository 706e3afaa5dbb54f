// Imports a TypeScript module before anything is built: bundled in memory, so that a fresh clone can do it.
import { build } from 'esbuild';

/** Tables of data are bundled as they stand. */
export const TEXT = { '.tsv': 'text' };

/** What bundled CommonJS modules ask for node's own modules with. */
const REQUIRE = `import{createRequire as __createRequire}from'node:module';const require=__createRequire(${JSON.stringify(import.meta.url)});`;

export async function importTypescript(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    loader: TEXT,
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
