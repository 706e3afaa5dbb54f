import { snappyCompressor, snappyUncompressor } from 'hysnappy';
import type { HttpClient, HttpStream } from '../../../live/http-client.ts';
import { FrameReader } from '../wire/frames.ts';
import { type Matcher, readRequest } from '../wire/read-request.ts';
import { OtherChunks, readFrame, readResponse, type SeriesSink } from '../wire/series.ts';
import { Malformed, readVarint } from '../wire/varint.ts';
import type { Range } from './ranges.ts';

const uncompress = snappyUncompressor();
const compress = snappyCompressor();

/** Why a range could not be read. `again`: it may come by itself. `halve`: a shorter range may do. */
export class ReadFailure extends Error {
  readonly what: 'again' | 'halve' | 'final';
  readonly status: number | undefined;

  constructor(message: string, what: ReadFailure['what'], status?: number) {
    super(message);
    this.what = what;
    this.status = status;
  }
}

/** A store that answers remote_read. */
export interface ReadStore {
  readonly client: HttpClient;
  readonly url: URL;
  readonly matchers: readonly Matcher[];
  /** The most bytes of a SAMPLES answer, which is held whole, uncompressed. */
  readonly maxBytes: number;
}

export interface ReadOptions {
  /** SAMPLES alone, for what STREAMED holds in a form that is not known. */
  readonly samples?: boolean;
  /** Called between parts of the body, so that what takes the samples can make the server wait. */
  readonly pause?: () => Promise<void> | undefined;
}

const HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-read-version': '0.1.0',
} as const;

const STREAMED = 'application/x-streamed-protobuf';
const SAMPLES = 'application/x-protobuf';

/**
 * Hands every series of a range to a sink: STREAMED where the server knows it, SAMPLES elsewhere. The answer's
 * Content-Type decides which it is, as servers may answer SAMPLES to whatever is asked.
 * @returns bytes that came over the wire
 * @throws ReadFailure; OtherChunks where the range has to be read as SAMPLES. The sink may have got a part of the range.
 */
export async function readRange(
  store: ReadStore,
  [from, to]: Range,
  sink: SeriesSink,
  { samples = false, pause }: ReadOptions = {},
): Promise<number> {
  const body = compress(readRequest(store.matchers, from, to, !samples));
  const sent = await store.client.send({ method: 'POST', url: store.url, headers: HEADERS, body });
  if (!sent.ok) throw new ReadFailure(`${sent.error.what} ${sent.error.remedy}`, 'again');
  const answer = sent.value;
  if (answer.status !== 200) throw await refusal(answer, store.url);
  const type = answer.header('content-type') ?? '';
  try {
    if (type.startsWith(STREAMED)) return await readFrames(answer, sink, pause);
    if (type.startsWith(SAMPLES)) return await readSamples(answer, sink, store.maxBytes);
  } catch (error) {
    if (error instanceof Malformed) throw new ReadFailure(error.message, 'again');
    if (error instanceof OtherChunks || error instanceof ReadFailure) throw error;
    throw new ReadFailure(`the answer was cut off: ${(error as Error).message}`, 'again');
  }
  throw new ReadFailure(
    `${store.url.origin}${store.url.pathname} answers with ${JSON.stringify(type)}, which is not remote_read; check the URL's path`,
    'final',
    200,
  );
}

async function readFrames(
  answer: HttpStream,
  sink: SeriesSink,
  pause: ReadOptions['pause'],
): Promise<number> {
  const frames = new FrameReader((bytes, from, end) => readFrame(bytes, from, end, sink));
  let length = 0;
  for await (const part of answer.body) {
    length += part.length;
    frames.push(part);
    const waiting = pause?.();
    if (waiting !== undefined) await waiting;
  }
  frames.finish();
  return length;
}

async function readSamples(answer: HttpStream, sink: SeriesSink, maxBytes: number): Promise<number> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body) {
    parts.push(part);
    length += part.length;
    if (length > maxBytes) throw new ReadFailure(`the answer has more than ${maxBytes} bytes`, 'halve');
  }
  const compressed = Buffer.concat(parts);
  if (compressed.length === 0) return 0;
  const cursor = { at: 0 };
  const uncompressedLength = readVarint(compressed, cursor, compressed.length);
  if (uncompressedLength > maxBytes)
    throw new ReadFailure(`the answer has ${uncompressedLength} bytes uncompressed`, 'halve');
  if (uncompressedLength > 0) readResponse(uncompress(compressed, uncompressedLength), sink);
  return length;
}

/** Texts by which servers say that a range holds too much (Prometheus' read-sample-limit; Mimir's and Cortex's limits). */
const TOO_MUCH = /exceeded sample limit|the query hit the max|exceeds the limit|query.* too large/i;

async function refusal(answer: HttpStream, { origin, pathname }: URL): Promise<ReadFailure> {
  const text = (await answer.text().catch(() => '')).trim();
  const { status } = answer;
  const message = `${origin}${pathname} answers HTTP ${status}: ${text.slice(0, 1000) || 'no text'}`;
  if (TOO_MUCH.test(text)) return new ReadFailure(message, 'halve', status);
  const mayPass = status >= 500 || status === 429 || status === 408;
  const isForEver = /unsupported operation with WAL-only storage/.test(text);
  return new ReadFailure(message, mayPass && !isForEver ? 'again' : 'final', status);
}
