import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/nearest.ts';

describe('the name that was meant', () => {
  it.each([
    ['replicaCuont', ['replicas', 'replicaCount'], 'replicaCount'],
    ['storage', ['Storage', 'storages'], 'Storage'],
    ['ab', ['ba', 'xyz'], 'ba'],
    ['bca', ['abc', 'cba'], 'cba'],
    ['--fase', ['--gate', '--phase'], '--phase'],
    ['wirte-path', ['write-path', 'write-paths'], 'write-path'],
    ['a', ['b'], 'b'],
  ])('%s among %j is %s', (word, candidates, wanted) => {
    expect(nearest(word, candidates)).toBe(wanted);
  });

  it.each([
    ['storage', ['storag', 'stor'].map((name) => `${name}xyz`)],
    ['abc', ['xyz', 'abcde', '']],
    ['nosuch123', ['replicaCount', 'persistence']],
    ['anything', []],
  ])('%s is none of %j', (word, candidates) => {
    expect(nearest(word, candidates)).toBeUndefined();
  });
});
