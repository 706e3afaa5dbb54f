import { describe, expect, it } from 'vitest';
import type { Assignment } from '../../../src/pack.ts';
import { ok } from '../../../src/result.ts';
import { helmUpgrade } from '../../../src/step/helm-commands.ts';
import { resolveUserValues } from '../../../src/values/resolve.ts';
import type { SetFlag } from '../../../src/values/set-flag.ts';
import { toJson } from '../../../src/values/tree.ts';

const RELEASE = { release: 'r', namespace: 'n', chartRef: 'c', helm: 4 } as const;

const isSetFlag = (word: string | undefined): word is '--set' | '--set-string' =>
  word === '--set' || word === '--set-string';

/** What Helm reads of the words that an assignment becomes. */
function readBack(assignment: Assignment): unknown {
  const words = helmUpgrade(RELEASE, { phase: { id: 'p' }, from: '1.0.0', to: '1.0.0', set: [assignment] });
  const setFlags = words.flatMap((text, at): SetFlag[] => {
    const flag = words[at - 1];
    return isSetFlag(flag) ? [{ flag, text }] : [];
  });
  const read = resolveUserValues({ files: [], setFlags, readFile: () => ok('') });
  return read.ok ? JSON.parse(JSON.stringify(toJson(read.value))) : read.error;
}

describe('what a step sets', () => {
  it.each<[Assignment, unknown]>([
    [[['a', 'b'], true], { a: { b: true } }],
    [[['a', 'storage.dir'], '/data/.shared'], { a: { 'storage.dir': '/data/.shared' } }],
    [[['a'], ''], { a: '' }],
    [[['a'], 3], { a: 3 }],
    [[['a'], '3'], { a: '3' }],
    [[['a'], 'true'], { a: 'true' }],
    [[['a'], 'one,two'], { a: 'one,two' }],
    [[['a'], '{one}'], { a: '{one}' }],
    [[['a'], 'back\\slash'], { a: 'back\\slash' }],
    [[['list', 0, 'x'], 'y'], { list: [{ x: 'y' }] }],
    [[['a'], '2026-11-21T11:01:00Z'], { a: '2026-11-21T11:01:00Z' }],
  ])('%j is what Helm reads', (assignment, expected) => {
    expect(readBack(assignment)).toEqual(expected);
  });
});
