import { describe, expect, it } from 'vitest';
import { problem, values } from './read.ts';

const text = (source: string, helm: 3 | 4 = 4): unknown => (values(source, helm) as { a: unknown }).a;

describe('block texts', () => {
  it.each([
    ['literal', 'a: |\n  x\n   y\n', 'x\n y\n'],
    ['folded', 'a: >\n  x\n  y\n\n  z\n   deep\n  w\n', 'x y\nz\n deep\nw\n'],
    ['stripped', 'a: |-\n  x\n\n', 'x'],
    ['kept', 'a: |+\n  x\n\n', 'x\n\n'],
    ['with a given indentation', 'a: |1\n  x\n', ' x\n'],
    ['with chomping and indentation in either order', 'a: |-1\n  x\n', ' x'],
    ['below a list', 'a: |\n  x\nb:\n- |\n  y\n', 'x\n'],
    ['with a comment behind the header', 'a: | # why\n  # text\n', '# text\n'],
    ['without a line', 'a: |\nb: 1\n', ''],
    ['with Windows line ends', 'a: |\r\n  x\r\n  y\r\n', 'x\ny\n'],
  ])('%s', (_, source, expected) => {
    expect(text(source)).toBe(expected);
  });

  it('a line of blanks deeper than the text is part of it', () => {
    expect(text('a: |\n  x\n    \nb: 1\n')).toBe('x\n  \n');
  });

  it('a comment shallower than blank first lines ends the text', () => {
    expect(values('a: >-\n    \n  # no\nb: 1\n')).toEqual({ a: '', b: 1 });
  });

  it('a text that the end of the file cuts off has no line end in Helm 3, and one in Helm 4', () => {
    expect([text('a: |\n  x', 3), text('a: |\n  x', 4)]).toEqual(['x', 'x\n']);
  });

  it('the indentation counts from the key, whatever anchors stand before it', () => {
    expect(values('l:\n- &k a: |2\n      x\n')).toEqual({ l: [{ a: '  x\n' }] });
  });

  it.each([
    ['a: |\n  x\n\t\n', 3],
    ['a: |\n\tx\n', 2],
  ])('a tab as indentation is refused: %j', (source, line) => {
    expect(problem(source)).toMatchObject({ kind: 'syntax', line });
  });
});
