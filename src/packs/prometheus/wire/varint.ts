/** Where a reader stands in bytes, so that reading a number need not make an object. */
export interface Cursor {
  at: number;
}

/** Bytes that do not hold what their format says: an answer was cut, or is of another format. */
export class Malformed extends Error {}

const TOP_BIT = 0x80;

/**
 * An unsigned protobuf varint up to 2^53, the largest number that stays exact.
 * @param end where the bytes that belong to the message end
 * @throws Malformed where it is cut off or longer than ten bytes
 */
export function readVarint(bytes: Uint8Array, cursor: Cursor, end: number): number {
  let value = 0;
  let scale = 1;
  for (let length = 0; length < 10; length++) {
    if (cursor.at >= end) throw new Malformed('a number is cut off');
    const byte = bytes[cursor.at++] as number;
    value += (byte & 0x7f) * scale;
    if (byte < TOP_BIT) return value;
    scale *= TOP_BIT;
  }
  throw new Malformed('a number has more than ten bytes');
}

/** A signed 64-bit varint (int64 in protobuf), exact up to 2^53 on either side. @throws Malformed */
export function readInt64(bytes: Uint8Array, cursor: Cursor, end: number): number {
  const from = cursor.at;
  const value = readVarint(bytes, cursor, end);
  // Only a negative number has ten bytes.
  if (cursor.at - from < 10) return value;
  let exact = 0n;
  for (let index = from; index < cursor.at; index++)
    exact |= BigInt((bytes[index] as number) & 0x7f) << BigInt(7 * (index - from));
  return Number(BigInt.asIntN(64, exact));
}

/** How many bytes an unsigned varint takes. */
export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= TOP_BIT; rest = Math.floor(rest / TOP_BIT)) length++;
  return length;
}

/** Writes an unsigned varint, or a negative int64 as protobuf does. @returns the position behind it */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0) return writeNegative(bytes, at, value);
  let rest = value;
  let position = at;
  while (rest >= TOP_BIT) {
    bytes[position++] = (rest % TOP_BIT) | TOP_BIT;
    rest = Math.floor(rest / TOP_BIT);
  }
  bytes[position++] = rest;
  return position;
}

function writeNegative(bytes: Uint8Array, at: number, value: number): number {
  let rest = BigInt.asUintN(64, BigInt(value));
  let position = at;
  while (rest >= 0x80n) {
    bytes[position++] = Number(rest & 0x7fn) | TOP_BIT;
    rest >>= 7n;
  }
  bytes[position++] = Number(rest);
  return position;
}

/** What protobuf writes before a field: its number, and how its value is laid out. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Moves past a field that is not read. @throws Malformed for a layout that protobuf 3 does not have */
export function skipField(bytes: Uint8Array, cursor: Cursor, tag: number, end: number): void {
  const layout = tag & 7;
  if (layout === WIRE.varint) readVarint(bytes, cursor, end);
  else if (layout === WIRE.fixed64) cursor.at += 8;
  else if (layout === WIRE.fixed32) cursor.at += 4;
  else if (layout === WIRE.bytes) {
    // Not in one statement: what is added to would be read before the length is.
    const length = readVarint(bytes, cursor, end);
    cursor.at += length;
  } else throw new Malformed(`field layout ${layout} does not exist`);
  if (cursor.at > end) throw new Malformed('a field is cut off');
}
