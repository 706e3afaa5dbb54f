import { type LintFinding, NO_PLACE } from '../lint/lint-result.ts';
import type { Finding, Place } from '../pack.ts';
import { redactDocument } from '../redaction.ts';
import type { StreamDocument } from '../yaml/documents.ts';
import { type LineIndex, lineIndex, STREAM_LINE_ENDS } from '../yaml/places.ts';

/** What findings need to know of a document; read once, however many findings are in it. */
interface DocumentLines {
  readonly at: LineIndex;
  /** Credentials hidden. */
  readonly lines: readonly string[];
}

/** A stream as findings point into it. */
class StreamPlaces {
  private readonly linesAbove: readonly number[];
  private readonly read = new Map<number, DocumentLines>();

  constructor(private readonly documents: readonly StreamDocument[]) {
    let above = 0;
    this.linesAbove = documents.map(({ text }) => {
      const before = above;
      above += lineBreaksIn(text);
      return before;
    });
  }

  placeOf({ document, start, end }: Extract<Place, { in: 'manifest' }>) {
    const lines = this.linesOf(document);
    if (lines === undefined) return NO_PLACE;
    const above = this.linesAbove[document] ?? 0;
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
    const text = known ? undefined : this.documents[document]?.text;
    if (text === undefined) return known;
    const read = { at: lineIndex(text, STREAM_LINE_ENDS), lines: redactDocument(text).split(/\r?\n/) };
    this.read.set(document, read);
    return read;
  }
}

function lineBreaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

const streams = new WeakMap<readonly StreamDocument[], StreamPlaces>();

function placesIn(documents: readonly StreamDocument[]): StreamPlaces {
  const known = streams.get(documents) ?? new StreamPlaces(documents);
  streams.set(documents, known);
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
  documents: readonly StreamDocument[],
): LintFinding {
  return {
    ruleId: rule,
    audit,
    severity,
    what,
    why,
    remedy: fix,
    ...(place?.in === 'manifest' ? { file: STREAM, ...placesIn(documents).placeOf(place) } : NO_PLACE),
    ...(place?.in === 'server' && { flag: shownPage(place) }),
    path: [],
    fixable: false,
    outcome,
    ...(by !== undefined && { by }),
  };
}
