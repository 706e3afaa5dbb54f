import {
  Composer,
  type Document,
  isCollection,
  type ParsedNode,
  Parser,
  visit,
  type YAMLParseError,
} from 'yaml';
import { unfoldAt } from './unfold.ts';

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

/** A document may hold this many values of several lines that stand further left than the parser takes. */
const UNFOLDING_LIMIT = 50;

/** The first document of the text, which is all of it that go-yaml reads. */
export function parseFirstDocument(text: string): ParsedText | undefined {
  let source = text;
  for (let round = 0; ; round++) {
    const document = parseOnce(source);
    if (!document) return undefined;
    const error = firstError(document, source);
    const unfolded = error && round < UNFOLDING_LIMIT ? unfoldAt(document, source, error.pos[0]) : undefined;
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

/**
 * The first mistake that go-yaml refuses as well. It takes a comment without a space before it, and block texts are
 * read once more by its own rules.
 */
export function firstError(document: ParsedDocument, source: string): YAMLParseError | undefined {
  return document.errors.find(({ code, pos: [offset] }) => {
    if (code !== 'MISSING_CHAR' && code !== 'BAD_INDENT') return true;
    return !isTightComment(source, offset) && !isInBlockText(document, offset);
  });
}

const isTightComment = (source: string, offset: number): boolean =>
  source[offset] === '#' && /\S/.test(source[offset - 1] ?? ' ');

function isInBlockText(document: ParsedDocument, offset: number): boolean {
  let isInside = false;
  visit(document, {
    Scalar(_, { type, range }) {
      const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
      if (isBlock && range && range[0] < offset && offset < range[1]) isInside = true;
      return isInside ? visit.BREAK : undefined;
    },
  });
  return isInside;
}

/**
 * Whether the values had ended before the error. There go-yaml stops without a word, as behind a `{}` or below a
 * first key that is indented.
 */
export const isBehindTheEnd = ({ contents }: ParsedDocument, { code, pos }: YAMLParseError): boolean =>
  isCollection(contents) && code === 'UNEXPECTED_TOKEN' && pos[0] >= contents.range[1];
