import { buf as crc32c } from 'crc-32/crc32c.js';
import { snappyCompressor, snappyUncompressor } from 'hysnappy';
import type { HttpClient, HttpStream } from '../../../live/http-client.ts';
import { FrameReader } from '../wire/frames.ts';
import { type Matcher, readRequest } from '../wire/read-request.ts';
import { type OnHistograms, OtherChunks, readFrame, readResponse, type SeriesSink } from '../wire/series.ts';
import { Malformed, readVarint } from '../wire/varint.ts';
import { HistogramsOnly, InRange, nameIn, WithoutHistograms } from './partial-sinks.ts';
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
  /** Called before the range is read a second time, into a sink made anew. What it throws ends the read. */
  readonly again?: () => Promise<void>;
  /** `skip`: native histograms are left out where that saves a question. */
  readonly histograms?: 'read' | 'skip';
  /** Called between parts of the body, so that what takes the samples can make the server wait. */
  readonly pause?: () => Promise<void> | undefined;
}

/** What an answer held. */
export interface RangeRead<Sink extends SeriesSink = SeriesSink> {
  readonly sink: Sink;
  /** Whether floats came as SAMPLES: servers leave a zero out of the message, so that −0 comes as 0. */
  readonly losesSigns: boolean;
  /** There are native histograms, and the server hands out none of them: Prometheus before 2.44. */
  readonly hidesHistograms: boolean;
  /** The metrics whose native histograms were skipped. */
  readonly skipped: ReadonlySet<string>;
  /** Of its bytes; undefined where it took more than one question. */
  readonly checksum: string | undefined;
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
 * Content-Type decides which it is, as servers may answer SAMPLES to whatever is asked. Floats in a form that is not known
 * make it read all as SAMPLES. Histograms of STREAMED are asked for once more as SAMPLES, and they alone: SAMPLES costs the
 * server more, and loses the sign of a float that is zero. What Mimir hands out around the range is left out.
 * @throws ReadFailure, and what the sink throws. The sink may have got a part of the range.
 */
export async function readRange<Sink extends SeriesSink>(
  store: ReadStore,
  range: Range,
  sinkFor: () => Sink,
  options: ReadOptions = {},
): Promise<RangeRead<Sink>> {
  const { histograms = 'read', pause, again } = options;
  const names = new Set<string>();
  const skipped = histograms === 'skip' ? names : new Set<string>();
  const take = (sink: Sink): SeriesSink =>
    new InRange(histograms === 'skip' ? new WithoutHistograms(sink, skipped) : sink, range);
  let sink = sinkFor();
  let answer: Answer;
  try {
    answer = await ask(store, range, true, take(sink), {
      onHistograms: (bytes, labels, pairs) => void names.add(nameIn(bytes, labels, pairs)),
      ...(pause && { pause }),
    });
  } catch (error) {
    if (!(error instanceof OtherChunks)) throw error;
    await again?.();
    sink = sinkFor();
    await askForSamples(store, range, take(sink));
    return { sink, losesSigns: true, hidesHistograms: false, skipped, checksum: undefined };
  }
  const { losesSigns, checksum } = answer;
  if (names.size === 0 || histograms === 'skip')
    return { sink, losesSigns, hidesHistograms: false, skipped, checksum };
  const only = new HistogramsOnly(sink);
  for (const word of alternatives(names)) {
    const named: Matcher = { name: '__name__', operator: '=~', value: word };
    await askForSamples({ ...store, matchers: [...store.matchers, named] }, range, new InRange(only, range));
    await pause?.();
  }
  return { sink, losesSigns, hidesHistograms: only.count === 0, skipped, checksum: undefined };
}

/** Asks for SAMPLES, which have one form. @throws ReadFailure */
async function askForSamples(store: ReadStore, range: Range, sink: SeriesSink): Promise<void> {
  try {
    await ask(store, range, false, sink);
  } catch (error) {
    if (!(error instanceof OtherChunks)) throw error;
    const { origin, pathname } = store.url;
    throw new ReadFailure(
      `${origin}${pathname} answers STREAMED with ${error.message} although SAMPLES were asked for; this form cannot be read`,
      'final',
    );
  }
}

/** Asks for a range once more, and looks at none of its series. @returns the checksum of the answer @throws ReadFailure */
export async function readChecksum(store: ReadStore, range: Range): Promise<string> {
  const { checksum } = await ask(store, range, true, undefined);
  return checksum;
}

/** Below it, halving a range does not help against an answer that is too large. */
export const SHORTEST_RANGE = 1000;

/** Whether a shorter range may do. */
export const wantsHalves = (error: unknown, [from, to]: Range): boolean =>
  error instanceof ReadFailure && error.what === 'halve' && to - from > SHORTEST_RANGE;

/** Longer ones are cut into several questions. */
const LONGEST_PATTERN = 8000;

/** Regular expressions that together match each name and nothing else. */
function* alternatives(names: Iterable<string>): Iterable<string> {
  let pattern = '';
  for (const name of names) {
    const word = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    if (pattern.length + word.length > LONGEST_PATTERN && pattern !== '') {
      yield pattern;
      pattern = '';
    }
    pattern += pattern === '' ? word : `|${word}`;
  }
  yield pattern;
}

interface Streaming extends Pick<ReadOptions, 'pause'> {
  readonly onHistograms?: OnHistograms;
}

interface Answer extends Pick<RangeRead, 'losesSigns'> {
  readonly checksum: string;
}

/** @param sink undefined where the checksum alone is asked for */
async function ask(
  store: ReadStore,
  [from, to]: Range,
  streamed: boolean,
  sink: SeriesSink | undefined,
  { onHistograms = () => undefined, pause }: Streaming = {},
): Promise<Answer> {
  const body = compress(readRequest(store.matchers, from, to, streamed));
  const sent = await store.client.send({ method: 'POST', url: store.url, headers: HEADERS, body });
  if (!sent.ok) throw new ReadFailure(`${sent.error.what} ${sent.error.remedy}`, 'again');
  const answer = sent.value;
  if (answer.status !== 200) throw await refusal(answer, store.url);
  const type = answer.header('content-type') ?? '';
  try {
    if (type.startsWith(STREAMED)) {
      return { losesSigns: false, checksum: await readFrames(answer, sink, onHistograms, pause) };
    }
    if (type.startsWith(SAMPLES)) {
      return { losesSigns: true, checksum: await readSamples(answer, sink, store.maxBytes) };
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    // Behind frames that were sent already, a limit is told where the next one should be.
    throw new ReadFailure(answer.shown(error.message), TOO_MUCH.test(error.message) ? 'halve' : 'again');
  }
  throw new ReadFailure(
    `${store.url.origin}${store.url.pathname} answers with ${JSON.stringify(type)}, which is not remote_read; check the URL's path`,
    'final',
    200,
  );
}

/** The parts of a body. What its reader throws is not a failure of the connection, and passes. @throws ReadFailure */
async function* partsOf(answer: HttpStream): AsyncIterable<Uint8Array> {
  try {
    yield* answer.body;
  } catch (error) {
    throw new ReadFailure(`the answer was cut off: ${(error as Error).message}`, 'again');
  }
}

async function readFrames(
  answer: HttpStream,
  sink: SeriesSink | undefined,
  onHistograms: OnHistograms,
  pause: ReadOptions['pause'],
): Promise<string> {
  const frames = new FrameReader((bytes, from, end) => {
    if (sink) readFrame(bytes, from, end, sink, onHistograms);
  });
  for await (const part of partsOf(answer)) {
    frames.push(part);
    const waiting = pause?.();
    if (waiting !== undefined) await waiting;
  }
  frames.finish();
  return frames.checksum;
}

async function readSamples(
  answer: HttpStream,
  sink: SeriesSink | undefined,
  maxBytes: number,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of partsOf(answer)) {
    parts.push(part);
    length += part.length;
    if (length > maxBytes) throw new ReadFailure(`the answer has more than ${maxBytes} bytes`, 'halve');
  }
  const compressed = Buffer.concat(parts);
  const checksum = `${compressed.length},${crc32c(compressed)}`;
  if (compressed.length === 0 || sink === undefined) return checksum;
  const cursor = { at: 0 };
  const uncompressedLength = readVarint(compressed, cursor, compressed.length);
  if (uncompressedLength > maxBytes)
    throw new ReadFailure(`the answer has ${uncompressedLength} bytes uncompressed`, 'halve');
  if (uncompressedLength > 0) readResponse(uncompressed(compressed, uncompressedLength), sink);
  return checksum;
}

function uncompressed(compressed: Uint8Array, length: number): Uint8Array {
  try {
    return uncompress(compressed, length);
  } catch (error) {
    throw new Malformed(`the answer is not snappy: ${(error as Error).message}`);
  }
}

/** Texts by which servers say that a range holds too much (Prometheus' read-sample-limit; Mimir's and Cortex's limits). */
const TOO_MUCH =
  /exceeded sample limit|the query (?:hit|exceeded) the|exceeds (?:the )?limit|exceeded the maximum allowed|query.* too large/i;

async function refusal(answer: HttpStream, { origin, pathname }: URL): Promise<ReadFailure> {
  const text = (await answer.text().catch(() => '')).trim();
  const { status } = answer;
  const message = `${origin}${pathname} answers HTTP ${status}: ${text.slice(0, 1000) || 'no text'}`;
  if (TOO_MUCH.test(text)) return new ReadFailure(message, 'halve', status);
  const mayPass = status >= 500 || status === 429 || status === 408;
  const isForEver = /unsupported operation with WAL-only storage/.test(text);
  return new ReadFailure(message, mayPass && !isForEver ? 'again' : 'final', status);
}
