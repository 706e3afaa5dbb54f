import { type StreamDocument, splitDocuments } from '../manifest/documents.ts';
import type { Node } from '../manifest/node.ts';
import { type ManifestObject, objectsIn } from '../manifest/object.ts';
import { parseDocument, parseText } from '../manifest/parse.ts';
import { placeOf } from '../manifest/place.ts';
import { StreamEdits } from '../manifest/stream-edits.ts';
import type { SyntaxProblem } from '../manifest/syntax-problem.ts';
import { err, ok, type Result } from '../result.ts';
import type { Pack, PackInput, ReleaseOutcome } from '../step/pack.ts';
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

async function readObjects(document: StreamDocument): Promise<readonly ManifestObject[]> {
  const parsed = await parseDocument(document);
  if (!parsed.ok) throw new BrokenDocument(document, parsed.problem);
  if (parsed.root === null) return [];
  if (parsed.root.kind === 'map') return objectsIn(document, parsed.root);
  const reason = `a ${parsed.root.kind === 'sequence' ? 'list' : parsed.root.kind} where an object must be`;
  throw new BrokenDocument(document, { reason, ...placeOf(document.text, parsed.root.start) });
}

/** Documents that are nobody's business may be broken or no objects at all: they are left to Helm. */
async function readLeniently(document: StreamDocument): Promise<readonly ManifestObject[]> {
  const parsed = await parseDocument(document);
  return parsed.ok && parsed.root?.kind === 'map' ? objectsIn(document, parsed.root) : [];
}

async function readText(text: string): Promise<Result<Node | null, SyntaxProblem>> {
  const parsed = await parseText(text);
  return parsed.ok ? ok(parsed.root) : err(parsed.problem);
}

/**
 * An edit must not take an anchor away that is used elsewhere: such documents are read once more.
 * @throws Error where the edits broke one, which is a fault of the pack
 */
async function checkEdits(documents: readonly StreamDocument[], texts: readonly string[]): Promise<void> {
  for (const { index, text } of documents) {
    const edited = texts[index] ?? '';
    if (edited === text || !edited.includes('&') || !edited.includes('*')) continue;
    const [document] = splitDocuments(edited);
    const parsed = document ? await parseDocument(document) : undefined;
    if (parsed && !parsed.ok)
      throw new Error(`the edits to document ${index + 1} broke it: ${parsed.problem.reason}`);
  }
}

async function renderPack(
  pack: Pack,
  documents: readonly StreamDocument[],
  request: RenderRequest,
  edits: StreamEdits,
) {
  const concerned = documents.filter((document) => pack.mayConcern(document.text));
  const objects: ManifestObject[] = [];
  for (const document of concerned) objects.push(...(await readObjects(document)));
  return pack.render({ ...request, objects, documents, readObjects: readLeniently, readText, edits });
}

/**
 * Takes a stream of manifests through the packs.
 * @param stream manifests as Helm gives them to a post-renderer
 */
export async function renderStream(
  stream: string,
  request: RenderRequest,
): Promise<Result<RenderedStream, RenderProblem>> {
  const documents = splitDocuments(stream);
  const edits = new StreamEdits();
  const releases: ReleaseOutcome[] = [];
  try {
    for (const pack of request.packs) {
      const outcome = await renderPack(pack, documents, request, edits);
      if (!outcome.ok) return err({ kind: 'intent', message: outcome.error });
      releases.push(...outcome.value);
    }
  } catch (error) {
    if (error instanceof BrokenDocument)
      return err({ kind: 'broken', document: error.document, problem: error.problem });
    throw error;
  }
  const texts = documents.map((document) => edits.textOf(document));
  await checkEdits(documents, texts);
  return ok({ documents, releases, texts });
}
