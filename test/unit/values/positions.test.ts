import { describe, expect, it } from 'vitest';
import { describeOrigin, lookup } from '../../../src/values/tree.ts';
import { problem, problemPlace, tree } from './read.ts';

const text = `# comment
top: 1
nested:
  text: "quoted" # why
  block: |
    line
  list:
    - first
    - key: &anchor second
      flow: {a: 1, b: [x, yes]}
empty:
alias: *anchor
merged: {<<: {m: 1}, k: 2}
wide: ä
`;

function place(...path: string[]): string | undefined {
  const node = lookup(tree(text), path);
  return node && describeOrigin(node.origin);
}

describe('the place of a value', () => {
  it.each([
    [['top'], '2:6'],
    [['nested'], '4:3'],
    [['nested', 'text'], '4:9'],
    [['nested', 'block'], '5:10'],
    [['nested', 'list'], '8:5'],
    [['merged', 'm'], '13:18'],
    [['merged', 'k'], '13:25'],
    [['wide'], '14:7'],
  ])('%j', (path, expected) => {
    expect(place(...path)).toBe(`values.yaml:${expected}`);
  });

  it('of list items and what is in them', () => {
    const list = lookup(tree(text), ['nested', 'list']);
    const second = list?.kind === 'list' ? list.items[1] : undefined;
    const flow = second && lookup(second, ['flow', 'b']);
    const items = flow?.kind === 'list' ? flow.items.map(({ origin }) => describeOrigin(origin)) : [];
    expect(second && describeOrigin(second.origin)).toBe('values.yaml:9:7');
    expect(items).toEqual(['values.yaml:10:24', 'values.yaml:10:27']);
  });

  it('an absent value is where it would stand, an alias where its anchor stands', () => {
    expect(place('empty')).toMatch(/^values\.yaml:11:/);
    expect(place('alias')).toBe('values.yaml:9:20');
  });

  it.each([3, 4] as const)(
    'of a block text ends with the file, also without a line end (Helm %i)',
    (major) => {
      const block = 'a: |\n  b';
      expect(lookup(tree(block, major), ['a'])?.origin).toMatchObject({ start: 3, end: block.length });
    },
  );

  it('counts through documents, Windows and old Mac line ends', () => {
    const second = 'a: 1\r\nb: 2\rc: 3\r\n---\r\nd:\r\n  e: 4\r\n';
    const origin = lookup(tree(second, 4), ['d', 'e'])?.origin;
    expect(origin && describeOrigin(origin)).toBe('values.yaml:6:6');
  });

  it('values behind an unfolded collection keep theirs', () => {
    const origin = lookup(tree('a: [{\n  x: 1\n}]\nb:\n  c: 2\n'), ['b', 'c'])?.origin;
    expect(origin && describeOrigin(origin)).toBe('values.yaml:5:6');
  });
});

describe('the place of an error', () => {
  it.each([
    ['a: 1\nb: @x', '2:4'],
    ['a: 1\nb: "\\q"', '2:5'],
    ['a:\n  b: 1\n c: 2', '3:1'],
    ['a: 1\nb: c: d', '2:4'],
    ['a: 1\n\tb: 2', '2:1'],
    ['a: 1\n\t\nb: 2', '2:1'],
    ['a: |\n  x\n\t\n', '3:1'],
    ['a: 1\nb: \u0007', '2:4'],
    ['a: 1\nb: x\u2028y', '2:5'],
    ['a: !!int x', '1:10'],
    ['a: [1, 2', '1:9'],
    ['a: 1\nb: *x', '2:4'],
    ['a: 1\n? [b]\n: 2', '2:3'],
  ])('%j', (source, expected) => {
    expect(problemPlace(source, 3)).toBe(expected);
  });

  it('names the file, and never quotes what stands in it', () => {
    const error = problem('password: hunter2\n  hunter3: "x');
    expect(error.file).toBe('values.yaml');
    expect(error.message).not.toMatch(/hunter/);
  });
});
