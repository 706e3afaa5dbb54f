import fc from 'fast-check';

/** A document in block style before it is written down; texts are as they will stand in the file. */
type Sketch =
  | { readonly kind: 'inline'; readonly text: string }
  | {
      readonly kind: 'literal';
      readonly header: string;
      readonly lines: readonly string[];
      readonly step: number;
    }
  | { readonly kind: 'wrapped'; readonly lines: readonly string[]; readonly step: number }
  | { readonly kind: 'map'; readonly entries: readonly Part[]; readonly step: number }
  | { readonly kind: 'sequence'; readonly items: readonly Part[]; readonly step: number };

interface Part {
  readonly key: string;
  readonly value: Sketch;
  /** Lines above it: blank ones and comments. */
  readonly above: readonly string[];
  /** What stands behind a key or dash whose value is on other lines. */
  readonly behind: string;
  /** Whether a sequence stands at its key's column. */
  readonly flush: boolean;
}

const PLAIN_KEYS = ['name', 'helm.sh/chart', 'a', 'a-b', '$(x)', '10', '_id', 'config.yaml', '"key"', "'k'"];
const INLINE = [
  ...[
    '[a, b]',
    '{a: b}',
    '["a", \'b\']',
    '{"a":1}',
    '[ a , b ]',
    '[{a: b}, [c]]',
    '[a, ]',
    '{a: {b: [x y]}} # note',
  ],
  ...['[-x=y, a#b]', '[http://h:1/p]', '{a: "x, y", b: \'}\'}', "'it''s'", '[]', '{ }'],
  ...['x', '1', 'true', '~', 'null', 'a b', 'a-b', '-x=y', '- x'.slice(2), '1.5', '$(POD).x', 'http://h:1/p'],
  ...['"x"', '""', "''", "'a # b'", '"a: b"', '"tab\\tend"', '"q\\"q"', '"\\u00e9"', 'é', '{}', '[]', 'a#b'],
  ...['x # note', '"x" # note', '{} # note', '[]  # note', 'a  b  ', '=', '<<', 'a:b', '-', '.', '---x'],
];
/** Forms that only the full parser reads, and some that nobody may. */
const ODD = [
  ...[
    '&a x',
    '*a',
    '!t x',
    '!!str 1',
    '>',
    '>-',
    '|2',
    '{a}',
    '[a: b]',
    '[a,,b]',
    '{a: , b: c}',
    '[? a]',
    '[:a]',
    '[a:, b]',
    '[a, # note',
    '{"a": b, c',
    '[a] b',
    '{a: b}: c',
    '["a"b]',
    '[&a x, *a]',
    '[!t x]',
    '[a, -]',
    '[- a]',
    '@x',
    '`x`',
    '"a',
    'a: b',
  ],
  ...['- a', '? a', '%x', '"\\x41"', 'x\ty', '"x" y', '{', ']', '"\\q"', '|+ # c', '"a"#', 'x #', '#', ': x'],
];
const LITERAL_LINES = ['x', '  x', 'a: b', '- a', '# no comment', '', '---', '{{ x }}', '"', 'x  '];
/** Values over several lines, the further ones right of the parent. */
const WRAPPED = [
  ['"a', 'b"'],
  ["'a  ", '', "it''s'"],
  ['"a \\n', '', '', '  b"  # note'],
  ['[a,', 'b', ']'],
  ['{a: b,', '', '"c": [d,', ' e]}'],
  ['[', ']'],
  ['{"a":', '"b"', ', c: "d', 'e" }'],
];
/** The same with lines that only the full parser judges. */
const ODDLY_WRAPPED = [
  ['a', 'b'],
  ['"a\\', 'b"'],
  ['[a # note', ']'],
  ['[a', 'b]'],
  ['{a', ': b}'],
  ['{"a"', ': b}'],
  ['"a', '\tb"'],
  ['[', '# note', ']'],
  ['[a', '- b]'],
];
const ABOVE = ['', '# note', '  ', '#'];

const step = fc.integer({ min: 1, max: 4 });
const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

interface Choice {
  readonly wrapped: readonly (readonly string[])[];
  readonly keys: readonly string[];
  readonly inline: readonly string[];
  readonly above: readonly string[];
}
const PLAIN: Choice = {
  wrapped: WRAPPED,
  keys: PLAIN_KEYS,
  inline: INLINE.filter((text) => text !== '-'),
  above: ABOVE,
};
const ANY: Choice = {
  wrapped: [...WRAPPED, ...ODDLY_WRAPPED],
  keys: [...PLAIN_KEYS, 'a b', '? a', '"a\\nb"', '&k a', '<<', 'é', '-a', ''],
  inline: [...INLINE, ...ODD],
  above: [...ABOVE, '   # note', '\t', '\t# x', ' \t'],
};

function sketches({ keys, inline, above, wrapped: texts }: Choice): fc.Arbitrary<Sketch> {
  const { root } = fc.letrec<{ value: Sketch; part: Part; root: Sketch }>((tie) => {
    const part = fc.record({
      key: oneOf(...keys),
      value: tie('value'),
      above: fc.array(oneOf(...above), { maxLength: 1 }),
      behind: oneOf('', '', ' # note', ' '),
      flush: fc.boolean(),
    });
    const parts = fc.array(part, { minLength: 1, maxLength: 4 });
    const map = fc.record({ kind: fc.constant('map' as const), entries: parts, step });
    const sequence = fc.record({ kind: fc.constant('sequence' as const), items: parts, step });
    const literal = fc.record({
      kind: fc.constant('literal' as const),
      header: oneOf('|', '|-', '|+', '| # note'),
      lines: fc.array(oneOf(...LITERAL_LINES), { maxLength: 4 }),
      step,
    });
    const wrapped = fc.record({
      kind: fc.constant('wrapped' as const),
      lines: fc.constantFrom(...texts),
      // None makes a text that YAML refuses, as a line stands at its parent's column.
      step: texts === WRAPPED ? step : fc.integer({ min: 0, max: 4 }),
    });
    const line = fc.record({ kind: fc.constant('inline' as const), text: oneOf(...inline) });
    return {
      part,
      value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, line, map, sequence, literal, wrapped),
      root: fc.oneof(map, sequence),
    };
  });
  return root;
}

const indented = (lines: readonly string[], columns: number): string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(columns) + line));

function literalLines({ lines, step }: Sketch & { kind: 'literal' }): string[] {
  // Its first line settles the indentation, so it is one that begins with a letter.
  return indented(['first', ...lines], step);
}

function wrappedLines(head: string, { lines, step }: Sketch & { kind: 'wrapped' }): string[] {
  const [first = '', ...rest] = lines;
  return [head + first, ...indented(rest, step)];
}

function entryLines({ key, value, above, behind, flush }: Part, step: number): string[] {
  if (value.kind === 'inline') return [...above, `${key}: ${value.text}`];
  if (value.kind === 'literal') return [...above, `${key}: ${value.header}`, ...literalLines(value)];
  if (value.kind === 'wrapped') return [...above, ...wrappedLines(`${key}: `, value)];
  const columns = value.kind === 'sequence' && flush ? 0 : step;
  return [...above, `${key}:${behind}`, ...indented(blockLines(value), columns)];
}

function itemLines({ value, above, behind, flush }: Part, step: number): string[] {
  if (value.kind === 'inline') return [...above, `- ${value.text}`];
  if (value.kind === 'literal') return [...above, `- ${value.header}`, ...literalLines(value)];
  if (value.kind === 'wrapped') return [...above, ...wrappedLines('- ', value)];
  if (flush) return [...above, `-${behind}`, ...indented(blockLines(value), step)];
  const [first = '', ...rest] = withoutAbove(value);
  const dash = `-${' '.repeat(step)}`;
  return [...above, dash + first, ...indented(rest, dash.length)];
}

/** A collection that begins on its dash's line has nothing above its first part. */
function withoutAbove(value: Sketch & { kind: 'map' | 'sequence' }): string[] {
  const bare = (parts: readonly Part[]): Part[] =>
    parts.map((part, index) => (index === 0 ? { ...part, above: [] } : part));
  return value.kind === 'map'
    ? blockLines({ ...value, entries: bare(value.entries) })
    : blockLines({ ...value, items: bare(value.items) });
}

function blockLines(block: Sketch & { kind: 'map' | 'sequence' }): string[] {
  return block.kind === 'map'
    ? block.entries.flatMap((part) => entryLines(part, block.step))
    : block.items.flatMap((part) => itemLines(part, block.step));
}

function texts(choice: Choice): fc.Arbitrary<string> {
  const head = oneOf('', '---\n', '--- # note\n', '# note\n');
  return fc.tuple(head, sketches(choice), fc.boolean(), fc.boolean()).map(([start, root, crlf, closed]) => {
    const lines = root.kind === 'map' || root.kind === 'sequence' ? blockLines(root) : [];
    const text = start + lines.join('\n') + (closed ? '\n' : '');
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  });
}

/** Documents as Go templates write them: everything in them is the block scanner's to read. */
export const plainBlockText = texts(PLAIN);

/** The same with odd and broken forms in it, which the scanner must leave alone or read rightly. */
export const anyBlockText = texts(ANY);
