import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { Spool } from '../../../src/cli/spool.ts';

const MEBIBYTE = 1 << 20;

/** More than is kept in memory, and no two stretches alike. */
function filled(): { readonly spool: Spool; readonly bytes: Buffer } {
  const bytes = Buffer.from(
    Array.from({ length: 20 * MEBIBYTE }, (_, index) => (index * 31 + (index >> 8)) & 255),
  );
  const spool = new Spool();
  for (let at = 0; at < bytes.length; at += 300_001) spool.add(bytes.subarray(at, at + 300_001));
  return { spool, bytes };
}

const open: Spool[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

describe('large standard input', () => {
  it('is kept byte for byte', () => {
    const { spool, bytes } = filled();
    open.push(spool);
    expect(spool.inMemory()).toBeUndefined();
    expect(spool.length).toBe(bytes.length);
    for (const [start, end] of [
      [0, 10],
      [16 * MEBIBYTE - 5, 16 * MEBIBYTE + 5],
      [0, bytes.length],
    ] as const)
      expect(spool.read(start, end).equals(bytes.subarray(start, end))).toBe(true);
  });

  it('is readable by its owner alone, and leaves nothing behind, however the program ends', () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('phasegate-'));
    const { spool } = filled();
    open.push(spool);
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('phasegate-'));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
    if (process.platform !== 'linux') return;
    const files = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [{ path: `/proc/self/fd/${fd}`, target: readlinkSync(`/proc/self/fd/${fd}`) }];
      } catch {
        return [];
      }
    });
    const own = files.filter(
      ({ target }) => target.includes('phasegate-') && target.endsWith('/stdin (deleted)'),
    );
    expect(own).toHaveLength(1);
    for (const { path } of own) expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('stays in memory while it is small', () => {
    const spool = new Spool();
    spool.add(readFileSync('package.json'));
    expect(spool.inMemory()?.equals(readFileSync('package.json'))).toBe(true);
  });
});
