import { either } from '../english.ts';
import { type ManifestStream, streamOf } from '../manifest/manifest-stream.ts';
import { at, entryOf } from '../manifest/query.ts';
import { StreamEdits } from '../manifest/stream-edits.ts';
import type { Pack } from '../pack.ts';
import { isPartial, type Release, readRelease } from '../release/from-manifests.ts';
import type { ReleaseOfPack, ReleaseOutcome, StatedIntent } from '../release/intent.ts';
import { comparesPeers, type PeerFile, readPeer } from '../release/peer.ts';
import type { ReleaseObjects } from '../release/recognise.ts';
import { err, ok, type Result } from '../result.ts';
import { describeSource } from '../step/source.ts';
import type { ValueNode } from '../values/tree.ts';
import { bodyStart, type StreamDocument, splitDocuments } from '../yaml/documents.ts';
import { withLibrary } from '../yaml/library.ts';
import { readDocument, type SyntaxProblem } from '../yaml/read.ts';
import { renderRelease } from './render-release.ts';
import { BrokenDocument, StreamObjects } from './stream-objects.ts';

/** What one run is asked to do with a stream. */
export interface RenderRequest {
  readonly packs: readonly Pack[];
  /** @returns what was stated for a release, or why that cannot be used */
  readonly intentFor: (release: ReleaseOfPack) => Result<StatedIntent, string>;
  /** The user's values of all -f and --set, merged; undefined when none were given. */
  readonly values: ValueNode | undefined;
  /** Manifests of what stands beside the releases, for rules about both. */
  readonly peer?: PeerFile | undefined;
}

interface Rendered {
  readonly releases: readonly ReleaseOutcome[];
  /** By index the text of each document that leaves as another one than it came; empty for a dropped one. */
  readonly changed: ReadonlyMap<number, string>;
  /** Where no release was found: the packs that know objects of the stream, and pass their releases over. */
  readonly passedOver: readonly Pack[];
}

/** The stream, and what packs made of it. */
export class RenderedStream implements Rendered {
  readonly releases: Rendered['releases'];
  readonly changed: Rendered['changed'];
  readonly passedOver: Rendered['passedOver'];

  constructor(
    readonly stream: ManifestStream,
    private readonly rendered: Rendered,
  ) {
    this.releases = rendered.releases;
    this.changed = rendered.changed;
    this.passedOver = rendered.passedOver;
  }

  /** Of a large stream those that somebody asked for. */
  get documents(): readonly StreamDocument[] {
    return this.stream.documents;
  }

  /** The text that a document leaves as. */
  textOf({ index, text }: StreamDocument): string {
    return this.changed.get(index) ?? text;
  }

  /** The texts of `documents` as they leave. */
  get texts(): readonly string[] {
    return this.documents.map((one) => this.textOf(one));
  }

  with(changes: Partial<Rendered>): RenderedStream {
    return new RenderedStream(this.stream, { ...this.rendered, ...changes });
  }
}

export type RenderProblem =
  | { readonly kind: 'broken'; readonly document: StreamDocument; readonly problem: SyntaxProblem }
  | { readonly kind: 'intent'; readonly message: string };

/**
 * An edit must not take an anchor away that is used elsewhere: such documents are read once more.
 * @throws Error if the edits broke one, which is a fault of the pack
 */
function checkEdit({ index, text }: StreamDocument, edited: string): void {
  if (!text.includes('&') || !edited.includes('*')) return;
  const [document] = splitDocuments(edited);
  const parsed = document ? readDocument(document) : undefined;
  if (parsed && !parsed.ok)
    throw new Error(`the edits to document ${index + 1} broke it: ${parsed.problem.reason}`);
}

/** @param isMixed whether the stream has releases of other packs, which may have the phase */
function mistakeInPhase(
  { pack, name }: Release,
  { phase }: StatedIntent,
  isMixed: boolean,
): string | undefined {
  const phases = pack.phases.map(({ id }) => id);
  if (phase === undefined || phases.includes(phase.value)) return undefined;
  const { title = pack.name } = pack;
  const leave = phase.source.kind === 'config' ? '' : ` and leave ${describeSource(phase.source)} out`;
  const apart = isMixed
    ? `; to give each release its own phase, write it under releases: in phasegate.yaml${leave}`
    : '';
  return `phasegate: release ${name} is of ${title}, which has no phase ${JSON.stringify(phase.value)} (from ${describeSource(phase.source)}); use ${either(phases)}${apart}`;
}

/** A release as it stands in the stream, and the pack that knows it. */
interface FoundRelease {
  readonly pack: Pack;
  readonly objects: ReleaseObjects;
}

/** @returns undefined for a part of a release about which there is nothing to decide */
function renderFound(
  { pack, objects }: FoundRelease,
  all: readonly FoundRelease[],
  stream: StreamObjects,
  request: RenderRequest,
  edits: StreamEdits,
): Result<ReleaseOutcome | undefined, string> {
  const { name, namespace } = objects;
  const stated = request.intentFor({ name, namespace, pack: pack.name });
  if (!stated.ok) return stated;
  const release = readRelease(pack, objects, stated.value);
  if (isPartial(release)) return ok(undefined);
  const isMixed = all.some((one) => one.pack !== pack);
  const mistake = mistakeInPhase(release, stated.value, isMixed);
  if (mistake !== undefined) return err(mistake);
  const peer = request.peer && comparesPeers(pack) ? readPeer(pack, request.peer) : undefined;
  if (peer && !peer.ok) return peer;
  const releases = () => all.map((one) => one.objects);
  const others = stream.othersThan(objects, pack, releases, peer !== undefined);
  return ok(
    renderRelease(release, {
      ...{ stated: stated.value, values: request.values, others, edits },
      ...(peer && { peer: peer.value }),
    }),
  );
}

/**
 * Takes a stream of manifests through the packs.
 * @param stream manifests as Helm gives them to a post-renderer
 * @param request its functions may be called twice
 */
export const renderStream = (
  stream: string | ManifestStream,
  request: RenderRequest,
): Promise<Result<RenderedStream, RenderProblem>> => {
  const read = typeof stream === 'string' ? streamOf(stream) : stream;
  return withLibrary(() => renderNow(read, request));
};

function renderNow(stream: ManifestStream, request: RenderRequest): Result<RenderedStream, RenderProblem> {
  const read = new StreamObjects(stream);
  const edits = new StreamEdits();
  const releases: ReleaseOutcome[] = [];
  try {
    const found = request.packs.flatMap((pack) =>
      read.releasesOf(pack).map((objects): FoundRelease => ({ pack, objects })),
    );
    for (const one of found) {
      const outcome = renderFound(one, found, read, request, edits);
      if (!outcome.ok) return err({ kind: 'intent', message: outcome.error });
      if (outcome.value) releases.push(outcome.value);
    }
  } catch (error) {
    if (error instanceof BrokenDocument)
      return err({ kind: 'broken', document: error.document, problem: error.problem });
    throw error;
  }
  const changed = new Map(
    stream.documents.flatMap((document) => {
      const text = edits.textOf(document);
      if (text === document.text) return [];
      checkEdit(document, text);
      return [[document.index, text] as const];
    }),
  );
  const passedOver =
    releases.length > 0 ? [] : request.packs.filter((pack) => pack.dormant && read.holdsObjectOf(pack));
  return ok(new RenderedStream(stream, { releases, changed, passedOver }));
}

const HOOK_ANNOTATION = 'helm.sh/hook';

/** As Helm tells a hook: by the annotation of the document itself, so that a List of hooks is none. */
function isHook(document: StreamDocument): boolean {
  if (!document.text.includes(HOOK_ANNOTATION)) return false;
  const parsed = readDocument(document);
  return parsed.ok && entryOf(at(parsed.root, 'metadata', 'annotations'), HOOK_ANNOTATION) !== undefined;
}

/** Whether a line says more than a comment does. */
const saysSomething = ({ text, bodyStart: from }: Pick<StreamDocument, 'text' | 'bodyStart'>): boolean =>
  /^[ \t\r]*[^\s#]/m.test(text.slice(from));

/** Whether a document may be part of a stream that holds hooks alone: it is a hook, or nothing. */
export const mayBeAllHooks = (text: string): boolean =>
  text.includes(HOOK_ANNOTATION) || !saysSomething({ text, bodyStart: bodyStart(text) });

/**
 * Whether a stream holds hooks and nothing else. Helm may send the hooks of a release through the post-renderer in a run
 * of their own, beside the run of its manifests.
 */
export const holdsHooksAlone = (documents: readonly StreamDocument[]): Promise<boolean> =>
  withLibrary(
    () => documents.every((one) => !saysSomething(one) || isHook(one)) && documents.some(saysSomething),
  );
