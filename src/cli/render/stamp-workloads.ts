import { guardedKinds } from '../../guard/policy.ts';
import { GATE_ANNOTATION, overrideReason } from '../../guard/stamp.ts';
import { readableObjects } from '../../manifest/object.ts';
import { StreamEdits } from '../../manifest/stream-edits.ts';
import type { ManifestObject, Pack, Path } from '../../pack.ts';
import { DraftEditor, ReleaseDraft } from '../../release/draft.ts';
import { readRelease } from '../../release/from-manifests.ts';
import type { ReleaseOutcome } from '../../release/intent.ts';
import { releasesIn } from '../../release/recognise.ts';
import type { RenderedStream } from '../../render/render-stream.ts';
import { objectView } from '../../rules/objects.ts';
import { splitDocuments } from '../../yaml/documents.ts';

const ANNOTATIONS: Path = ['metadata', 'annotations'];
const PLACES: readonly Path[] = [ANNOTATIONS, ['spec', 'template', ...ANNOTATIONS]];

const wordAt = (object: ManifestObject, place: Path): string | undefined => {
  const found = object.at(...place, GATE_ANNOTATION);
  return found?.sure ? found.value : undefined;
};

/** Takes the stamp of an earlier step away. */
function removeStamp(object: ManifestObject, place: Path, edit: DraftEditor): void {
  const isAlone = object.keys(...place).length === 1;
  edit.set(object, isAlone ? place : [...place, GATE_ANNOTATION], undefined);
}

function writeStamp(object: ManifestObject, stamp: string, edit: DraftEditor): void {
  if (object.keys(...ANNOTATIONS).length > 0) edit.set(object, [...ANNOTATIONS, GATE_ANNOTATION], stamp);
  else edit.set(object, ANNOTATIONS, { [GATE_ANNOTATION]: stamp }, 'labels');
}

/** What a person wrote to override a guard stays as it is. */
function stampObject(object: ManifestObject, stamp: string | undefined, edit: DraftEditor): void {
  const old = PLACES.filter((place) => wordAt(object, place) !== undefined);
  if (old.some((place) => overrideReason(wordAt(object, place) ?? '') !== undefined)) return;
  for (const place of old) if (stamp === undefined || place !== ANNOTATIONS) removeStamp(object, place, edit);
  if (stamp !== undefined) writeStamp(object, stamp, edit);
}

/**
 * A stream with the stamp of an open gate on the workloads of a release, and without those of earlier steps.
 * @throws LibraryNeeded
 */
export function stampWorkloads(
  stream: RenderedStream,
  release: ReleaseOutcome,
  pack: Pack,
  stamp: string | undefined,
): RenderedStream {
  const rendered = stream.documents.flatMap((one) =>
    splitDocuments(stream.textOf(one)).map((document) => ({ ...document, index: one.index })),
  );
  const found = releasesIn(pack, rendered.flatMap(readableObjects)).find(
    ({ name, namespace }) => name === release.name && namespace === release.namespace,
  );
  if (found === undefined) return stream;
  const draft = new ReleaseDraft(readRelease(pack, found));
  const edit = new DraftEditor(draft, 'guard');
  const kinds = guardedKinds(pack);
  for (const object of found.objects)
    if (kinds.has(object.kind ?? '')) stampObject(objectView(object), stamp, edit);
  const edits = new StreamEdits();
  draft.commit(edits);
  const stamped = { ...release, edits: [...release.edits, ...draft.records] };
  const stampedTexts = new Map<number, string>();
  for (const one of rendered)
    stampedTexts.set(one.index, (stampedTexts.get(one.index) ?? '') + edits.textOf(one));
  const changed = new Map(stream.changed);
  for (const [index, text] of stampedTexts)
    if (text === stream.stream.document(index)?.text) changed.delete(index);
    else changed.set(index, text);
  return stream.with({
    releases: stream.releases.map((one) => (one === release ? stamped : one)),
    changed,
  });
}
