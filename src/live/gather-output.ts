import type { Readable } from 'node:stream';

const KEPT_OF_ERRORS = 64 * 1024;

/** Gathers all of a stream; calls `onTooMuch` and keeps nothing more once `limit` bytes are passed. */
export function wholeOf(stream: Readable, limit: number, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else onTooMuch();
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Keeps the end of a stream: the error that ended a program is the last thing it says. */
export function lastOf(stream: Readable): () => string {
  let kept = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-KEPT_OF_ERRORS);
  });
  return () => kept.toString('utf8');
}
