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

/** Whether a line that begins with `---` separates documents: YAML wants a blank or the line's end behind it. */
function isSeparator(text: string, at: number): boolean {
  return text.startsWith('---', at) && isBreakOrBlank(text.charCodeAt(at + 3));
}

/**
 * Offsets of all lines that begin with `---`, whatever follows on them. YAML allows a separator at column 1 nowhere but
 * between documents, block texts included.
 */
export function dashLines(text: string): number[] {
  const found = text.startsWith('---') ? [0] : [];
  for (let at = text.indexOf('\n---'); at !== -1; at = text.indexOf('\n---', at + 1)) found.push(at + 1);
  return found;
}

/** Offset behind a byte order mark and a `---` that a document's text begins with. */
export function bodyStart(text: string): number {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  return isSeparator(text, mark) ? mark + 3 : mark;
}

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** Offset behind the JSON object that begins at an offset; the end of the text where it does not end. */
function behindObject(text: string, from: number): number {
  let depth = 0;
  let isText = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isText = !isText;
    else if (isText) at += character === '\\' ? 1 : 0;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

/**
 * Where JSON objects begin that follow one another without `---`, as kubectl and pachctl print them; none where a text holds
 * anything else.
 */
function followingObjects(text: string, from: number): readonly number[] {
  const found: number[] = [];
  let at = behindBlanks(text, from);
  while (text[at] === '{') {
    found.push(at);
    at = behindBlanks(text, behindObject(text, at));
  }
  return at === text.length ? found.slice(1) : [];
}

/**
 * Splits a stream at its `---` lines, and between JSON objects that follow one another. The texts joined give the stream back,
 * byte for byte.
 * @param stream YAML documents as text, with LF or CRLF line ends, or JSON objects
 */
export function splitDocuments(stream: string): StreamDocument[] {
  const separated = [0, ...dashLines(stream).filter((at) => at > 0 && isSeparator(stream, at))];
  const starts = separated.flatMap((offset, index) => {
    const text = stream.slice(offset, separated[index + 1] ?? stream.length);
    return [offset, ...followingObjects(text, bodyStart(text)).map((at) => offset + at)];
  });
  return starts.map((offset, index) => {
    const text = stream.slice(offset, starts[index + 1] ?? stream.length);
    return { index, offset, text, bodyStart: bodyStart(text) };
  });
}
