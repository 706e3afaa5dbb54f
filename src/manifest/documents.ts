/** One YAML document of a stream: its text from its `---` line (when it has one) to the next. */
export interface StreamDocument {
  /** Position in the stream, from 0. */
  readonly index: number;
  /** Offset of `text` in the stream, in UTF-16 code units. */
  readonly offset: number;
  readonly text: string;
  /** Offset in `text` behind a leading byte order mark and `---`. */
  readonly bodyStart: number;
}

const BYTE_ORDER_MARK = '\uFEFF';
const isBreakOrBlank = (code: number): boolean =>
  Number.isNaN(code) || code === 10 || code === 13 || code === 32 || code === 9;

function isSeparator(text: string, at: number): boolean {
  return text.startsWith('---', at) && isBreakOrBlank(text.charCodeAt(at + 3));
}

/** Offsets at which a document begins. YAML allows `---` at column 1 nowhere but between documents, block scalars included. */
function documentStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n---'); at !== -1; at = text.indexOf('\n---', at + 1)) {
    if (isSeparator(text, at + 1)) starts.push(at + 1);
  }
  return starts;
}

function bodyStart(text: string): number {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  return isSeparator(text, mark) ? mark + 3 : mark;
}

/**
 * Splits a stream at its `---` lines. The texts joined give the stream back, byte for byte.
 * @param stream manifests as text, with LF or CRLF line ends
 */
export function splitDocuments(stream: string): StreamDocument[] {
  const starts = documentStarts(stream);
  return starts.map((offset, index) => {
    const text = stream.slice(offset, starts[index + 1] ?? stream.length);
    return { index, offset, text, bodyStart: bodyStart(text) };
  });
}
