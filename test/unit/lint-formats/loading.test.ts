import { resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';

const INDEX = resolve(import.meta.dirname, '../../../src/report/lint/index.ts');

/** The modules that are loaded at once with a chunk: its own and those of the chunks that it imports statically. */
function loadedWith(chunk: string, { outputs }: Metafile, seen = new Set<string>()): string[] {
  if (seen.has(chunk)) return [];
  seen.add(chunk);
  const { inputs = {}, imports = [] } = outputs[chunk] ?? {};
  const below = imports.filter(({ kind }) => kind === 'import-statement');
  return [
    ...Object.keys(inputs),
    ...below.flatMap(({ path }) => loadedWith(path, { outputs, inputs: {} }, seen)),
  ];
}

async function modulesOf(name: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [INDEX],
    outdir: 'out',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    write: false,
  });
  const [chunk = ''] =
    Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(name)) ?? [];
  return loadedWith(chunk, metafile).map((path) => path.replace(/^.*(?:node_modules|src\/report)\//, ''));
}

describe('a format', () => {
  it('is loaded when it is asked for, and not before', async () => {
    expect(await modulesOf('lint/index.ts')).toEqual(['lint/index.ts']);
  });

  it('brings the XML library along only for junit', async () => {
    const ofText = await modulesOf('lint/text.ts');
    expect(ofText).toContain('finding-text.ts');
    expect(ofText.filter((path) => path.startsWith('xmlbuilder') || path.includes('junit'))).toEqual([]);
    expect(await modulesOf('lint/junit.ts')).toContain('xmlbuilder/lib/index.js');
  });
});
