import { lazy } from '../lazy.ts';
import type { ManifestStream } from '../manifest/manifest-stream.ts';
import { objectsIn, type ParsedObject, readableObjects } from '../manifest/object.ts';
import type { ManifestObject, Pack } from '../pack.ts';
import { ENCODED, Pointing } from '../release/pointing.ts';
import { type ReleaseObjects, releasesIn } from '../release/recognise.ts';
import { REFERRING_KINDS } from '../release/references.ts';
import type { Case } from '../rules/case.ts';
import { objectView } from '../rules/objects.ts';
import { bodyStart, type StreamDocument } from '../yaml/documents.ts';
import { lineIndex, STREAM_LINE_ENDS } from '../yaml/places.ts';
import { readDocument, type SyntaxProblem } from '../yaml/read.ts';

/** What of a stream is not a release's, as rules look at it. */
export type Others = Omit<NonNullable<Case['stream']>, 'dropped'>;

/** Carries a syntax problem out of the middle of a stream; `renderStream` turns it back into data. */
export class BrokenDocument extends Error {
  constructor(
    readonly document: StreamDocument,
    readonly problem: SyntaxProblem,
  ) {
    super(problem.reason);
  }
}

function readObjects(document: StreamDocument): readonly ParsedObject[] {
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

/** A document that cannot be read has no labels to go by: it may not be broken where its text has the product's. */
function brokenLabel({ name, charts = [] }: Pack): RegExp {
  const names = [name, ...charts.map((chart) => chart.name)].join('|');
  return new RegExp(`helm\\.sh/chart["']?\\s*:\\s*["']?(?:${names})-v?\\d`);
}

/** The words that all documents of a product have. */
export const wordsOfDocuments = ({ mentions = [] }: Pack): readonly string[] => mentions;

/** Whether a text has every word that all documents of a product do. */
const mentionsAll = (pack: Pack, text: string): boolean =>
  wordsOfDocuments(pack).every((word) => text.includes(word));

/** The objects of a stream, each document read once however many packs and rules ask. */
export class StreamObjects {
  private readonly read = new Map<StreamDocument, readonly ParsedObject[]>();
  private madePointing: Pointing | undefined;

  constructor(private readonly stream: ManifestStream) {}

  private get all(): readonly StreamDocument[] {
    return this.stream.documents;
  }

  objectsIn(document: StreamDocument, isStrict = false): readonly ParsedObject[] {
    const before = this.read.get(document);
    // What another pack let pass may be broken all the same.
    if (before && (before.length > 0 || !isStrict)) return before;
    // Documents that are nobody's business may be broken or no objects at all: they are left to Helm.
    const objects = (isStrict ? readObjects : readableObjects)(document);
    this.read.set(document, objects);
    return objects;
  }

  /** The releases of a pack's product. A renamed chart is told by some of its objects, which name all others' label. */
  releasesOf(pack: Pack): readonly ReleaseObjects[] {
    const label = brokenLabel(pack);
    const objectsOf = (one: StreamDocument) => this.objectsIn(one, label.test(one.text));
    const isMentioned = (text: string): boolean => mentionsAll(pack, text);
    const objects = this.all.filter(({ text }) => isMentioned(text)).flatMap(objectsOf);
    const releases = releasesIn(pack, objects);
    const others = releases.flatMap(({ chartLabel }) =>
      chartLabel === '' || isMentioned(`helm.sh/chart: ${chartLabel}`) ? [] : [chartLabel],
    );
    if (others.length === 0) return releases;
    const isMeant = (text: string): boolean => isMentioned(text) || others.some((one) => text.includes(one));
    this.stream.keepMore(isMeant);
    return releasesIn(pack, this.all.filter(({ text }) => isMeant(text)).flatMap(objectsOf));
  }

  /** Whether a pack knows an object. */
  holdsObjectOf(pack: Pack): boolean {
    return this.all.some(
      (one) =>
        mentionsAll(pack, one.text) &&
        this.objectsIn(one).some((object) => pack.recognise(objectView(object)) !== false),
    );
  }

  /**
   * What of the stream is not the release's.
   * @param releases all of the stream
   * @param isWhole whether all others are asked for; else those that point at others, have the name of one of the release's
   * Services in their text, or mention what all documents of the product do
   */
  othersThan(
    { objects, namespace }: ReleaseObjects,
    pack: Pack,
    releases: () => readonly ReleaseObjects[],
    isWhole: boolean,
  ): Others {
    const own = new Set(objects);
    const others = (documents: readonly StreamDocument[]): readonly ManifestObject[] =>
      documents
        .flatMap((one) => this.objectsIn(one))
        .filter((one) => !own.has(one))
        .map(objectView);
    const services = objects.filter(({ kind }) => kind === 'Service').map(({ name }) => name);
    const isMentioned = (text: string): boolean =>
      (pack.mentions ?? []).length > 0 && mentionsAll(pack, text);
    const mayMean = (text: string): boolean =>
      isWhole ||
      REFERRING_KINDS.test(text) ||
      ENCODED.test(text) ||
      isMentioned(text) ||
      services.some((name) => text.includes(name));
    return {
      others: lazy(() => {
        this.stream.keepMore(mayMean);
        return others(this.all.filter(({ text }) => mayMean(text)));
      }),
      alike: lazy(() => others(this.all.filter(({ text }) => isMentioned(text)))),
      pointingAt: (views) =>
        this.pointing(releases())
          .at(views, namespace)
          .filter((one) => !own.has(one))
          .map(objectView),
    };
  }

  /** Made for all releases at once. The objects of the only one are others to none. */
  private pointing(releases: readonly ReleaseObjects[]): Pointing {
    this.madePointing ??= this.makePointing(releases);
    return this.madePointing;
  }

  private makePointing(releases: readonly ReleaseObjects[]): Pointing {
    const [first, ...more] = releases;
    const own = new Set(more.length === 0 ? first?.objects.map(({ document }) => document) : []);
    const pointing = new Pointing(releases);
    const unread = (text: string) => ({ index: 0, offset: 0, text, bodyStart: bodyStart(text) });
    this.stream.keepMore(
      (text) => pointing.isAimed({ text, objects: () => readableObjects(unread(text)) }),
      pointing.hints,
    );
    for (const one of this.all)
      if (!own.has(one) || this.objectsIn(one).length > 1)
        pointing.add({ text: one.text, objects: () => this.objectsIn(one) });
    return pointing;
  }
}
