import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = resolve(import.meta.dirname, '../../src');

/** Folders from the bottom up; a folder may import those below it and itself. Packs are for the command line and the library alone. */
const LAYERS = [
  ['yaml'],
  ['manifest', 'values', 'live'],
  ['chart'],
  ['checks'],
  ['step'],
  ['rules'],
  ['release'],
  ['lint'],
  ['render', 'config', 'report', 'discover'],
  ['packs'],
  ['cli'],
];
const ANYWHERE = new Set([
  'english.ts',
  'nearest.ts',
  'pack.ts',
  'redaction.ts',
  'result.ts',
  'shell.ts',
  'times.ts',
  'version.ts',
  'visible-text.ts',
]);

function layerOf(folder: string): number {
  const index = LAYERS.findIndex((layer) => layer.includes(folder));
  if (index === -1) throw new Error(`${folder} stands in no layer`);
  return index;
}

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

/** @param folder top folder of the importing file @param target path of the imported file below src/ */
function isUpward(folder: string, target: string): boolean {
  const [top = ''] = target.split('/');
  if (ANYWHERE.has(top) || top.startsWith('..') || top === folder) return false;
  return layerOf(top) >= layerOf(folder);
}

function forbidden(file: string): string[] {
  const [folder = ''] = relative(SOURCE, file).split('/');
  return folder === 'index.ts' || folder === 'pack.ts'
    ? []
    : importsOf(file).filter((target) => isUpward(folder, target));
}

describe('imports', () => {
  it('go downward only, and the engine never imports a pack', () => {
    const upward = sources(SOURCE).flatMap((file) =>
      forbidden(file).map((target) => `${relative(SOURCE, file)} imports ${target}`),
    );
    expect(upward).toEqual([]);
  });

  it('are told where they go upward, sideways, or from a folder that no layer holds', () => {
    expect(isUpward('manifest', 'live/connect.ts')).toBe(true);
    expect(isUpward('live', 'report/text.ts')).toBe(true);
    expect(isUpward('packs', 'live/connect.ts')).toBe(false);
    expect(() => isUpward('elsewhere', 'live/connect.ts')).toThrow('elsewhere stands in no layer');
    expect(() => isUpward('cli', 'elsewhere/file.ts')).toThrow('elsewhere stands in no layer');
  });

  it('are seen by this test', () => {
    expect(importsOf(join(SOURCE, 'cli/main.ts'))).toContain('cli/io.ts');
  });
});
