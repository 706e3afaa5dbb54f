import { ok, type Result } from '../result.ts';
import { scanBlockDocument } from '../yaml/block-scanner.ts';
import { bodyStart, dashLines, splitDocuments } from '../yaml/documents.ts';
import { library } from '../yaml/library.ts';
import type { TreeProblem } from '../yaml/library-tree.ts';
import {
  type BlockTexts,
  checkAsGoYaml,
  hiddenLineEnd,
  syntaxMessage,
  type YamlText,
} from './go-yaml-checks.ts';
import { type DuplicateKey, Interpreter } from './interpret.ts';
import { mergeMaps } from './merge.ts';
import {
  childrenOf,
  defaultHelm,
  emptyMap,
  type HelmMajor,
  isNull,
  type MapNode,
  placesIn,
  type TextPlace,
  type ValueNode,
} from './tree.ts';
import { caught, type ErrorPlace, refuse, refuseDepth, type ValuesError } from './values-error.ts';

/**
 * One values file as Helm reads it (sigs.k8s.io/yaml 1.6 over go-yaml 2.4): YAML 1.1 words, the last duplicate key
 * wins, an empty file is an empty map. Helm 3 reads the first document of the file, Helm 4 merges all of them.
 * @param file the name that places carry
 * @returns the values, each with the place where it is written, or the first thing that Helm refuses
 */
export function readValuesText(
  text: string,
  file: string,
  helm: HelmMajor = defaultHelm,
): Result<ValueNode, ValuesError> {
  const read = parseValues(text, placesIn(file, text), helm);
  return read.ok ? ok(read.value.values) : read;
}

/** Values as they are in a file, with what only that file shows. */
export interface WrittenValues {
  readonly values: MapNode;
  readonly duplicates: readonly DuplicateKey[];
}

/** Like readValuesText, for values that may be a part of their file, such as a text within a manifest. */
export function parseValues(
  text: string,
  place: TextPlace,
  helm: HelmMajor = defaultHelm,
): Result<WrittenValues, ValuesError> {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const duplicates: DuplicateKey[] = [];
  return caught(() => {
    // The line end that Helm 4 adds to the last line is in no file.
    const within: TextPlace = (offset) => place(Math.min(offset + start, text.length));
    const values = mergedDocuments(text.slice(start), within, helm, duplicates);
    return { values, duplicates };
  });
}

/**
 * Every document of a stream of maps, such as a file of Kubernetes objects, each for itself. An empty document is an
 * empty map.
 * @param place of the offsets of the whole text
 * @returns the first mistake where one of the documents is broken or no map
 */
export function readDocuments(text: string, place: TextPlace): Result<readonly WrittenValues[], ValuesError> {
  const documents: WrittenValues[] = [];
  for (const { offset, text: document } of splitDocuments(text)) {
    // As Helm 3 reads: nothing is cut once more.
    const read = parseValues(document, (at) => place(offset + at), 3);
    if (!read.ok) return read;
    documents.push(read.value);
  }
  return ok(documents);
}

/** What a text says that may be a list as well as a map, such as the patches of kustomize. */
export interface WrittenNode {
  readonly node: ValueNode;
  readonly duplicates: readonly DuplicateKey[];
}

/** Like readDocuments, for a text whose documents may be anything; empty ones are left out. */
export function readNodes(text: string, place: TextPlace): Result<readonly WrittenNode[], ValuesError> {
  return caught(() =>
    splitDocuments(text).flatMap(({ offset, text: document }) => {
      const duplicates: DuplicateKey[] = [];
      const node = readNode(document, (at) => place(offset + at), duplicates);
      return node ? [{ node, duplicates }] : [];
    }),
  );
}

function mergedDocuments(
  text: string,
  place: TextPlace,
  helm: HelmMajor,
  duplicates: DuplicateKey[],
): MapNode {
  const chunks = helm === 3 ? [{ text, offset: 0 }] : chunksOf(text, place);
  const maps = chunks.map((chunk) =>
    readChunk(chunk.text, (offset) => place(chunk.offset + offset), duplicates),
  );
  return maps.reduce(mergeMaps);
}

/** A part of a values file that Helm hands to its YAML parser, which takes the first document of it. */
interface Chunk {
  readonly text: string;
  readonly offset: number;
}

const NOTHING_BUT_COMMENT = /^---\s*(?:#|$)/;

/**
 * Helm 3 hands over the whole file and so reads its first document only. Helm 4 cuts at every line that begins with
 * `---`, wherever it stands, refuses one with more on it than a comment, and merges the parts. Only \n ends a line
 * here, unlike in YAML itself.
 * @throws Refusal
 */
function chunksOf(text: string, place: TextPlace): Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  for (const at of dashLines(text)) {
    const line = text.slice(at, lineBreakFrom(text, at));
    if (!NOTHING_BUT_COMMENT.test(line)) {
      const message = 'Helm 4 accepts only a comment after ---; move the rest to the next line';
      refuse('document-separator', message, place(at));
    }
    // The separator that opens a part stays in it.
    if (at === start) continue;
    chunks.push({ text: text.slice(start, at), offset: start });
    start = at + line.length + 1;
  }
  // Helm 4 reads line by line and ends the last one as well.
  const rest = text.slice(start).replace(/[^\n]$/, '$&\n');
  return [...chunks, { text: rest, offset: start }];
}

function lineBreakFrom(text: string, at: number): number {
  const breakAt = text.indexOf('\n', at);
  return breakAt === -1 ? text.length : breakAt;
}

function readChunk(chunk: string, place: TextPlace, duplicates: DuplicateKey[]): MapNode {
  const values = readNode(chunk, place, duplicates);
  if (values === undefined) return emptyMap(place(0));
  if (values.kind === 'map') return values;
  const what = values.kind === 'list' ? 'list' : 'single value';
  const message = `a ${what} is at the top level, where Helm expects keys; put it under a key`;
  const { origin } = values;
  return refuse('not-a-map', message, origin.kind === 'file' ? origin : place(0));
}

/** @returns undefined for a document that says nothing */
function readNode(chunk: string, place: TextPlace, duplicates: DuplicateKey[]): ValueNode | undefined {
  checkCharacters(chunk, place);
  // A NEL or a lone CR ends a line in YAML 1.1; written as LF the offsets stay.
  const yaml = parse(chunk.replace(/\u0085|\r(?!\n)/g, '\n'), place);
  const hidden = hiddenLineEnd(yaml);
  if (hidden !== undefined) refuseCharacter(chunk, hidden, place);
  const blockTexts = checkAsGoYaml(yaml, place);
  return interpret(yaml, blockTexts, place, duplicates);
}

function parse(text: string, place: TextPlace): YamlText {
  const root = scanBlockDocument(text, bodyStart(text));
  if (root !== undefined) return { root, source: text, contentEnd: text.length };
  const read = library().readAsGoYaml(text);
  if (read.ok) return read;
  // A line end that no editor shows is the likelier reason.
  const hidden = text.search(/[\u2028\u2029]/);
  if (hidden !== -1) refuseCharacter(text, hidden, place);
  return refuseSyntax(read.problem, place(read.problem.offset));
}

/** The library's own messages quote the source, which may hold secrets. */
function refuseSyntax({ code, reason }: TreeProblem, at: ErrorPlace): never {
  switch (code) {
    case 'YAML_VERSION':
    case 'UNKNOWN_DIRECTIVE':
      return refuse('syntax', reason, at);
    case 'RESOURCE_EXHAUSTION':
      return refuseDepth(at);
    case 'BEHIND_THE_END':
      return refuse(
        'ignored-rest',
        'the values end above this line, and Helm ignores the rest of the file; indent all top-level keys equally, without {} above them',
        at,
      );
    default:
      return refuse('syntax', syntaxMessage(code), at);
  }
}

function interpret(
  { root, source }: YamlText,
  blockTexts: BlockTexts,
  place: TextPlace,
  duplicates: DuplicateKey[],
): ValueNode | undefined {
  if (root === null) return undefined;
  const interpreter = new Interpreter(source, blockTexts, place);
  const values = interpreter.build(root, 0);
  checkDeferred(values, interpreter.deferred);
  duplicates.push(...interpreter.duplicates.values());
  return isNull(values) ? undefined : values;
}

function checkDeferred(node: ValueNode, deferred: ReadonlyMap<ValueNode, ValuesError>): void {
  if (deferred.size === 0) return;
  const problem = deferred.get(node);
  if (problem) refuse(problem.kind, problem.message, problem);
  for (const [, child] of childrenOf(node)) checkDeferred(child, deferred);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const UNREADABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]/;

/** @throws Refusal at the first character that Helm's YAML reader refuses wherever it stands. */
function checkCharacters(text: string, place: TextPlace): void {
  const found = text.search(UNREADABLE);
  if (found !== -1) refuseCharacter(text, found, place);
}

function refuseCharacter(text: string, offset: number, place: TextPlace): never {
  const name = `U+${text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')}`;
  const message = `the character ${name} is not allowed in a values file; delete it, or write it as an escape in double quotes`;
  return refuse('character', message, place(offset));
}
