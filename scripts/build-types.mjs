// Writes dist/types: the declarations of the library and of the Pack interface, which are those that their entries lead to.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(import.meta.dirname, '..');
const OUT = join(ROOT, 'dist/types');
const IMPORT = /(from|import\() ?(['"])([^'"]+)\2/g;

function compilerOptions() {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const emit = { noEmit: false, declaration: true, emitDeclarationOnly: true };
  return { ...options, ...emit, rootDir: join(ROOT, 'src'), outDir: OUT };
}

/** The declarations of all sources, by file. */
function declarations() {
  const program = ts.createProgram([join(ROOT, 'src/index.ts')], compilerOptions());
  const texts = new Map();
  const { diagnostics } = program.emit(undefined, (file, text) => texts.set(resolve(file), text));
  if (diagnostics.length === 0) return texts;
  throw new Error(ts.formatDiagnostics(diagnostics, { ...ts.sys, getCanonicalFileName: (name) => name }));
}

/** Declarations name each other as the files that node would load. */
const written = (text) =>
  text.replace(IMPORT, (whole, _, quote, name) =>
    name.startsWith('.') ? whole.replace(`.ts${quote}`, `.js${quote}`) : whole,
  );

function write(file, texts, done) {
  const text = texts.get(file);
  if (text === undefined) throw new Error(`there is no declaration ${file}`);
  done.add(file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, written(text));
  for (const [, , , name] of text.matchAll(IMPORT)) {
    // The libraries are bundled: whoever installs the package has none of their types.
    if (!name.startsWith('.') && !name.startsWith('node:'))
      throw new Error(`${file} shows a type of ${name}, which the package does not bring along`);
    const target = resolve(dirname(file), name.replace(/\.ts$/, '.d.ts'));
    if (name.startsWith('.') && !done.has(target)) write(target, texts, done);
  }
}

rmSync(OUT, { recursive: true, force: true });
const texts = declarations();
const done = new Set();
for (const entry of ['index.d.ts', 'pack.d.ts']) write(join(OUT, entry), texts, done);
