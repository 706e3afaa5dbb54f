import { isUtf8 } from 'node:buffer';
import { EarlyExit } from '../../early-exit.ts';
import { LargeStream, NotUtf8, type StreamBytes } from '../../manifest/large-stream.ts';
import { type ManifestStream, streamOf } from '../../manifest/manifest-stream.ts';
import type { Pack } from '../../pack.ts';
import { mayBeAllHooks } from '../../render/render-stream.ts';
import { wordsOfDocuments } from '../../render/stream-objects.ts';
import { refuseHelmReport } from '../helm-report.ts';
import type { Io } from '../io.ts';

/** Offset of the first byte that is not UTF-8: by halves, so that a large stream is not walked byte by byte. */
function firstBrokenByte(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A cut may split a character; up to three bytes of it are let off.
    const isGood = [0, 1, 2, 3].some(
      (less) => middle - less >= good && isUtf8(bytes.subarray(good, middle - less)) && middle - less > good,
    );
    if (isGood) good = largestGoodCut(bytes, good, middle);
    else bad = middle;
  }
  return good;
}

function largestGoodCut(bytes: Buffer, from: number, to: number): number {
  for (let less = 0; less <= 3; less += 1) if (isUtf8(bytes.subarray(from, to - less))) return to - less;
  return from;
}

function placeOfByte(bytes: Buffer, offset: number): string {
  const above = bytes.subarray(0, offset);
  const lineStart = above.lastIndexOf(10) + 1;
  let line = 1;
  for (let at = above.indexOf(10); at !== -1; at = above.indexOf(10, at + 1)) line += 1;
  return `${line}:${above.subarray(lineStart).toString('utf8').length + 1}`;
}

const notUtf8 = (place: string): EarlyExit =>
  new EarlyExit(
    `<stdin>:${place}: error: not UTF-8\n  why: manifests must be UTF-8; other bytes cannot be passed through unchanged\n  do:  find the values file or template in another encoding; nothing was written`,
  );

/** Helm's report begins with these lines. */
const HEAD = 4096;

/** @throws EarlyExit where it is not UTF-8 */
function readLarge(bytes: StreamBytes, packs: readonly Pack[]): ManifestStream {
  try {
    return new LargeStream(bytes, {
      words: packs.map(wordsOfDocuments),
      isFirstOfInterest: (text) => !mayBeAllHooks(text),
    });
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    const broken = error.offset + firstBrokenByte(error.bytes);
    throw notUtf8(placeOfByte(bytes.read(0, broken), broken));
  }
}

/**
 * Reads the stream of manifests; a large one stays in a file.
 * @throws EarlyExit if it cannot be text, or is Helm's report about a release
 */
export function readStream(io: Io, packs: readonly Pack[]): ManifestStream {
  const read = io.readStdin();
  if (!read.ok) throw new EarlyExit(`phasegate: standard input cannot be read (${read.error})`);
  const bytes = read.value;
  if (!Buffer.isBuffer(bytes)) {
    refuseHelmReport(bytes.read(0, HEAD).toString('latin1'), 'standard input');
    return readLarge(bytes, packs);
  }
  if (!isUtf8(bytes)) throw notUtf8(placeOfByte(bytes, firstBrokenByte(bytes)));
  const text = bytes.toString('utf8');
  refuseHelmReport(text, 'standard input');
  return streamOf(text);
}
