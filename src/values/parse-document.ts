import {
  Composer,
  type Document,
  isCollection,
  type ParsedNode,
  Parser,
  visit,
  type YAMLParseError,
} from 'yaml';
import { unfoldFlow } from './unfold-flow.ts';

export type ParsedDocument = Document.Parsed<ParsedNode, true>;

// Every scalar stays text here: what it means is decided by go-yaml's rules, not by this parser's.
const options = {
  schema: 'failsafe',
  version: '1.1',
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
  strict: false,
  logLevel: 'silent',
} as const;

/** A document and the text that its offsets and scalars belong to. */
export interface ParsedText {
  readonly document: ParsedDocument;
  readonly source: string;
}

/** A document may hold this many flow collections whose lines stand further left than go-yaml minds. */
const UNFOLDING_LIMIT = 50;

/** The first document of the text, which is all of it that go-yaml reads. */
export function parseFirstDocument(text: string): ParsedText | undefined {
  let source = text;
  for (let round = 0; ; round++) {
    const document = parseOnce(source);
    if (!document) return undefined;
    const error = firstError(document, source);
    const flow = error && round < UNFOLDING_LIMIT ? flowBefore(document, error.pos[0]) : undefined;
    const unfolded = flow === undefined ? undefined : unfoldFlow(source, flow);
    if (unfolded === undefined) return { document, source };
    source = unfolded;
  }
}

function parseOnce(source: string): ParsedDocument | undefined {
  const composer = new Composer(options);
  const documents = composer.compose(new Parser().parse(source), true, source.length);
  for (const document of documents) return document as ParsedDocument;
  return undefined;
}

/** Where the last of the outermost flow collections before the offset opens. */
function flowBefore(document: ParsedDocument, offset: number): number | undefined {
  let last: number | undefined;
  visit(document, {
    Collection(_, node) {
      const start = node.range?.[0] ?? 0;
      if (start >= offset) return visit.BREAK;
      if (node.flow !== true) return undefined;
      last = start;
      return visit.SKIP;
    },
  });
  return last;
}

/** The first mistake that go-yaml refuses as well; it takes a comment without a space before it. */
export function firstError({ errors }: ParsedDocument, source: string): YAMLParseError | undefined {
  return errors.find(({ code, pos }) => code !== 'MISSING_CHAR' || !isTightComment(source, pos[0]));
}

const isTightComment = (source: string, offset: number): boolean =>
  source[offset] === '#' && /\S/.test(source[offset - 1] ?? ' ');

/**
 * Whether the values had ended before the error. There go-yaml stops without a word, as behind a `{}` or below a
 * first key that is indented.
 */
export const isBehindTheEnd = ({ contents }: ParsedDocument, { code, pos }: YAMLParseError): boolean =>
  isCollection(contents) && code === 'UNEXPECTED_TOKEN' && pos[0] >= contents.range[1];
