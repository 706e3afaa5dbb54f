import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BackupReader } from '../../../src/packs/pachyderm/verify/backup-file.ts';
import { framed, records, stream } from './backup-writer.ts';

const EXTRACTED = {
  minor: 8,
  repos: ['data', 'other'],
  commits: ['data@c1', 'data@c2', 'other@c3'],
  pipelines: ['p1', 'p2'],
};
const WHOLE = stream(records(EXTRACTED));

/** Reads bytes in parts of a size. */
function read(bytes: Buffer, size = bytes.length) {
  const reader = new BackupReader();
  for (let from = 0; from < bytes.length; from += size)
    reader.push(Buffer.from(bytes.subarray(from, from + size)));
  return reader.finish();
}

describe('a backup', () => {
  it.each([true, false])('is read to its last record (compressed: %s)', (compressed) => {
    expect(read(framed(WHOLE, compressed))).toEqual({
      bytes: framed(WHOLE, compressed).length,
      records: 7,
      minors: new Set([8]),
      repos: new Set(['data', 'other']),
      commits: new Set(['c1', 'c2', 'c3']),
      pipelines: new Set(['p1', 'p2']),
      objects: 0,
    });
  });

  it('is read the same in parts of any size, with records over many chunks', () => {
    const objects = [Buffer.alloc(200_000, 'pach'), Buffer.alloc(70_000, 7)];
    const bytes = framed(stream(records({ ...EXTRACTED, objects })));
    const whole = read(bytes);
    expect(whole).toMatchObject({ records: 9, objects: 2 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length }), (size) => {
        expect(read(bytes, size)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('that is cut anywhere but between two records is damaged', () => {
    const ends = new Set<number>();
    for (let from = 0; from < WHOLE.length; ) {
      from += 8 + Number(WHOLE.readBigInt64LE(from));
      ends.add(from);
    }
    for (let length = 0; length < WHOLE.length; length += 1) {
      const cut = framed(WHOLE.subarray(0, length));
      if (ends.has(length)) expect(read(cut).records).toBeLessThan(7);
      else expect(() => read(cut), String(length)).toThrow(/it ends within record|it holds no record/);
    }
  });

  it('that is cut within a chunk is damaged', () => {
    const bytes = framed(WHOLE);
    expect(() => read(bytes.subarray(0, bytes.length - 1))).toThrow('it ends within a chunk');
  });

  it('with a wrong byte is damaged', () => {
    const bytes = framed(WHOLE, false);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(() => read(bytes)).toThrow('the checksum of a chunk is wrong');
  });

  it.each([
    ['text', Buffer.from('Error: could not connect to pachd\n'.repeat(3)), /framing format|ends within/],
    ['plain records', WHOLE, /framing format|ends within/],
    ['records of something else', framed(stream([Buffer.from([0x08, 0x01])])), /is not of extract/],
    ['nothing', Buffer.alloc(0), /holds no record/],
    ['a record of an absurd length', framed(Buffer.alloc(16, 0x7f)), /has a length of/],
  ])('is not %s', (_, bytes, why) => {
    expect(() => read(bytes)).toThrow(why);
  });
});
