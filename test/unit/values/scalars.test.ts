import { describe, expect, it } from 'vitest';
import { problem, values } from './read.ts';

const value = (text: string): unknown => (values(`key: ${text}`) as { key: unknown }).key;

describe('the words of YAML 1.1, as Helm takes them', () => {
  it.each(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])('%s is true', (word) => {
    expect(value(word)).toBe(true);
  });

  it.each(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])(
    '%s is false',
    (word) => {
      expect(value(word)).toBe(false);
    },
  );

  it.each(['yEs', 'oN', 'tRUE', 'nO', 'oFF', 'enabled', '"yes"', "'no'"])('%s is a text', (word) => {
    expect(value(word)).toBe(word.replace(/["']/g, ''));
  });

  it.each(['', '~', 'null', 'Null', 'NULL'])('%j is null', (word) => {
    expect(value(word)).toBeNull();
  });

  it('nUll and "" are texts', () => {
    expect([value('nUll'), value('""')]).toEqual(['nUll', '']);
  });
});

describe('numbers', () => {
  it.each([
    ['0777', 511],
    ['0o777', 511],
    ['0x1F', 31],
    ['-0x1F', -31],
    ['0b101', 5],
    ['-0b11', -3],
    ['1_000', 1000],
    ['1_', 1],
    ['0x_1F', 31],
    ['+12', 12],
    ['08', 8],
    ['09.5', 9.5],
    ['1e3', 1000],
    ['.5', 0.5],
    ['.5_0', 0.5],
    ['1.', 1],
    ['-.5', -0.5],
    ['1e-400', 0],
    ['18446744073709551615', 2 ** 64],
    ['12345678901234567890123', 1.2345678901234568e22],
  ])('%s is %d', (text, number) => {
    expect(value(text)).toBe(number);
  });

  it.each([
    '_1',
    '0x',
    '0o8',
    '0b2',
    '1e999',
    '._5',
    '12:30',
    '1.2.3',
    '2001-01-01',
    '128Mi',
    '1,000',
    '0x1FFFFFFFFFFFFFFFF',
  ])('%s is a text', (text) => {
    expect(value(text)).toBe(text);
  });

  it('a minus before a float zero stays, before an integer zero it does not', () => {
    expect([value('-0.0'), value('-0')]).toEqual([-0, 0]);
  });

  it.each(['.inf', '-.Inf', '.nan'])('%s is refused, as JSON has none', (text) => {
    expect(problem(`a: 1\nkey: ${text}`)).toMatchObject({ kind: 'number', line: 2, column: 6 });
  });

  it('an infinity that a later duplicate overwrites is not refused', () => {
    expect(values('a: .inf\na: 1')).toEqual({ a: 1 });
  });
});

describe('tags', () => {
  it.each([
    ['!!str 12', '12'],
    ['!!str', ''],
    ['!!int "3"', 3],
    ['!!float 3', 3],
    ['!!bool "yes"', true],
    ['!!null ""', null],
    ['!!binary aGk=', 'hi'],
    ['!!timestamp 2001-02-28', '2001-02-28'],
    ['! 12', '12'],
    ['!own 12', '12'],
  ])('%s', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it.each(['!!int x', '!!bool 1', '!!null x', '!!binary ä', '!!timestamp 2001-02-30'])(
    '%s is refused',
    (text) => {
      expect(problem(`key: ${text}`).kind).toBe('tag');
    },
  );

  it('a tag on a map or list means nothing', () => {
    expect(values('a: !!str {b: 1}\nc: !own [1]')).toEqual({ a: { b: 1 }, c: [1] });
  });
});

describe('texts in quotes', () => {
  it('escapes of double quotes', () => {
    expect(value('"\\x41\\u00e9\\U0001F600\\n\\_"')).toBe('Aé\u{1F600}\n\u00a0');
  });

  it.each(['"\\/"', '"\\ud83d\\ude00"', '"\\q"'])('%s is refused', (text) => {
    expect(problem(`key: ${text}`).kind).toBe('syntax');
  });

  it.each(["'it''", '"a\\"', '"open', "'open"])('%s lacks its closing quote', (text) => {
    expect(problem(`key: ${text}`, 3).kind).toBe('syntax');
  });

  it('lines may stand further left than the key, and fold', () => {
    expect(values('a:\n  b: "one\ntwo\n\nthree"\n  c: 1')).toEqual({ a: { b: 'one two\nthree', c: 1 } });
  });
});
