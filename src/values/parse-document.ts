import { Composer, type Document, isCollection, type ParsedNode, Parser, type YAMLParseError } from 'yaml';

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

/** The first document of the text, which is all of it that go-yaml reads. */
export function parseFirstDocument(text: string): ParsedDocument | undefined {
  const composer = new Composer(options);
  const documents = composer.compose(new Parser().parse(text), true, text.length);
  for (const document of documents) return document as ParsedDocument;
  return undefined;
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
