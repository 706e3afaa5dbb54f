import { writeVarint } from './varint.ts';

/** How a matcher compares, as PromQL writes it; the order is that of prometheus.LabelMatcher.Type. */
export const OPERATORS = ['=', '!=', '=~', '!~'] as const;

export interface Matcher {
  readonly name: string;
  readonly operator: (typeof OPERATORS)[number];
  readonly value: string;
}

/** Answers of remote_read, by their number in prometheus.ReadRequest.ResponseType. */
const STREAMED_XOR_CHUNKS = 1;

const encoder = new TextEncoder();

/** Fields in the order in which they are written: number, and text, bytes or an int64. */
function message(fields: readonly (readonly [number, string | Uint8Array | number])[]): Uint8Array {
  const parts = fields.map(([number, value]) => {
    const scratch = new Uint8Array(24);
    if (typeof value === 'number') {
      const at = writeVarint(scratch, writeVarint(scratch, 0, number << 3), value);
      return scratch.subarray(0, at);
    }
    const bytes = typeof value === 'string' ? encoder.encode(value) : value;
    const at = writeVarint(scratch, writeVarint(scratch, 0, (number << 3) | 2), bytes.length);
    return Buffer.concat([scratch.subarray(0, at), bytes]);
  });
  return Buffer.concat(parts);
}

/**
 * A prometheus.ReadRequest of one query, not yet compressed. It has no hints: a server that follows them returns less.
 * @param start ms, inclusive
 * @param end ms, exclusive; remote_read takes both ends inclusive
 * @param streamed whether STREAMED is asked for; a server that does not know it answers SAMPLES
 */
export function readRequest(
  matchers: readonly Matcher[],
  start: number,
  end: number,
  streamed: boolean,
): Uint8Array {
  const query = message([
    [1, start],
    [2, end - 1],
    ...matchers.map(({ name, operator, value }) => {
      const type = OPERATORS.indexOf(operator);
      return [3, message([...(type === 0 ? [] : [[1, type] as const]), [2, name], [3, value]])] as const;
    }),
  ]);
  return message([[1, query], ...(streamed ? [[2, STREAMED_XOR_CHUNKS] as const] : [])]);
}
