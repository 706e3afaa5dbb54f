import { snappyCompressor } from 'hysnappy';
import { counted } from '../../../english.ts';
import type { HttpClient } from '../../../live/http-client.ts';
import { durationText } from '../../../times.ts';
import { firstSeries, halves, type Points, pointsOf, samplesOf } from '../wire/split.ts';
import { asVersion2 } from '../wire/version-2.ts';
import { WriteRequest } from '../wire/write-request.ts';
import { burstIn, type Meaning, meaningOf, refusesOlder, retryAfter } from './answers.ts';
import { CLOCK, type Clock } from './clock.ts';
import { backoff } from './patience.ts';
import { seriesText } from './series-text.ts';
import { unprovenBy, WRITE_HEADERS, type WriteVersion } from './write-versions.ts';

const compress = snappyCompressor();

/** A store that takes remote_write. */
export interface WriteStore {
  readonly client: HttpClient;
  readonly url: URL;
}

export interface WriteOptions {
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Bytes of a request before it is compressed. */
  readonly maxBytes: number;
  /** Samples a second; as fast as it goes where it is left out. */
  readonly rate?: number;
  /** How long one request is tried, in ms. */
  readonly retryFor: number;
  readonly stopping: AbortSignal;
  /** Whether a request of which nobody knows whether it arrived is sent again: not where it would be stored twice. */
  readonly resends: boolean;
  /** Of remote_write. */
  readonly version: WriteVersion;
  /** Takes what the destination refuses, one sample at a time; where it is left out, that ends the run. */
  readonly onBad?: (bad: BadSample) => void;
  /** Told each time a request has to be sent again. */
  readonly onRetry?: (reason: string, waitMs: number) => void;
  readonly clock?: Clock;
}

/** One sample that the destination does not take. */
export interface BadSample {
  /** `up{job="node"}`. */
  readonly series: string;
  /** ms. */
  readonly time: number;
  /** A remote_write request of this sample alone, uncompressed. */
  readonly request: Uint8Array;
  /** In the destination's own words. */
  readonly reason: string;
}

/** Why the destination does not take what it is sent. */
export class WriteFailure extends Error {}

/** A request may have arrived or not: the range has to be compared before anything of it is sent again. */
export class UncertainWrite extends Error {}

/** Below it, halving does not help against a limit of samples a second. */
const SMALL_REQUEST = 1000;
/** Of so few, each is sent by itself. */
const FEW_SAMPLES = 3;
/** After so many refusals for the rate, a request may be one that is too large for it at any time. */
const REFUSALS = 4;

/**
 * Sends requests, some at once, and each until it is acknowledged. What fills it writes into `request` and calls `flush`
 * when that is full, and waits for `ready` in between.
 */
export class WriteQueue {
  request: WriteRequest;
  samples = 0;
  bytes = 0;
  requests = 0;
  retries = 0;
  readonly #store: WriteStore;
  readonly #options: WriteOptions;
  readonly #free: WriteRequest[] = [];
  readonly #sending = new Set<Promise<void>>();
  /** Bytes of a request; less than at first once the destination has found one too large. */
  #maxBytes: number;
  #failure: unknown;
  #sentFrom = 0;
  #sentSamples = 0;

  constructor(store: WriteStore, options: WriteOptions) {
    this.#store = store;
    this.#options = options;
    this.#maxBytes = options.maxBytes;
    this.request = this.#fresh();
  }

  /** One without samples is not, however long the labels are that it begins with. */
  get isFull(): boolean {
    return this.request.length >= this.#maxBytes && this.request.hasSamples;
  }

  /** Bytes until it is full. */
  get left(): number {
    return this.#maxBytes - this.request.length;
  }

  /** Starts to send what was written. @throws what an earlier request failed with */
  flush(): void {
    this.#throwFailure();
    const full = this.request;
    if (full.length === 0) return;
    this.request = this.#free.pop() ?? this.#fresh();
    const sending = this.#sendAll(full.bytes.subarray(0, full.length), full.count)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .then(() => {
        this.#sending.delete(sending);
        full.clear();
        this.#free.push(full);
      });
    this.#sending.add(sending);
  }

  /** What to wait for before more is written; undefined where there is room. */
  ready(): Promise<void> | undefined {
    return this.#sending.size < this.#options.concurrency ? undefined : this.#room();
  }

  /** Sends the rest, and waits until everything is acknowledged. @throws WriteFailure */
  async finish(): Promise<void> {
    this.flush();
    await Promise.all(this.#sending);
    this.#throwFailure();
  }

  /**
   * Forgets what was written and not sent, and waits for what is under way: for a range that is read again.
   * @returns what a request failed with, which is forgotten as well
   */
  async abandon(): Promise<unknown> {
    this.request.clear();
    await Promise.all(this.#sending);
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Sends one request that was refused before. @returns whether it is taken now @throws WriteFailure */
  async offer(request: Uint8Array): Promise<boolean> {
    if ((await this.#sendPatiently(request)) !== undefined) return false;
    this.samples += samplesOf(request);
    return true;
  }

  async #room(): Promise<void> {
    while (this.#sending.size >= this.#options.concurrency) await Promise.race(this.#sending);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #fresh(): WriteRequest {
    return new WriteRequest(this.#options.maxBytes + 64 * 1024);
  }

  async #sendAll(body: Uint8Array, samples: number): Promise<void> {
    await this.#throttle(samples);
    const refused = await this.#sendPatiently(body);
    if (refused === undefined) {
      this.samples += samples;
      return;
    }
    await this.#sendHalves(body, refused);
  }

  /** Narrows a request down that is not taken as a whole. */
  async #sendHalves(body: Uint8Array, reason: Refused): Promise<void> {
    const points = this.#options.onBad === undefined ? undefined : pointsOf(body);
    if (
      points !== undefined &&
      points.count >= FEW_SAMPLES &&
      reason.kind === 'bad' &&
      refusesOlder(reason.reason)
    )
      return this.#sendByAge(points);
    const parts = halves(body);
    // One sample that is too large by itself says nothing of requests.
    if (reason.kind === 'split')
      this.#maxBytes =
        parts === undefined ? this.#options.maxBytes : Math.min(this.#maxBytes, body.length >> 1);
    if (parts === undefined) return this.#giveUpSample(body, reason);
    for (const part of parts) await this.#sendPart(part);
  }

  async #sendPart(part: Uint8Array): Promise<void> {
    const refused = await this.#sendPatiently(part);
    if (refused === undefined) this.samples += samplesOf(part);
    else await this.#sendHalves(part, refused);
  }

  /** Where the newest sample and the oldest one are too old, so are those in between, and none of them is asked for by itself. */
  async #sendByAge(points: Points): Promise<void> {
    const { count } = points;
    const refusals: Refused[] = [];
    for (const at of [count - 1, 0]) {
      const one = points.request(at, at + 1);
      const refused = await this.#sendPatiently(one);
      if (refused === undefined) this.samples++;
      else {
        refusals.push(refused);
        this.#giveUpSample(one, refused);
      }
      if (at > 0 && refused === undefined) {
        const older = Math.floor((count - 1) / 2);
        await this.#sendPart(points.request(older, count - 1));
        return this.#sendPart(points.request(0, older));
      }
    }
    const [newest, oldest] = refusals;
    if (newest === undefined || oldest === undefined || !refusals.every(({ reason }) => refusesOlder(reason)))
      return this.#sendPart(points.request(1, count - 1));
    for (let at = 1; at < count - 1; at++) this.#giveUpSample(points.request(at, at + 1), newest);
  }

  #giveUpSample(request: Uint8Array, { reason, hint }: Refused): void {
    const first = firstSeries(request);
    const series = seriesText(first?.labels ?? []);
    const time = first?.from ?? 0;
    const { onBad } = this.#options;
    if (onBad === undefined)
      throw new WriteFailure(
        `the destination refuses the sample of ${series} at ${new Date(time).toISOString()}: ${reason}${hint}`,
      );
    onBad({ series, time, request, reason });
  }

  /** @returns why the request is not taken as it is; undefined once it is acknowledged @throws WriteFailure */
  async #sendPatiently(body: Uint8Array): Promise<Refused | undefined> {
    const { retryFor, stopping, onRetry, resends, clock = CLOCK } = this.#options;
    const until = clock.elapsed() + retryFor;
    let refusals = 0;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#send(body);
      const { kind, reason } = answer;
      if (kind === 'stored') return undefined;
      if (kind === 'split' || kind === 'bad') return answer;
      if (kind === 'stop') throw new WriteFailure(`${reason}${answer.hint} (${contentOf(body)})`);
      if (kind === 'unknown' && !resends) throw new UncertainWrite(reason);
      if (answer.status === 429 && isAboveBurst(answer.burst, ++refusals, samplesOf(body)))
        return { ...answer, kind: 'split' };
      // A server that asks for no wait is not asked without end.
      const wait =
        answer.wait === undefined || (answer.wait === 0 && attempt >= REFUSALS)
          ? backoff(attempt)
          : answer.wait;
      if (clock.elapsed() + wait > until)
        throw new WriteFailure(
          `${reason}; it was tried for --retry-for, ${durationText(retryFor)}${
            answer.wait === undefined ? '' : `, and the destination asks to wait ${durationText(wait)}`
          } (${contentOf(body)})`,
        );
      this.retries++;
      onRetry?.(reason, wait);
      await clock.pause(wait, stopping);
    }
  }

  async #send(body: Uint8Array): Promise<Answer> {
    const { version } = this.#options;
    const second = version === '2.0' ? asVersion2(body) : undefined;
    const compressed = compress(second?.bytes ?? body);
    this.requests++;
    this.bytes += compressed.length;
    const { client, url } = this.#store;
    const sent = await client.send({
      method: 'POST',
      url,
      headers: WRITE_HEADERS[version],
      body: compressed,
    });
    if (!sent.ok)
      return {
        kind: sent.error.kind === 'interrupted' ? 'stop' : 'unknown',
        reason: sent.error.what,
        hint: '',
      };
    const { status } = sent.value;
    const text = (await sent.value.text().catch(() => '')).trim();
    const { kind, hint } = meaningOf(status, text);
    if (kind === 'stored' && /^text\/html\b/.test(sent.value.header('content-type') ?? ''))
      return {
        kind: 'stop',
        reason: `HTTP ${status} with a page of HTML`,
        hint: '. That is a page to log in, or another one for people; check --writer-url and the credentials',
      };
    if (kind === 'stored' && second !== undefined) {
      const unproven = unprovenBy(sent.value, second);
      if (unproven !== undefined) return { kind: 'stop', ...unproven };
    }
    const wait = retryAfter(sent.value.header('retry-after'), Date.now());
    const burst = burstIn(text);
    return {
      kind,
      status,
      reason: `HTTP ${status}: ${text.slice(0, 1000) || 'no text'}`,
      hint: hint === undefined ? '' : `. ${hint}`,
      ...(wait !== undefined && { wait }),
      ...(burst !== undefined && { burst }),
    };
  }

  async #throttle(samples: number): Promise<void> {
    const { rate, stopping, clock = CLOCK } = this.#options;
    if (rate === undefined) return;
    const now = clock.elapsed();
    if (this.#sentSamples === 0) this.#sentFrom = now;
    const due = this.#sentFrom + (this.#sentSamples / rate) * 1000;
    this.#sentSamples += samples;
    if (due > now) await clock.pause(due - now, stopping);
  }
}

interface Refused {
  readonly kind: Meaning['kind'];
  readonly reason: string;
  /** With a full stop in front of it, or empty. */
  readonly hint: string;
}

interface Answer extends Refused {
  readonly status?: number;
  /** What the destination asks for, in ms. */
  readonly wait?: number;
  /** The most samples that it takes at once. */
  readonly burst?: number;
}

const isAboveBurst = (burst: number | undefined, refusals: number, samples: number): boolean =>
  burst === undefined ? refusals >= REFUSALS && samples > SMALL_REQUEST : samples > burst;

/** What a request holds, for messages. */
function contentOf(request: Uint8Array): string {
  const first = firstSeries(request);
  const count = counted(samplesOf(request), 'sample');
  if (first === undefined) return count;
  const [from, to] = [first.from, first.to].map((time) => new Date(time).toISOString());
  return `${count}; first ${seriesText(first.labels)} from ${from} to ${to}`;
}
