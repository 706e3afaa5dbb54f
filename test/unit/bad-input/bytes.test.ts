import { describe, expect, it } from 'vitest';
import { run } from './program.ts';
import { foreign, singleBinary } from './single-binary.ts';

const release = singleBinary();

/** Where the first bytes that are no UTF-8 stand, told by the test in its own way: line and column from 1. */
function placeBehind(text: string): string {
  const lines = text.split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

const BROKEN: readonly (readonly [what: string, bytes: readonly number[]])[] = [
  ['a byte that never occurs', [0xff]],
  ['a cut-off character', [0xe4, 0xb8]],
  ['a lone continuation', [0x80]],
  ['an overlong form', [0xc0, 0xaf]],
  ['half a surrogate pair', [0xed, 0xa0, 0x80]],
  ['four bytes cut to three', [0xf0, 0x9f, 0x94]],
];

async function expectRefused(above: string, bytes: readonly number[], below: string): Promise<void> {
  const input = Buffer.concat([Buffer.from(above), Buffer.from(bytes), Buffer.from(below)]);
  const { code, out, err } = await run(['render', '--phase', 'v2'], { input });
  expect({ code, out: out.length }).toEqual({ code: 2, out: 0 });
  expect(err).toContain(`<stdin>:${placeBehind(above)}: error: not UTF-8`);
}

describe('bytes that are not UTF-8', () => {
  it.each(BROKEN)('%s is refused with its place', async (_, bytes) => {
    await expectRefused(`${foreign}---\nkind: ConfigMap # €🔥 `, bytes, `x\n${release}`);
  });

  it('is refused as the first byte and as the last', async () => {
    await expectRefused('', [0xff], release);
    await expectRefused(release, [0xe2, 0x82], '');
    await expectRefused(release.trimEnd(), [0xff], '');
  });

  it('is found inside two megabytes, in a document of nobody as well', async () => {
    const half = foreign.repeat(15_000);
    expect(Buffer.byteLength(half)).toBeGreaterThan(1_000_000);
    await expectRefused(`${half}---\nx: "ä`, [0xe4, 0xb8], `"\n${release}${half}`);
  });
});

describe('NUL bytes', () => {
  it.each([
    ['bare', 'replicas: 1', 'replicas: 1 \0', '12:15'],
    ['quoted', 'replicas: 1', 'note: "a\0b"', '12:11'],
    ['in a comment', 'replicas: 1', 'replicas: 1 # \0', '12:17'],
  ])('%s are refused in a document of the release', async (_, from, to, place) => {
    const { code, out, err } = await run(['render', '--phase', 'v2'], { input: release.replace(from, to) });
    expect({ code, out: out.length }).toEqual({ code: 2, out: 0 });
    expect(err).toContain(`<stdin>:${place}: error:`);
    expect(err).not.toContain('\0');
  });

  it('pass in a document of nobody', async () => {
    const odd = '---\na: "\0"\n\0\n';
    const { code, out } = await run(['render', '--phase', 'v2'], { input: release + odd });
    expect(code).toBe(0);
    expect(out.toString().endsWith(odd)).toBe(true);
  });
});
