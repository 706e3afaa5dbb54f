import { describe, expect, it } from 'vitest';
import { counted, joinClauses, percent, withArticle } from '../../../src/english.ts';

describe('English', () => {
  it('counts', () => {
    expect([0, 1, 2].map((number) => counted(number, 'error'))).toEqual(['0 errors', '1 error', '2 errors']);
    expect(counted(2, 'entry', 'entries')).toBe('2 entries');
  });

  it('has articles', () => {
    expect(['Ingress', 'string', 'object'].map(withArticle)).toEqual(['an Ingress', 'a string', 'an object']);
  });

  it('joins sentences with one mark between them', () => {
    expect(joinClauses('no cluster answered.', 'Log in.', 'then ask again')).toBe(
      'no cluster answered; Log in; then ask again',
    );
    expect(joinClauses('alone.')).toBe('alone.');
  });
});

describe('a share', () => {
  it.each([
    [1, '100 %'],
    [0.125, '12.5 %'],
    [1 / 3, '33.3 %'],
    [0, '0 %'],
  ])('of %d is %s', (share, words) => {
    expect(percent(share)).toBe(words);
  });
});
