import { ok, type Result } from '../result.ts';
import { TreeBuilder } from './build-tree.ts';
import { caught } from './caught.ts';
import { refuseDepth } from './depth-limit.ts';
import { checkDirectives } from './directives.ts';
import type { DuplicateKey } from './duplicate-key.ts';
import { defaultHelm, type HelmMajor } from './helm-major.ts';
import { inspectDocument } from './inspect-document.ts';
import { mergeMaps } from './merge-maps.ts';
import { firstError, isBehindTheEnd, type ParsedText, parseFirstDocument } from './parse-document.ts';
import { type Place, placesIn } from './place.ts';
import { refuse } from './refusal.ts';
import { splitDocuments } from './split-documents.ts';
import { syntaxMessage } from './syntax-message.ts';
import type { MapNode, ValueNode } from './tree.ts';
import { checkCharacters } from './unreadable-character.ts';
import type { ValuesError } from './values-error.ts';

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
  const read = readValues(text, placesIn(file, text), helm);
  return read.ok ? ok(read.value.values) : read;
}

/** Values as they stand in a file, with what only that file shows. */
export interface WrittenValues {
  readonly values: MapNode;
  readonly duplicates: readonly DuplicateKey[];
}

/** Like readValuesText, for values that may be a part of their file, such as a text within a manifest. */
export function readValues(
  text: string,
  place: Place,
  helm: HelmMajor = defaultHelm,
): Result<WrittenValues, ValuesError> {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const duplicates: DuplicateKey[] = [];
  return caught(() => {
    const values = readDocuments(text.slice(start), (offset) => place(offset + start), helm, duplicates);
    return { values, duplicates };
  });
}

function readDocuments(text: string, place: Place, helm: HelmMajor, duplicates: DuplicateKey[]): MapNode {
  const split = splitDocuments(text, helm);
  if (split.kind === 'bad-separator') {
    const message = 'Helm 4 takes nothing but a comment behind ---; move the rest to the next line';
    refuse('document-separator', message, place(split.offset));
  }
  const maps = split.chunks.map((chunk) =>
    readChunk(chunk.text, (offset) => place(chunk.offset + offset), duplicates),
  );
  return maps.reduce(mergeMaps);
}

function readChunk(text: string, place: Place, duplicates: DuplicateKey[]): MapNode {
  checkCharacters(text, place);
  // A NEL or a lone CR ends a line in YAML 1.1; written as LF the offsets stay.
  const parsed = parseFirstDocument(text.replace(/\u0085|\r(?!\n)/g, '\n'));
  const empty: MapNode = { kind: 'map', entries: new Map(), origin: place(0) };
  if (!parsed) return empty;
  checkDirectives(parsed.document, place);
  checkSyntax(parsed, place);
  return build(parsed, place, duplicates) ?? empty;
}

function checkSyntax({ document, source }: ParsedText, place: Place): void {
  const error = firstError(document, source);
  if (!error) return;
  const at = place(error.pos[0]);
  if (isBehindTheEnd(document, error)) {
    const message =
      'the values end above this line, and Helm ignores the rest of the file; give all keys at the top the same indentation, and no {} above them';
    refuse('ignored-rest', message, at);
  }
  if (error.code === 'RESOURCE_EXHAUSTION') refuseDepth(at);
  refuse('syntax', syntaxMessage(error.code), at);
}

function build(
  { document, source }: ParsedText,
  place: Place,
  duplicates: DuplicateKey[],
): MapNode | undefined {
  const builder = new TreeBuilder(inspectDocument(document, source, place), place);
  const root = builder.build(document.contents, 0, 0);
  checkDeferred(root, builder.deferred);
  duplicates.push(...builder.duplicates.values());
  if (root.kind === 'map') return root;
  if (root.kind === 'scalar' && root.value === null) return undefined;
  const what = root.kind === 'list' ? 'list' : 'single value';
  const message = `a ${what} stands at the top, where Helm needs keys; put it below a key`;
  return refuse('not-a-map', message, place(document.contents?.range[0] ?? 0));
}

function checkDeferred(node: ValueNode, deferred: ReadonlyMap<ValueNode, ValuesError>): void {
  if (deferred.size === 0) return;
  const problem = deferred.get(node);
  if (problem) refuse(problem.kind, problem.message, problem);
  if (node.kind === 'scalar') return;
  for (const child of node.kind === 'map' ? node.entries.values() : node.items)
    checkDeferred(child, deferred);
}
