import fc from 'fast-check';
import { load } from 'js-yaml';
import SourceMap from 'js-yaml-source-map';
import { describe, expect, it } from 'vitest';
import { readValuesText } from '../../../src/values/read-values.ts';
import type { FileOrigin, ValueNode } from '../../../src/values/tree.ts';
import { runs } from './world.ts';

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
const blockValues: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(value, { minLength: 1, maxLength: 5 }),
    fc.infiniteStream(fc.nat({ max: 59 })),
    fc.constantFrom('', '---\n', '# note\n\n'),
  )
  .map(([parts, choices, head]) => {
    const writer = new Writer((below) => choices.next().value % below);
    return `${head}${writer.map(parts).join('\n')}\n`;
  });

interface Leaf {
  readonly path: string;
  readonly origin: FileOrigin;
}

function leavesOf(node: ValueNode, path: readonly (string | number)[] = []): Leaf[] {
  if (node.kind === 'scalar')
    return node.origin.kind === 'file' ? [{ path: path.join('.'), origin: node.origin }] : [];
  const children = node.kind === 'map' ? node.entries : node.items.entries();
  return [...children].flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

/**
 * Line and column of a scalar as js-yaml-source-map 0.2.2 has them. It notes where a key, or an item of a list, ends;
 * from there it is a colon and blanks to a value. It goes wrong with flow collections, aliases, empty values, lists in
 * lists, and where one key begins like another or a text stands twice: blockValues has none of these.
 */
function witnessOf(map: SourceMap, text: string, { path, origin }: Leaf) {
  const end = map.lookup(path);
  if (end === undefined) return undefined;
  const { line, column, position } = end;
  if (origin.key === undefined) return { line, column: column - (origin.end - origin.start), end: position };
  const gap = /^: +/.exec(text.slice(position))?.[0].length ?? 0;
  return { line, column: column + gap, keyEnd: position };
}

const placeOf = ({ origin: { line, column, end, key } }: Leaf) =>
  key === undefined ? { line, column, end } : { line, column, keyEnd: key.end };

describe('the place of a scalar', () => {
  it('is where js-yaml-source-map finds it', () => {
    let seen = 0;
    const property = fc.property(blockValues, (text) => {
      const map = new SourceMap();
      load(text, { listener: map.listen() });
      const read = readValuesText(text, 'values.yaml');
      if (!read.ok) throw new Error(read.error.message);
      const leaves = leavesOf(read.value);
      expect(leaves.map(placeOf)).toEqual(leaves.map((leaf) => witnessOf(map, text, leaf)));
      seen += leaves.length;
    });
    fc.assert(property, runs(800));
    expect(seen).toBeGreaterThan(3000);
  });
});
