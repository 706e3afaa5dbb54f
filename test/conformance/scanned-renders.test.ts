import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanBlockDocument } from '../../src/yaml/block-scanner.ts';
import { splitDocuments } from '../../src/yaml/documents.ts';
import { CONFORMANCE } from './renders.ts';

/** Renders of all products, and values files as people wrote them. */
const ALL = resolve(CONFORMANCE, '..');
const folders = existsSync(ALL)
  ? readdirSync(ALL, { withFileTypes: true }).filter((one) => one.isDirectory())
  : [];
if (folders.length === 0)
  console.warn(`NO CONFORMANCE FILES at ${ALL}: what the scanner reads of them is not tested`);

const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && isYaml(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

/** The beginnings of the documents that the scanner leaves to the library, which would have to be loaded for them. */
function givenUp(file: string): string[] {
  return splitDocuments(readFileSync(file, 'utf8'))
    .filter(({ text, bodyStart }) => scanBlockDocument(text, bodyStart) === undefined)
    .map(({ text }) => `${file}: ${text.slice(0, 80)}`);
}

describe.skipIf(folders.length === 0)('real renders', () => {
  it.each(folders.map(({ name }) => name))('of %s are read without the yaml library', (name) => {
    const files = filesBelow(join(ALL, name));
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap(givenUp)).toEqual([]);
  });
});
