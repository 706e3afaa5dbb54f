import { buf as crc32c } from 'crc-32/crc32c.js';
import { Malformed } from './varint.ts';

/** A frame's checksum takes four bytes, the longest length ten. */
const CHECKSUM_BYTES = 4;
const LONGEST_LENGTH = 10;
/** Far above `--storage.remote.read-max-bytes-in-frame`, which only counts between chunks. */
const LONGEST_FRAME = 256 * 1024 * 1024;
/** Readers of chunks may look that far past the end of a frame. */
const SLACK = 16;

/** Takes the payload of one frame; the bytes are used again after the call. */
export type OnFrame = (bytes: Uint8Array, from: number, end: number) => void;

/**
 * Cuts a STREAMED answer of remote_read into frames: length, CRC-32C, payload (`storage/remote/chunked.go`). An answer
 * that goes wrong at the server still ends cleanly, with the text of its error where a frame should begin, so that
 * anything but whole frames up to the last byte is a failure.
 */
export class FrameReader {
  #bytes = new Uint8Array(1 << 17);
  #from = 0;
  #end = 0;
  #sum = 0;
  #frames = 0;
  #length = 0;
  readonly #onFrame: OnFrame;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** Takes the next part of the body. @throws Malformed for a checksum or a length that is wrong */
  push(part: Uint8Array): void {
    this.#append(part);
    while (this.#takeFrame());
  }

  /** Of all frames so far: answers of the same bytes have the same one. */
  get checksum(): string {
    return `${this.#frames},${this.#length},${this.#sum}`;
  }

  /** To be called at the end of the body. @throws Malformed where something is left that is not a frame */
  finish(): void {
    if (this.#from === this.#end) return;
    throw new Malformed(`the answer ends with what is not a whole frame: ${this.#leftover()}`);
  }

  #append(part: Uint8Array): void {
    if (this.#end + part.length + SLACK > this.#bytes.length) {
      const held = this.#end - this.#from;
      const needed = held + part.length + SLACK;
      const target = needed > this.#bytes.length ? new Uint8Array(needed * 2) : this.#bytes;
      target.set(this.#bytes.subarray(this.#from, this.#end));
      this.#bytes = target;
      this.#from = 0;
      this.#end = held;
    }
    this.#bytes.set(part, this.#end);
    this.#end += part.length;
  }

  #takeFrame(): boolean {
    let length = 0;
    let scale = 1;
    let at = this.#from;
    for (;;) {
      if (at === this.#end) return false;
      const byte = this.#bytes[at++] as number;
      length += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 0x80;
      if (at - this.#from >= LONGEST_LENGTH)
        throw new Malformed(`a frame has no length: ${this.#leftover()}`);
    }
    if (length > LONGEST_FRAME) throw new Malformed(`a frame of ${length} bytes: ${this.#leftover()}`);
    const payload = at + CHECKSUM_BYTES;
    const end = payload + length;
    if (end > this.#end) return false;
    const expected = new DataView(this.#bytes.buffer, at, CHECKSUM_BYTES).getInt32(0);
    if (crc32c(this.#bytes.subarray(payload, end)) !== expected)
      throw new Malformed(`the checksum of a frame is wrong: ${this.#leftover()}`);
    this.#sum = crc32c(this.#bytes.subarray(at, payload), this.#sum);
    this.#frames++;
    this.#length += length;
    this.#from = end;
    this.#onFrame(this.#bytes, payload, end);
    return true;
  }

  /** What stands where a frame should: often the server's own error. */
  #leftover(): string {
    const shown = Math.min(this.#end, this.#from + 300);
    const text = Buffer.from(this.#bytes.subarray(this.#from, shown)).toString('latin1');
    return JSON.stringify(text.replace(/[^\x20-\x7e]+/g, ' ').trim());
  }
}
