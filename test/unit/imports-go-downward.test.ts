import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { PACKS } from '../../src/packs/index.ts';
import { COMPONENTS } from '../../src/packs/pyroscope/facts/components.ts';

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
  ['lint', 'guard'],
  ['render', 'config', 'report', 'discover'],
  ['packs'],
  ['cli'],
];
const ANYWHERE = new Set([
  'command-line.ts',
  'early-exit.ts',
  'english.ts',
  'image-reference.ts',
  'lazy.ts',
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

const outsidePacks = sources(SOURCE).filter((file) => !relative(SOURCE, file).startsWith('packs/'));

/** Names of a pack that any program has as words: where they stand, nothing can tell. */
const WORDS_OF_ALL = new Set(['old', 'new', 'destination', 'normal']);

/** Words of the packs that the engine must not know, as a pattern over the text of a literal. */
function wordsOfPacks(): RegExp {
  const phases = PACKS.flatMap((pack) => pack.phases.map(({ id }) => id)).filter(
    (id) => !WORDS_OF_ALL.has(id),
  );
  const settings = PACKS.flatMap((pack) => pack.settings ?? []);
  const names = [
    ...settings.flatMap(({ name, flag, components = [] }) => [name, flag ?? name, ...components]),
    ...PACKS.flatMap((pack) =>
      pack.phases.flatMap(({ signs }) => signs.flatMap(({ flag, components = [] }) => [flag, ...components])),
    ),
    ...COMPONENTS.map(({ name }) => name),
  ].flatMap((name) => (name === undefined || WORDS_OF_ALL.has(name) ? [] : name));
  // A plain English word means the pack's own thing only where the literal holds nothing else.
  const isPlain = (name: string): boolean => /^[a-z]+$/.test(name);
  const anywhere = [...phases, ...names.filter((name) => !isPlain(name))];
  const alone = names.filter(isPlain);
  return new RegExp(`(?<![\\w./]|\\w-)(?:${anywhere.join('|')})(?![\\w./-])|^(?:${alone.join('|')})$`);
}

/** The texts of all literals of a file, with parts of templates one by one. */
function literalsOf(name: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest));
  return found;
}

describe('outside src/packs', () => {
  it('nothing imports a pack but by the registry', () => {
    const imported = outsidePacks.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('packs/') && target !== 'packs/index.ts')
        .map((target) => `${relative(SOURCE, file)} imports ${target}`),
    );
    expect(imported).toEqual([]);
  });

  it('no literal names a phase, setting, server flag or component of a pack that phasegate comes with', () => {
    const words = wordsOfPacks();
    const named = outsidePacks
      // Their examples are of the charts that the packs know.
      .filter((file) => !/^lint\/(engine|schema)-rules\.ts$/.test(relative(SOURCE, file)))
      .flatMap((file) =>
        literalsOf(file, readFileSync(file, 'utf8'))
          .filter((text) => words.test(text))
          .map((text) => `${relative(SOURCE, file)}: ${text}`),
      );
    expect(named).toEqual([]);
  });

  it('such names are seen in every form of a literal, and nowhere else', () => {
    const words = wordsOfPacks();
    const seen = (text: string) => literalsOf('file.ts', text).filter((one) => words.test(one));
    expect(
      seen(`const a = ['dual', \`in \${b} and v2\`, "--x -write-path=y", 'ingester', 'the ingesterWeight'];`),
    ).toEqual(['dual', ' and v2', '--x -write-path=y', 'ingester', 'the ingesterWeight']);
    expect(seen("// 'dual'\nconst dual = ['apps/v1', 'v1.2', 'the ingester', 'individual'];")).toEqual([]);
  });
});

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
