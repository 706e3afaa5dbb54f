/** A record of a backup, as far as gates look at it. */
export interface Operation {
  /** Of 1.x. */
  readonly minor: number;
  readonly kind: 'repo' | 'commit' | 'pipeline' | 'object' | 'other';
  /** Of the repo or pipeline, or the id of the commit. */
  readonly name: string;
}

/** Field 1 of a record is an operation of 1.7, field 2 one of 1.8, and so on (`admin.proto`). */
const FIRST_MINOR = 6;

/** Fields of an operation of every minor. */
const KINDS: ReadonlyMap<number, Operation['kind']> = new Map([
  [2, 'object'],
  [4, 'repo'],
  [5, 'commit'],
  [7, 'pipeline'],
  [9, 'object'],
  [10, 'object'],
]);

/** Where a message names what it is about: fields, each within the one before. */
const NAME_PATHS = {
  repo: [1, 1],
  pipeline: [1, 1],
  commit: [5],
} as const;

interface Field {
  readonly number: number;
  /** How the format writes it: 2 is bytes, and so a message. */
  readonly wire: number;
  readonly body: Buffer;
}

function varint(message: Buffer, at: number): readonly [value: number, end: number] | undefined {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = message[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return [value, at + index + 1];
  }
  return undefined;
}

/** How many bytes a field of fixed size has. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The fields of a message; undefined where it is none. */
function fieldsOf(message: Buffer): readonly Field[] | undefined {
  const fields: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const tag = varint(message, at);
    if (tag === undefined) return undefined;
    const [number, wire] = [Math.floor(tag[0] / 8), tag[0] % 8];
    const fixed = FIXED[wire];
    const length = fixed === undefined ? varint(message, tag[1]) : ([fixed, tag[1]] as const);
    if (length === undefined || number === 0) return undefined;
    const isBytes = wire === 2 || fixed !== undefined;
    if (!isBytes && wire !== 0) return undefined;
    const end = isBytes ? length[1] + length[0] : length[1];
    if (end > message.length) return undefined;
    fields.push({ number, wire, body: message.subarray(length[1], end) });
    at = end;
  }
  return fields;
}

function textAt(message: Buffer, path: readonly number[]): string {
  let body: Buffer | undefined = message;
  for (const number of path) body = body && fieldsOf(body)?.findLast((one) => one.number === number)?.body;
  return body?.toString('utf8') ?? '';
}

/** The operation of a record; undefined where it is none that is known. */
export function readOperation(message: Buffer): Operation | undefined {
  const [outer, ...others] = fieldsOf(message) ?? [];
  if (outer === undefined || others.length > 0 || outer.wire !== 2 || outer.number > 7) return undefined;
  const inner = fieldsOf(outer.body)?.[0];
  const minor = outer.number + FIRST_MINOR;
  const kind = (inner && KINDS.get(inner.number)) ?? 'other';
  if (inner === undefined || kind === 'other' || kind === 'object') return { minor, kind, name: '' };
  return { minor, kind, name: textAt(inner.body, NAME_PATHS[kind]) };
}
