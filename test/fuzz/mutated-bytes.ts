import fc from 'fast-check';
import { BITS } from '../property/mutated-text.ts';

/** Lengths and numbers at which formats of bytes change what they do. */
const EDGES = [
  [0],
  [0x7f],
  [0x80],
  [0xff],
  [0xff, 0xff],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
];

const bit: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constantFrom(...BITS).map((text) => new Uint8Array(Buffer.from(text))),
  fc.constantFrom(...EDGES).map((bytes) => Uint8Array.from(bytes)),
  fc.uint8Array({ minLength: 1, maxLength: 8 }),
);

interface Change {
  readonly how: 'delete' | 'insert' | 'overwrite' | 'flip' | 'repeat' | 'cut';
  readonly at: number;
  readonly length: number;
  readonly times: number;
  readonly bit: Uint8Array;
}

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom('delete', 'insert', 'overwrite', 'flip', 'repeat', 'cut'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 40 }),
  times: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 4 }) },
    fc.integer({ min: 100, max: 8000 }),
  ),
  bit,
});

/** A repetition may make an input no longer than this. */
const LONGEST = 64 * 1024;

function applyChange(bytes: Uint8Array, { how, at, length, times, bit: piece }: Change): Uint8Array {
  const from = Math.floor(at * bytes.length);
  const [before, slice, behind] = [
    bytes.subarray(0, from),
    bytes.subarray(from, from + length),
    bytes.subarray(from + length),
  ];
  switch (how) {
    case 'delete':
      return Buffer.concat([before, behind]);
    case 'insert':
      return Buffer.concat([before, piece, slice, behind]);
    case 'overwrite':
      return Buffer.concat([before, piece, bytes.subarray(from + piece.length)]);
    case 'flip':
      return bytes.map((byte, index) => (index === from ? byte ^ (1 << (length % 8)) : byte));
    case 'repeat': {
      const most = Math.floor((LONGEST - bytes.length) / Math.max(1, slice.length));
      const copies = Array.from({ length: Math.max(0, Math.min(times, most)) }, () => slice);
      return Buffer.concat([before, ...copies, slice, behind]);
    }
    case 'cut':
      return before;
  }
}

/** Inputs of a corpus, two of them joined at times, with one to four random edits. */
export function mutatedBytes(corpus: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const one = fc.constantFrom(...corpus);
  const joined = fc
    .tuple(one, one, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([first, second, at]): Uint8Array => {
      const cut = Math.floor(at * first.length);
      return Buffer.concat([first.subarray(0, cut), second]).subarray(0, LONGEST);
    });
  return fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: one }, { weight: 1, arbitrary: joined }),
      fc.array(change, { minLength: 1, maxLength: 4 }),
    )
    .map(([bytes, changes]) => new Uint8Array(changes.reduce(applyChange, bytes)));
}
