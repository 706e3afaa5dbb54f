import { firstSeries, halves, type Points, pointsOf, samplesOf } from '../wire/split.ts';
import { WriteRequest } from '../wire/write-request.ts';
import { refusesOlder } from './answers.ts';
import { CLOCK } from './clock.ts';
import { seriesText } from './series-text.ts';
import {
  type Refused,
  type SendOptions,
  WriteFailure,
  WriteSender,
  type WriteStore,
} from './write-sender.ts';

export interface WriteOptions extends SendOptions {
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Bytes of a request before it is compressed. */
  readonly maxBytes: number;
  /** Samples a second; as fast as it goes where it is left out. */
  readonly rate?: number;
  /** Takes what the destination refuses, one sample at a time; where it is left out, that ends the run. */
  readonly onBad?: (bad: BadSample) => void;
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

/** Of so few, each is sent by itself. */
const FEW_SAMPLES = 3;
/**
 * Sends requests, some at once, and each until it is acknowledged. What fills it writes into `request` and calls `flush`
 * when that is full, and waits for `ready` in between.
 */
export class WriteQueue {
  request: WriteRequest;
  samples = 0;
  readonly #sender: WriteSender;
  readonly #options: WriteOptions;
  readonly #free: WriteRequest[] = [];
  readonly #sending = new Set<Promise<void>>();
  /** Bytes of a request; less than at first once the destination has found one too large. */
  #maxBytes: number;
  #failure: unknown;
  #sentFrom = 0;
  #sentSamples = 0;

  constructor(store: WriteStore, options: WriteOptions) {
    this.#sender = new WriteSender(store, options);
    this.#options = options;
    this.#maxBytes = options.maxBytes;
    this.request = this.#fresh();
  }

  /** Of bodies, compressed. */
  get bytes(): number {
    return this.#sender.bytes;
  }

  get requests(): number {
    return this.#sender.requests;
  }

  get retries(): number {
    return this.#sender.retries;
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
    if ((await this.#sender.send(request)) !== undefined) return false;
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
    const refused = await this.#sender.send(body);
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
    const refused = await this.#sender.send(part);
    if (refused === undefined) this.samples += samplesOf(part);
    else await this.#sendHalves(part, refused);
  }

  /** Where the newest sample and the oldest one are too old, so are those in between, and none of them is asked for by itself. */
  async #sendByAge(points: Points): Promise<void> {
    const { count } = points;
    const refusals: Refused[] = [];
    for (const at of [count - 1, 0]) {
      const one = points.request(at, at + 1);
      const refused = await this.#sender.send(one);
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
