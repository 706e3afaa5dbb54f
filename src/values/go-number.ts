const INTEGER = /^([-+]?)(?:0x([\da-f]+)|0b([01]+)|0o?([0-7]+)|(0|[1-9]\d*))$/i;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i;
const POINT_FLOAT = /^\.\d+(?:_\d+)*(?:e[-+]?\d+(?:_\d+)*)?$/i;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

export const isInt64 = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX;

/**
 * An integer as go-yaml 2.4 reads a plain scalar: decimal, 0x, 0b, 0o and the octal of a leading zero, with
 * underscores anywhere; undefined for anything else and beyond 64 bits.
 */
export function goInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(text.replaceAll('_', ''));
  if (!match) return undefined;
  const [, sign = '', hex, binary, octal, decimal = '0'] = match;
  const magnitude = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : decimal);
  const value = sign === '-' ? -magnitude : magnitude;
  const fits = isInt64(value) || (sign === '' && value <= UINT64_MAX);
  return fits ? value : undefined;
}

/** A float as go-yaml 2.4 reads it: one that begins with a point keeps Go's stricter place for underscores. */
export function goFloat(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  const matches = text.startsWith('.') ? POINT_FLOAT.test(text) : FLOAT.test(plain);
  const value = Number(plain);
  return matches && Number.isFinite(value) ? value : undefined;
}
