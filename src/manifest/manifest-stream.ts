import { type StreamDocument, splitDocuments } from '../yaml/documents.ts';

/** What tells cheaply that a document may be wanted. */
export interface Hints {
  /** Somewhere in it; the empty one is in every document. */
  readonly word: string;
  readonly kinds: ReadonlySet<string>;
}

/** A stream of manifests: documents, and in a large one stretches of others that nobody has asked for. */
export interface ManifestStream {
  /** In a large stream those that are kept, in their order. */
  readonly documents: readonly StreamDocument[];
  /** How many documents there are, kept or not. */
  readonly count: number;
  readonly document: (index: number) => StreamDocument | undefined;
  /** Line breaks in front of a document. */
  readonly linesAbove: (document: StreamDocument) => number;
  /**
   * Of a large stream: keeps those of the others, too, that the test holds for.
   * @param hints a document without any of them is not looked at further
   */
  readonly keepMore: (test: (text: string) => boolean, hints?: Hints) => void;
  /** The stream with some documents changed, in pieces. @param changed by index; empty for a dropped document */
  readonly written: (changed: ReadonlyMap<number, string>) => Iterable<string | Buffer>;
}

/** A stream that is at hand as one text. */
export function streamOf(text: string): ManifestStream {
  const documents = splitDocuments(text);
  let above: readonly number[] | undefined;
  const counted = (): readonly number[] => {
    let lines = 0;
    return documents.map((document) => {
      const before = lines;
      lines += document.text.split('\n').length - 1;
      return before;
    });
  };
  return {
    documents,
    count: documents.length,
    document: (index) => documents[index],
    linesAbove: ({ index }) => {
      above ??= counted();
      return above[index] ?? 0;
    },
    keepMore: () => undefined,
    written: (changed) => [
      changed.size === 0 ? text : documents.map((one) => changed.get(one.index) ?? one.text).join(''),
    ],
  };
}
