import { objectsIn, type ParsedObject } from '../manifest/object.ts';
import type { Finding, ManifestObject, Need, Pack, Peer, State } from '../pack.ts';
import { err, ok, type Result } from '../result.ts';
import { judge } from '../rules/judge.ts';
import { objectView } from '../rules/objects.ts';
import { type StreamDocument, splitDocuments } from '../yaml/documents.ts';
import { readDocument } from '../yaml/read.ts';
import { isPartial, readRelease, stateOfManifests } from './from-manifests.ts';
import { releasesIn } from './recognise.ts';

/** Manifests of what stands beside the releases of a stream. */
export interface PeerFile {
  readonly text: string;
  /** As messages name it: `--peer old.yaml`. */
  readonly shownAs: string;
}

/** Whether a pack has rules about two releases side by side. */
export const comparesPeers = ({ rules }: Pack): boolean => rules.some(({ needs }) => needs?.includes('peer'));

const lineBreaksIn = (text: string): number => text.split('\n').length - 1;

/** Documents of another stream: their numbers are those of none of the documents that are rendered. */
const documentsOf = (text: string): readonly StreamDocument[] =>
  splitDocuments(text).map((one) => ({ ...one, index: -1 - one.index }));

/** All objects. What cannot be read may hold just what the two have in common, so nothing is passed over. */
function objectsOf({ text, shownAs }: PeerFile): Result<readonly ParsedObject[], string> {
  const objects: ParsedObject[] = [];
  for (const document of documentsOf(text)) {
    const parsed = readDocument(document);
    const line = lineBreaksIn(text.slice(0, document.offset)) + 1;
    if (!parsed.ok)
      return err(
        `phasegate: ${shownAs}: line ${line - 1 + parsed.problem.line}: ${parsed.problem.reason}; nothing can be compared with manifests that cannot be read`,
      );
    if (parsed.root === null) continue;
    if (parsed.root.kind !== 'map')
      return err(`phasegate: ${shownAs}: the document at line ${line} is not a Kubernetes object`);
    objects.push(...objectsIn(document, parsed.root));
  }
  return ok(objects);
}

/** A pack looks at a peer whatever was asked for its release: the words may be for the other one alone. */
function awake({ dormant: _, ...pack }: Pack): Pack {
  return pack;
}

/** The one release that manifests hold, and all else in them. */
export interface OneRelease {
  readonly state: State;
  /** Of the whole file, whoever's they are. */
  readonly objects: readonly ManifestObject[];
  /** Those that are not the release's. */
  readonly others: readonly ManifestObject[];
}

/**
 * Reads the one release of a pack's product in manifests, as it stands there.
 * @param whose of which cluster the manifests are to be, for messages
 * @returns or a message that says what to do
 * @throws LibraryNeeded
 */
export function readOneRelease(
  pack: Pack,
  file: PeerFile,
  whose: 'this cluster' | 'the other cluster',
): Result<OneRelease, string> {
  const objects = objectsOf(file);
  if (!objects.ok) return objects;
  const releases = releasesIn(awake(pack), objects.value)
    .map((one) => readRelease(pack, one))
    .filter((one) => !isPartial(one));
  const { title = pack.name } = pack;
  const [release, ...others] = releases;
  if (release === undefined)
    return err(
      `phasegate: ${file.shownAs}: no release of ${title} in this file; give all manifests of ${whose}, such as helm template or kubectl get -o yaml prints`,
    );
  if (others.length > 0)
    return err(
      `phasegate: ${file.shownAs}: ${releases.length} releases of ${title} in this file (namespaces ${releases.map(({ namespace }) => namespace || 'not named').join(', ')}); give the manifests of one`,
    );
  const own = new Set(release.objects);
  const views = objects.value.map((one) => ({ view: objectView(one), isOwn: own.has(one) }));
  return ok({
    state: stateOfManifests({ ...release, release }),
    objects: views.map(({ view }) => view),
    others: views.filter(({ isOwn }) => !isOwn).map(({ view }) => view),
  });
}

/**
 * Reads what stands beside a release, as it stands in its manifests: no edit is made to it.
 * @returns or a message that says what to do
 * @throws LibraryNeeded
 */
export function readPeer(pack: Pack, file: PeerFile): Result<Peer, string> {
  const read = readOneRelease(pack, file, 'the other cluster');
  return read.ok ? ok({ state: read.value.state, objects: read.value.objects }) : read;
}

const OF_MANIFESTS: ReadonlySet<Need> = new Set(['objects', 'stream', 'peer']);

/**
 * What the rules about two releases side by side, and those about the manifests of one, say of a release as it stands.
 * @param clock milliseconds since 1970
 */
export function judgeBeside(
  pack: Pack,
  { state, others }: OneRelease,
  peer: Peer,
  clock: number,
): readonly Finding[] {
  const rules = pack.rules.filter(
    ({ needs = [] }) => needs.length > 0 && needs.every((need) => OF_MANIFESTS.has(need)),
  );
  const all = () => others;
  const stream = { dropped: [], others: all, alike: all, pointingAt: all };
  return judge(rules, { now: state, peer, stream, clock, asked: () => undefined, options: {} });
}
