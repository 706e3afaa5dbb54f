import { describe, expect, it } from 'vitest';
import { columnsOf, visible, visibleLines } from '../../../src/visible-text.ts';

describe('a text for a terminal', () => {
  it('has pictures in place of what would drive the terminal', () => {
    expect(visible('a\u001b[31mb\u001b]0;owned\u0007\u0000\u009b\u202e\tc')).toBe(
      'a␛[31mb␛]0;owned␇␀\uFFFD\uFFFD\tc',
    );
  });

  it('is cut into lines where it has several', () => {
    expect(visibleLines('a\r\nb\nc\u0007')).toEqual(['a', 'b', 'c␇']);
  });

  it.each([
    ['abc', 3],
    ['日本', 4],
    ['ｱ', 1],
    ['Ａ', 2],
    ['e\u0301', 1],
    ['👍', 2],
    ['a\u200db', 2],
    ['', 0],
  ])('%j takes %i columns', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});
