import { LABEL_NAME, LABEL_VALUE } from '../wire/message.ts';
import { writeVarint } from '../wire/varint.ts';
import type { WriteRequest } from '../wire/write-request.ts';

/** Name of the one series that is not the source's own. */
export const MARKER = 'phasegate_backfill_started';

const encoder = new TextEncoder();

/** A Label message. */
function labelBytes(name: string, value: string): Uint8Array {
  const bytes = new Uint8Array(20 + 3 * (name.length + value.length));
  let at = 0;
  for (const [tag, text] of [
    [LABEL_NAME, name],
    [LABEL_VALUE, value],
  ] as const) {
    const encoded = encoder.encode(text);
    bytes[at++] = tag;
    at = writeVarint(bytes, at, encoded.length);
    bytes.set(encoded, at);
    at += encoded.length;
  }
  return bytes.subarray(0, at);
}

/**
 * Writes one sample of the present into a request. To an empty Prometheus the history would be the present otherwise: it
 * would be compacted while older series still arrive, and lose them.
 * @param time ms
 */
export function writeMarker(request: WriteRequest, name: string, time: number): void {
  request.begin();
  for (const label of [labelBytes('__name__', MARKER), labelBytes('job', name)])
    request.label(label, 0, label.length);
  // 1 as a double.
  request.sample(time, 0x3ff0_0000, 0);
  request.close();
}
