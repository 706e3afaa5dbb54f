import { type ManifestObject, objectsIn } from '../manifest/object.ts';
import { StreamEdits } from '../manifest/stream-edits.ts';
import { err, ok, type Result } from '../result.ts';
import type { Pack, PackInput, ReleaseOutcome } from '../step/pack.ts';
import { type StreamDocument, splitDocuments } from '../yaml/documents.ts';
import { withLibrary } from '../yaml/library.ts';
import type { YamlNode } from '../yaml/node.ts';
import { lineIndex, STREAM_LINE_ENDS } from '../yaml/places.ts';
import { readDocument, readText, type SyntaxProblem } from '../yaml/read.ts';
import { BrokenDocument } from './broken-document.ts';

/** What one run is asked to do with a stream. */
export interface RenderRequest {
  readonly packs: readonly Pack[];
  readonly intentFor: PackInput['intentFor'];
  readonly values: PackInput['values'];
}

/** The stream as its documents, what packs made of it, and the text it leaves as. */
export interface RenderedStream {
  readonly documents: readonly StreamDocument[];
  readonly releases: readonly ReleaseOutcome[];
  /** The text of each document behind the edits; empty for a dropped one. */
  readonly texts: readonly string[];
}

export type RenderProblem =
  | { readonly kind: 'broken'; readonly document: StreamDocument; readonly problem: SyntaxProblem }
  | { readonly kind: 'intent'; readonly message: string };

function readObjects(document: StreamDocument): readonly ManifestObject[] {
  const parsed = readDocument(document);
  if (!parsed.ok) throw new BrokenDocument(document, parsed.problem);
  if (parsed.root === null) return [];
  if (parsed.root.kind === 'map') return objectsIn(document, parsed.root);
  const reason = `a ${parsed.root.kind === 'sequence' ? 'list' : parsed.root.kind} where an object must be`;
  throw new BrokenDocument(document, {
    reason,
    ...lineIndex(document.text, STREAM_LINE_ENDS)(parsed.root.start),
  });
}

/** Documents that are nobody's business may be broken or no objects at all: they are left to Helm. */
function readLeniently(document: StreamDocument): readonly ManifestObject[] {
  const parsed = readDocument(document);
  return parsed.ok && parsed.root?.kind === 'map' ? objectsIn(document, parsed.root) : [];
}

function readEmbedded(text: string): Result<YamlNode | null, SyntaxProblem> {
  const parsed = readText(text);
  return parsed.ok ? ok(parsed.root) : err(parsed.problem);
}

/**
 * An edit must not take an anchor away that is used elsewhere: such documents are read once more.
 * @throws Error if the edits broke one, which is a fault of the pack
 */
function checkEdits(documents: readonly StreamDocument[], texts: readonly string[]): void {
  for (const { index, text } of documents) {
    const edited = texts[index] ?? '';
    if (edited === text || !edited.includes('&') || !edited.includes('*')) continue;
    const [document] = splitDocuments(edited);
    const parsed = document ? readDocument(document) : undefined;
    if (parsed && !parsed.ok)
      throw new Error(`the edits to document ${index + 1} broke it: ${parsed.problem.reason}`);
  }
}

function renderPack(
  pack: Pack,
  documents: readonly StreamDocument[],
  request: RenderRequest,
  edits: StreamEdits,
) {
  const concerned = documents.filter((document) => pack.mayConcern(document.text));
  const objects = concerned.flatMap(readObjects);
  return pack.render({
    ...request,
    objects,
    documents,
    readObjects: readLeniently,
    readText: readEmbedded,
    edits,
  });
}

/**
 * Takes a stream of manifests through the packs.
 * @param stream manifests as Helm gives them to a post-renderer
 * @param request its functions may be called twice
 */
export const renderStream = (
  stream: string,
  request: RenderRequest,
): Promise<Result<RenderedStream, RenderProblem>> => withLibrary(() => renderNow(stream, request));

function renderNow(stream: string, request: RenderRequest): Result<RenderedStream, RenderProblem> {
  const documents = splitDocuments(stream);
  const edits = new StreamEdits();
  const releases: ReleaseOutcome[] = [];
  try {
    for (const pack of request.packs) {
      const outcome = renderPack(pack, documents, request, edits);
      if (!outcome.ok) return err({ kind: 'intent', message: outcome.error });
      releases.push(...outcome.value);
    }
  } catch (error) {
    if (error instanceof BrokenDocument)
      return err({ kind: 'broken', document: error.document, problem: error.problem });
    throw error;
  }
  const texts = documents.map((document) => edits.textOf(document));
  checkEdits(documents, texts);
  return ok({ documents, releases, texts });
}
