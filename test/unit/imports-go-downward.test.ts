import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = resolve(import.meta.dirname, '../../src');

/** Folders from the bottom up; a folder may import those below it and itself. Packs are for the command line and the library alone. */
const LAYERS = [
  ['manifest', 'values'],
  ['phase'],
  ['lint'],
  ['render', 'config', 'report', 'discover'],
  ['packs'],
  ['cli'],
];
const ANYWHERE = new Set(['result.ts', 'nearest.ts', 'version.ts']);

const layerOf = (folder: string): number => LAYERS.findIndex((layer) => layer.includes(folder));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith('.ts') && !path.includes('generated') ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const found = [...readFileSync(file, 'utf8').matchAll(/(?:from|import\(|import)\s*'(\.[^']+)'/g)];
  return found.map(([, path]) => relative(SOURCE, resolve(file, '..', path ?? '')));
}

function forbidden(file: string): string[] {
  const [folder = ''] = relative(SOURCE, file).split('/');
  if (folder === 'index.ts') return [];
  return importsOf(file).filter((target) => {
    const [top = ''] = target.split('/');
    return !ANYWHERE.has(top) && !top.startsWith('..') && top !== folder && !(layerOf(top) < layerOf(folder));
  });
}

describe('imports', () => {
  it('go downward only, and the engine never imports a pack', () => {
    const upward = sources(SOURCE).flatMap((file) =>
      forbidden(file).map((target) => `${relative(SOURCE, file)} imports ${target}`),
    );
    expect(upward).toEqual([]);
  });

  it('are seen by this test', () => {
    expect(importsOf(join(SOURCE, 'cli/main.ts'))).toContain('cli/io.ts');
  });
});
