import { buf as crc32c } from 'crc-32/crc32c.js';
import { snappyCompress } from 'hysnappy';

const LARGEST = 65_536;

function frame(type: number, body: Uint8Array): Buffer {
  const header = Buffer.alloc(4);
  header[0] = type;
  header.writeUIntLE(body.length, 1, 3);
  return Buffer.concat([header, body]);
}

/** As `masked_checksum` of the format's description. */
function checksum(data: Uint8Array): Buffer {
  const sum = crc32c(data) >>> 0;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE((((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0);
  return bytes;
}

/** Bytes in the framing format of snappy. @param compressed whether chunks are, as those that compression makes shorter */
export function framed(data: Uint8Array, compressed = true): Buffer {
  const frames = [frame(0xff, Buffer.from('sNaPpY'))];
  for (let from = 0; from < data.length; from += LARGEST) {
    const part = data.subarray(from, from + LARGEST);
    frames.push(
      frame(compressed ? 0 : 1, Buffer.concat([checksum(part), compressed ? snappyCompress(part) : part])),
    );
  }
  return Buffer.concat(frames);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

const field = (number: number, body: Uint8Array): Buffer =>
  Buffer.concat([varint(number * 8 + 2), varint(body.length), body]);

/** An operation of 1.`minor`. */
const operation = (minor: number, number: number, body: Uint8Array): Buffer =>
  field(minor - 6, field(number, body));

const text = (value: string): Buffer => Buffer.from(value);

export interface Extracted {
  readonly minor: number;
  readonly repos: readonly string[];
  /** `repo@id`. */
  readonly commits: readonly string[];
  readonly pipelines: readonly string[];
  readonly objects?: readonly Buffer[];
}

/** The records of an extract, in its order. */
export const records = ({ minor, repos, commits, pipelines, objects = [] }: Extracted): readonly Buffer[] => [
  ...objects.map((value) => operation(minor, 2, field(1, value))),
  ...repos.map((name) =>
    operation(minor, 4, Buffer.concat([field(1, field(1, text(name))), field(3, text('a repo'))])),
  ),
  ...commits.map((commit) => {
    const [repo = '', id = ''] = commit.split('@');
    const parent = field(1, field(1, field(1, text(repo))));
    return operation(minor, 5, Buffer.concat([parent, field(4, text('master')), field(5, text(id))]));
  }),
  ...pipelines.map((name) => operation(minor, 7, field(1, field(1, text(name))))),
];

/** Records as extract writes them: each behind its length. */
export const stream = (all: readonly Uint8Array[]): Buffer =>
  Buffer.concat(
    all.flatMap((record) => {
      const length = Buffer.alloc(8);
      length.writeBigInt64LE(BigInt(record.length));
      return [length, record];
    }),
  );
