import { CLOCK, type Clock } from './clock.ts';
import { compareRange } from './compare.ts';
import type { Comparison, Resend, Sides } from './comparison.ts';
import { Digests } from './digests.ts';
import type { KeptState, MigrationParts } from './migration-parts.ts';
import { backoff, patiently } from './patience.ts';
import { halvesOf, lengthOf, type Range, without } from './ranges.ts';
import type { ReadBackStore } from './read-back.ts';
import { ReadFailure, SHORTEST_RANGE, wantsHalves } from './read-range.ts';
import type { SourceReader } from './source-reader.ts';
import { addRange } from './state.ts';
import { UncertainWrite } from './write-sender.ts';

/** How long a request that got no answer may still be worked on. */
const LATE_MS = 2000;
/** How often VictoriaMetrics is asked: it may show late, for 10 s, what it has. */
const LOOKS = 6;

/** Compares ranges, and sends again what is missing as far as that does no harm. */
export class Comparer {
  readonly comparisons: { readonly first: Comparison[]; readonly second: Comparison[] } = {
    first: [],
    second: [],
  };
  /** What the source has of the range that is copied or compared. */
  readonly expected = new Digests();
  readonly #held = new Digests();
  readonly #parts: MigrationParts;
  readonly #kept: KeptState;
  readonly #reader: SourceReader;
  /** Whether a range was sent again of which the destination goes on to show nothing. */
  #isUnseen = false;
  /** Ranges of which this run has sent samples again. */
  #sentAgain: readonly Range[] = [];
  /** When the run began, by its clock. */
  readonly #begun: number;
  /** ms that are compared at once; less than at first once an answer was too large. */
  #compared: number;

  constructor(parts: MigrationParts, kept: KeptState, reader: SourceReader) {
    this.#parts = parts;
    this.#kept = kept;
    this.#reader = reader;
    this.#compared = parts.longestCompared;
    this.#begun = this.#clock.elapsed();
  }

  get #clock(): Clock {
    return this.#parts.patience.clock ?? CLOCK;
  }

  /** Compares a range in parts, none longer than what its answers allow. */
  async inParts([from, end]: Range, compare: (part: Range) => Promise<void>): Promise<void> {
    for (let at = from; at < end; ) {
      const isShort = end - at <= this.#compared;
      const to = isShort ? end : Math.floor(at / this.#compared) * this.#compared + this.#compared;
      try {
        await compare([at, to]);
        at = to;
      } catch (error) {
        if (wantsHalves(error, [at, to]))
          this.#compared = Math.max(SHORTEST_RANGE, Math.floor((to - at) / 2));
        else if (error instanceof UncertainWrite) await this.settleUncertain([at, to], error);
        else throw error;
      }
    }
  }

  /** What a comparison works with. @param isSent whether all of the range was acknowledged */
  sides(readBack: ReadBackStore, range: Range, isSent: boolean, looks = LOOKS): Sides {
    const { relabelling, dropHistograms, queue, patience, isRefused } = this.#parts;
    return {
      isRefused,
      readBack,
      relabelling,
      dropHistograms,
      queue,
      isSent: isSent && !this.#parts.product.isIdempotent,
      resend: this.#resendOf(range, looks),
      beforeSending: () => this.#kept.noteSending([range]),
      digests: { expected: this.expected, held: this.#held },
      patiently: (attempt) => patiently(attempt, patience),
      readSource: (range, sinkFor) => this.#reader.read(range, sinkFor),
    };
  }

  /**
   * Where a sample that is sent twice is stored twice, none is sent again that was acknowledged twice in this run: what is
   * missing then is not seen, or dropped, and would be no less so after another time.
   */
  #resendOf(range: Range, looks: number): Resend | undefined {
    const { product, patience } = this.#parts;
    if (product.isIdempotent)
      return { rounds: 3, roundsUnseen: this.#isUnseen ? 0 : 1, pause: undefined, looks: 0 };
    if (lengthOf(without(range, this.#sentAgain)) < lengthOf([range])) return undefined;
    return {
      ...{ rounds: 1, roundsUnseen: 1, looks },
      pause: () => this.#clock.pause(LATE_MS, patience.stopping),
    };
  }

  /** Of a range that this run has not sent: what was sent before it is shown once it lasts long enough. */
  get #looksAtOthers(): number {
    const lasted = this.#clock.elapsed() - this.#begun;
    return Math.max(0, Math.ceil(LOOKS - lasted / LATE_MS));
  }

  /** Compares a range, and notes what was sent again. */
  async compare(sides: Sides, range: Range, digests?: Digests): Promise<Comparison> {
    const before = this.#kept.state;
    const comparison = await compareRange(range, sides, digests);
    if (comparison.sentAgain > 0) {
      this.#sentAgain = addRange(this.#sentAgain, range);
      this.#isUnseen = comparison.isUnseen;
      await this.#kept.noteSending([]);
    } else if (before !== this.#kept.state) {
      await this.#kept.restore(before);
    }
    return comparison;
  }

  /**
   * Finds out what arrived of a range, and sends the rest, until a comparison comes to its end.
   * @returns samples of the source
   */
  async settleUncertain(range: Range, cause: UncertainWrite): Promise<number> {
    const { retryFor, stopping, onRetry } = this.#parts.patience;
    const clock = this.#clock;
    const until = clock.elapsed() + retryFor;
    let reason = cause;
    for (let attempt = 0; clock.elapsed() < until; attempt++) {
      // What is still on its way has to arrive before it is looked for.
      const wait = Math.max(LATE_MS, backoff(attempt));
      onRetry?.(reason.message, wait);
      await clock.pause(wait, stopping);
      try {
        return (await this.#compareAndSend(range)).samples;
      } catch (error) {
        if (wantsHalves(error, range)) {
          let found = 0;
          for (const half of halvesOf(range)) found += await this.settleUncertain(half, reason);
          return found;
        }
        if (!(error instanceof UncertainWrite)) throw error;
        reason = error;
      }
    }
    throw new ReadFailure(reason.message, 'final');
  }

  /** Beside what others have sent, such as another program: what is missing is sent. */
  compareBeside(range: Range): Promise<Comparison> {
    return this.#compareAndSend(range, this.#looksAtOthers);
  }

  async #compareAndSend(range: Range, looks?: number): Promise<Comparison> {
    const { readBack } = this.#parts;
    if (readBack === undefined)
      throw new Error('the destination cannot be read back, so what of a slab arrived cannot be told');
    return this.compare(this.sides(readBack, range, false, looks), range);
  }

  /** Compares for the first time what is copied. @param digests of the source, where they are known */
  async compareOnce(range: Range, digests: Digests | undefined): Promise<void> {
    const { readBack, watcher } = this.#parts;
    if (readBack === undefined) return;
    const comparison = await this.compare(this.sides(readBack, range, true), range, digests);
    this.comparisons.first.push(comparison);
    watcher.compared?.(comparison, 1);
    if (comparison.unequal === 0)
      await this.#kept.save({ verified: addRange(this.#kept.state.verified, range) });
  }
}
