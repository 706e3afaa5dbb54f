import { createReadStream } from 'node:fs';
import { buf as crc32c } from 'crc-32/crc32c.js';
import { snappyUncompress } from 'hysnappy';
import { readOperation } from './operation.ts';

/** The file is not what extract wrote. */
export class Damaged extends Error {}

/** What a backup holds. */
export interface BackupContent {
  /** Of the file. */
  readonly bytes: number;
  readonly records: number;
  /** The minor version of 1.x that each record is written for. */
  readonly minors: ReadonlySet<number>;
  readonly repos: ReadonlySet<string>;
  readonly pipelines: ReadonlySet<string>;
  /** Ids. */
  readonly commits: ReadonlySet<string>;
  /** Records with data of the object store. */
  readonly objects: number;
}

const HEADER = 4;
const CHECKSUM = 4;
const LENGTH = 8;
const [COMPRESSED, UNCOMPRESSED, STREAM] = [0x00, 0x01, 0xff];
/** Chunks of other types below this one must not be skipped. */
const SKIPPABLE = 0x80;
const NAME = 'sNaPpY';
/** The format allows no more in one chunk. */
const LARGEST_CHUNK = 65_536;
/** Far above what pachd takes in one message. */
const LARGEST_RECORD = 1024 * 1024 * 1024;

/** As the format has it: rotated, and a constant added. */
const masked = (sum: number): number => ((((sum >>> 15) | (sum << 17)) >>> 0) + 0xa282ead8) >>> 0;

/**
 * Reads a backup to its last record: chunks of the framing format of snappy, and in them records of a length in 8 bytes and a
 * message of protobuf. Nothing marks the end, so only what is missing shows that the file was cut between two records (audit
 * D-43).
 */
export class BackupReader {
  private raw: Buffer = Buffer.alloc(0);
  /** Uncompressed parts of records that are not whole yet; joined once a record is, as records may be large. */
  private parts: Uint8Array[] = [];
  private held = 0;
  private needed = LENGTH;
  private bytes = 0;
  private begun = false;
  private records = 0;
  private objects = 0;
  private readonly minors = new Set<number>();
  private readonly repos = new Set<string>();
  private readonly pipelines = new Set<string>();
  private readonly commits = new Set<string>();

  /** @throws Damaged, or what reading the file throws */
  static async read(file: string): Promise<BackupContent> {
    const reader = new BackupReader();
    for await (const part of createReadStream(file)) reader.push(part as Buffer);
    return reader.finish();
  }

  /** Takes the next part of the file. @throws Damaged */
  push(part: Buffer): void {
    this.bytes += part.length;
    this.raw = this.raw.length === 0 ? part : Buffer.concat([this.raw, part]);
    let from = 0;
    while (this.raw.length - from >= HEADER) {
      const length = this.raw.readUIntLE(from + 1, 3);
      const end = from + HEADER + length;
      if (end > this.raw.length) break;
      this.takeChunk(this.raw[from] ?? 0, this.raw.subarray(from + HEADER, end));
      from = end;
    }
    this.raw = this.raw.subarray(from);
    this.takeRecords();
  }

  /** To be called at the end of the file. @throws Damaged */
  finish(): BackupContent {
    if (this.raw.length > 0) throw new Damaged(`it ends within a chunk, after ${this.records} records`);
    if (this.held > 0) throw new Damaged(`it ends within record ${this.records + 1}`);
    if (this.records === 0) throw new Damaged('it holds no record');
    const { bytes, records, minors, repos, pipelines, commits, objects } = this;
    return { bytes, records, minors, repos, pipelines, commits, objects };
  }

  private takeChunk(type: number, body: Buffer): void {
    if (type === STREAM) {
      if (body.toString('latin1') !== NAME) throw new Damaged('it is not in the framing format of snappy');
      this.begun = true;
      return;
    }
    if (!this.begun) throw new Damaged('it is not in the framing format of snappy');
    if (type !== COMPRESSED && type !== UNCOMPRESSED) {
      if (type < SKIPPABLE) throw new Damaged(`it has a chunk of the unknown type ${type}`);
      return;
    }
    const data = body.subarray(CHECKSUM);
    const plain = type === UNCOMPRESSED ? data : uncompressed(data);
    if (body.length < CHECKSUM || masked(crc32c(plain) >>> 0) !== body.readUInt32LE(0))
      throw new Damaged(`the checksum of a chunk is wrong, after ${this.records} records`);
    // A part may be a view of the file's bytes, which are used again.
    this.parts.push(type === UNCOMPRESSED ? Buffer.from(plain) : plain);
    this.held += plain.length;
  }

  private takeRecords(): void {
    if (this.held < this.needed) return;
    const plain = Buffer.concat(this.parts);
    let from = 0;
    this.needed = LENGTH;
    while (plain.length - from >= LENGTH) {
      const length = plain.readBigInt64LE(from);
      if (length < 0 || length > LARGEST_RECORD)
        throw new Damaged(`record ${this.records + 1} has a length of ${length} bytes`);
      const end = from + LENGTH + Number(length);
      if (end > plain.length) {
        this.needed = end - from;
        break;
      }
      this.takeRecord(plain.subarray(from + LENGTH, end));
      from = end;
    }
    const rest = plain.subarray(from);
    this.parts = [rest];
    this.held = rest.length;
  }

  private takeRecord(message: Buffer): void {
    const operation = readOperation(message);
    if (operation === undefined) throw new Damaged(`record ${this.records + 1} is not of extract`);
    this.records += 1;
    this.minors.add(operation.minor);
    const { kind, name } = operation;
    if (kind === 'object') this.objects += 1;
    else if (kind !== 'other') this[`${kind}s`].add(name);
  }
}

function uncompressed(data: Buffer): Uint8Array {
  let length = 0;
  for (const [index, byte] of data.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) break;
  }
  if (length > LARGEST_CHUNK) throw new Damaged('a chunk is longer than the format allows');
  try {
    return length === 0 ? new Uint8Array() : snappyUncompress(data, length);
  } catch (error) {
    throw new Damaged(`a chunk cannot be uncompressed: ${(error as Error).message}`);
  }
}
