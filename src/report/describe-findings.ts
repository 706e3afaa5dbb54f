import { type LintFinding, NO_PLACE } from '../lint/lint-result.ts';
import type { ManifestStream } from '../manifest/manifest-stream.ts';
import type { Finding, Place } from '../pack.ts';
import { redactDocument } from '../redaction.ts';
import { type LineIndex, lineIndex, STREAM_LINE_ENDS } from '../yaml/places.ts';

/** What findings need to know of a document; read once, however many findings are in it. */
interface DocumentLines {
  /** Line breaks in front of the document. */
  readonly above: number;
  readonly at: LineIndex;
  /** Credentials hidden. */
  readonly lines: readonly string[];
}

/** A stream as findings point into it. */
class StreamPlaces {
  private readonly read = new Map<number, DocumentLines>();

  constructor(private readonly stream: ManifestStream) {}

  placeOf({ document, start, end }: Extract<Place, { in: 'manifest' }>) {
    const lines = this.linesOf(document);
    if (lines === undefined) return NO_PLACE;
    const { above } = lines;
    const [from, to] = [lines.at(start), lines.at(Math.max(start, end))];
    return {
      line: above + from.line,
      column: from.column,
      endLine: above + to.line,
      endColumn: to.column,
      source: lines.lines[from.line - 1] ?? '',
    };
  }

  private linesOf(document: number): DocumentLines | undefined {
    const known = this.read.get(document);
    const found = known ? undefined : this.stream.document(document);
    if (found === undefined) return known;
    const read = {
      above: this.stream.linesAbove(found),
      at: lineIndex(found.text, STREAM_LINE_ENDS),
      lines: redactDocument(found.text).split(/\r?\n/),
    };
    this.read.set(document, read);
    return read;
  }
}

const streams = new WeakMap<ManifestStream, StreamPlaces>();

function placesIn(stream: ManifestStream): StreamPlaces {
  const known = streams.get(stream) ?? new StreamPlaces(stream);
  streams.set(stream, known);
  return known;
}

/** Manifests come on standard input; formats that want a file's name get this one. */
export const STREAM = 'stdin';

/** A page of a server, as messages name it: `/status of books-0`. */
export const shownPage = ({ pod, endpoint }: Extract<Place, { in: 'server' }>): string =>
  `${endpoint} of ${pod}`;

/** A finding about manifests as reports show it: with its place in the stream, and the line that is there. */
export function describeFinding(
  { rule, audit, severity, place, what, why, fix, outcome, by }: Finding,
  stream: ManifestStream,
): LintFinding {
  return {
    ruleId: rule,
    audit,
    severity,
    what,
    why,
    remedy: fix,
    ...(place?.in === 'manifest' ? { file: STREAM, ...placesIn(stream).placeOf(place) } : NO_PLACE),
    ...(place?.in === 'server' && { flag: shownPage(place) }),
    path: [],
    fixable: false,
    outcome,
    ...(by !== undefined && { by }),
  };
}
