/** One sample: ms, and the 64 bits of its value. */
export interface Point {
  readonly time: number;
  readonly bits: bigint;
}

class BitText {
  #bits = '';

  add(value: bigint, width: number): void {
    this.#bits += BigInt.asUintN(width, value).toString(2).padStart(width, '0');
  }

  varint(value: bigint): void {
    let rest = value;
    while (rest >= 0x80n) {
      this.add((rest & 0x7fn) | 0x80n, 8);
      rest >>= 7n;
    }
    this.add(rest, 8);
  }

  bytes(): Uint8Array {
    const padded = this.#bits.padEnd(Math.ceil(this.#bits.length / 8) * 8, '0');
    return Uint8Array.from(padded.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  }
}

const zigzag = (value: bigint): bigint => (value >= 0n ? value << 1n : (-value << 1n) - 1n);

/** How many bits the change of an interval takes, by the tag in front of it; the positive end is one more than usual. */
const WIDTHS = [
  ['10', 14],
  ['110', 17],
  ['1110', 20],
] as const;

function addChange(out: BitText, change: bigint): void {
  if (change === 0n) {
    out.add(0n, 1);
    return;
  }
  for (const [tag, width] of WIDTHS) {
    const half = 1n << BigInt(width - 1);
    if (change >= -half + 1n && change <= half) {
      out.add(BigInt(`0b${tag}`), tag.length);
      out.add(change, width);
      return;
    }
  }
  out.add(0b1111n, 4);
  out.add(change, 64);
}

const leadingZeros = (value: bigint): number => 64 - value.toString(2).length;
const trailingZeros = (value: bigint): number => (/0*$/.exec(value.toString(2))?.[0] ?? '').length;

/** A chunk of encoding XOR, slow and by the book: `tsdb/docs/format/chunks.md`. */
export function xorChunk(points: readonly Point[]): Uint8Array {
  const out = new BitText();
  out.add(BigInt(points.length), 16);
  let window: { leading: number; trailing: number } | undefined;
  for (const [index, { time, bits }] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined) {
      out.varint(zigzag(BigInt(time)));
      out.add(bits, 64);
      continue;
    }
    const interval = BigInt(time - before.time);
    const last = points[index - 2];
    if (last === undefined) out.varint(interval);
    else addChange(out, interval - BigInt(before.time - last.time));
    const changed = bits ^ before.bits;
    if (changed === 0n) {
      out.add(0n, 1);
      continue;
    }
    out.add(1n, 1);
    const leading = Math.min(31, leadingZeros(changed));
    const trailing = trailingZeros(changed);
    if (window !== undefined && leading >= window.leading && trailing >= window.trailing) out.add(0n, 1);
    else {
      window = { leading, trailing };
      out.add(1n, 1);
      out.add(BigInt(leading), 5);
      out.add(BigInt((64 - leading - trailing) & 63), 6);
    }
    const width = 64 - window.leading - window.trailing;
    out.add(changed >> BigInt(window.trailing), width);
  }
  return out.bytes();
}
