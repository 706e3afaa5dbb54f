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
  // A NEL or a lone CR ends a line in YAML 1.1; written as LF the offsets stay.
  const lines = text.replace(/\u0085|\r(?!\n)/g, '\n');
  const documents = composer.compose(new Parser().parse(lines), true, lines.length);
  for (const document of documents) return document as ParsedDocument;
  return undefined;
}

/**
 * The first mistake that go-yaml refuses as well. It takes a comment without a space before it, and stops after the
 * closing bracket of a flow collection at the top without seeing what follows.
 */
export function firstError(document: ParsedDocument, source: string): YAMLParseError | undefined {
  const { contents, errors } = document;
  const isFlow = isCollection(contents) && contents.flow === true;
  const end = isFlow ? contents.range[1] : Number.POSITIVE_INFINITY;
  const isComment = ({ code, pos }: YAMLParseError) => code === 'MISSING_CHAR' && source[pos[0]] === '#';
  return errors.find((error) => error.pos[0] < end && !isComment(error));
}
