import { redactDocument } from '../redaction.ts';
import type { Finding } from '../step/finding.ts';
import type { StreamDocument } from '../yaml/documents.ts';
import { type LineIndex, lineIndex, STREAM_LINE_ENDS } from '../yaml/places.ts';
import type { ReportedFinding } from './run-report.ts';

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

  placeOf({ document, offset }: NonNullable<Finding['where']>) {
    const lines = this.linesOf(document);
    if (lines === undefined) return {};
    const { line, column } = lines.at(offset);
    const source = lines.lines[line - 1] ?? '';
    return { line: (this.linesAbove[document] ?? 0) + line, column, source };
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

/** Gives a finding its place in the stream, with the line that is there. */
export function describeFinding(
  { where, ...finding }: Finding,
  documents: readonly StreamDocument[],
): ReportedFinding {
  return { ...finding, ...(where && placesIn(documents).placeOf(where)) };
}
