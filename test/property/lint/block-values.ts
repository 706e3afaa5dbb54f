import fc from 'fast-check';

/** Values before they are written down. */
type Sketch =
  | { readonly kind: 'scalar' }
  | { readonly kind: 'map' | 'list'; readonly parts: readonly Sketch[] };

/** What may stand as one value; the number makes it unlike all others. */
const FORMS: readonly ((number: number) => string)[] = [
  (number) => `v${number}`,
  (number) => `"v${number} # no note"`,
  (number) => `'v${number}: it''s'`,
  (number) => `v${number} two  words`,
  (number) => `${number}`,
  (number) => `é日本${number}`,
  (number) => `"\\x41${number}"`,
];
const ABOVE = [[], [], [], [''], ['# note'], ['', '      # note']];

const { value } = fc.letrec<{ value: Sketch }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constant({ kind: 'scalar' as const }),
    fc.record({
      kind: fc.constantFrom('map' as const, 'list' as const),
      parts: fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
    }),
  ),
}));

/** Writes a sketch down; `choose` settles widths, forms and comments anew at each place. */
class Writer {
  private number = 100;

  constructor(private readonly choose: (below: number) => number) {}

  private pick<T>(choices: readonly T[]): T {
    return choices[this.choose(choices.length)] as T;
  }

  map(parts: readonly Sketch[]): string[] {
    const lines: string[] = [];
    for (const part of parts) {
      // Below an item the witness would take a comment or an empty line for a part of it.
      const isFree = lines.length > 0 && !/^ *-/.test(lines.at(-1) ?? '');
      lines.push(...(isFree ? this.pick(ABOVE) : []), ...this.entry(part));
    }
    return lines;
  }

  private entry(part: Sketch): string[] {
    const key = `k${this.number++}`;
    if (part.kind === 'scalar') return this.inline(`${key}:${this.blanks()}`);
    const step = ' '.repeat(part.kind === 'list' ? this.choose(4) : 1 + this.choose(4));
    const lines = part.kind === 'map' ? this.map(part.parts) : this.list(part.parts);
    return [`${key}:${this.pick(['', ' # note'])}`, ...lines.map((line) => line && step + line)];
  }

  private list(parts: readonly Sketch[]): string[] {
    return parts.flatMap((part) => {
      const dash = `-${this.blanks()}`;
      if (part.kind === 'scalar') return [dash + this.scalar()];
      // A list in a list is more than the witness reads.
      const [first = '', ...rest] = this.map(part.parts);
      return [dash + first, ...rest.map((line) => line && ' '.repeat(dash.length) + line)];
    });
  }

  private inline(start: string): string[] {
    if (this.choose(6) === 0)
      return [`${start}${this.pick(['|', '>-', '|+ # note'])}`, `       text ${this.number++}`];
    return [`${start}${this.scalar()}${this.pick(['', '', '  # note'])}`];
  }

  private scalar(): string {
    return this.pick(FORMS)(this.number++);
  }

  private readonly blanks = (): string => ' '.repeat(1 + this.choose(3));
}

/** Values in block style in which no key and no text stands twice, and all numbers have three digits. */
export const blockValues: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(value, { minLength: 1, maxLength: 5 }),
    fc.infiniteStream(fc.nat({ max: 59 })),
    fc.constantFrom('', '---\n', '# note\n\n'),
  )
  .map(([parts, choices, head]) => {
    const writer = new Writer((below) => choices.next().value % below);
    return `${head}${writer.map(parts).join('\n')}\n`;
  });
