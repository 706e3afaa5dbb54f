import fc from 'fast-check';

/** Characters that mean something in YAML, and some that mean nothing anywhere. */
export const BITS = [
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    ':',
    ': ',
    '-',
    '- ',
    '#',
    ' #',
    "'",
    '"',
    '{',
    '}',
    '[',
    ']',
    '&',
  ],
  ...[
    '*',
    '!',
    '|',
    '>',
    '%',
    '@',
    '`',
    ',',
    '?',
    '\\',
    '---',
    '...',
    'a',
    'é',
    '\uFEFF',
    '\u0085',
    '\u2028',
  ],
  ...['\u00a0', '<<', '\n---\n', '\n...\n', '|-', '{}', '[]', '~', '\u0007', '\u{1F600}', '\ud800'],
];

interface Change {
  readonly how: 'delete' | 'replace' | 'insert' | 'repeat';
  readonly at: number;
  readonly length: number;
  readonly bit: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom('delete', 'replace', 'insert', 'repeat'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 12 }),
  bit: fc.constantFrom(...BITS),
});

function applyChange(text: string, { how, at, length, bit }: Change): string {
  const from = Math.floor(at * text.length);
  switch (how) {
    case 'delete':
      return text.slice(0, from) + text.slice(from + length);
    case 'replace':
      return text.slice(0, from) + bit + text.slice(from + 1);
    case 'insert':
      return text.slice(0, from) + bit + text.slice(from);
    case 'repeat':
      return text.slice(0, from + length) + text.slice(from);
  }
}

/** Texts with one to three random edits of a few characters in them. */
export const mutated = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(texts, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) => changes.reduce(applyChange, text));
