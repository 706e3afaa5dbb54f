import { CLOCK, type Clock } from './clock.ts';
import { compareRange } from './compare.ts';
import type { Comparison, Resend, Sides } from './comparison.ts';
import { CopySink, type Relabelling } from './copy-range.ts';
import { Digests } from './digests.ts';
import { backoff, patiently } from './patience.ts';
import type { Product } from './products.ts';
import { halvesOf, lengthOf, merged, type Range, within, without } from './ranges.ts';
import { holdsAnything, type ReadBackStore } from './read-back.ts';
import { ReadFailure, SHORTEST_RANGE, wantsHalves } from './read-range.ts';
import { Settling, type SettlingParts } from './settling.ts';
import { type SourceParts, SourceReader } from './source-reader.ts';
import { addRange, covers, provenIn, type SavedState, type StateStore } from './state.ts';
import type { WriteQueue } from './write-queue.ts';
import { UncertainWrite } from './write-sender.ts';

/** What happens on the way, for whoever shows it. */
export interface Watcher {
  copied?(state: SavedState, queue: WriteQueue): void;
  compared?(comparison: Comparison, pass: 1 | 2): void;
  waiting?(until: number): void;
}

export interface MigrationParts extends SourceParts, SettlingParts {
  /** Undefined where the destination cannot be read back. */
  readonly readBack: ReadBackStore | undefined;
  readonly product: Product;
  readonly relabelling: Relabelling;
  /** Whether a sample was refused in this run, and is not to be sent again. */
  readonly isRefused?: Sides['isRefused'];
  readonly stateStore: StateStore;
  /** The longest range that is copied at once, in ms, and the longest that is compared. */
  readonly longestSlab: number;
  readonly longestCompared: number;
  readonly watcher: Watcher;
}

/** To a destination that takes any, slabs grow until one has about this many samples. */
const SAMPLES_A_SLAB = 400_000;
/** How long a request that got no answer may still be worked on. */
const LATE_MS = 2000;
/** How often VictoriaMetrics is asked: it may show late, for 10 s, what it has. */
const LOOKS = 6;

/** Carries a range from one store to another: copies it slab by slab, and compares what arrived. */
export class Migration {
  state: SavedState;
  /** Samples that were read but cannot be held by the destination (NaN in a store that rounds). */
  unstorable = 0;
  histograms = 0;
  readonly comparisons: { readonly first: Comparison[]; readonly second: Comparison[] } = {
    first: [],
    second: [],
  };
  readonly parts: MigrationParts;
  /** What this run is asked for; its state may hold more. */
  readonly range: Range;
  readonly #reader: SourceReader;
  readonly #settling: Settling;
  readonly #expected = new Digests();
  readonly #held = new Digests();
  /** Whether a range was sent again of which the destination goes on to show nothing. */
  #isUnseen = false;
  /** Ranges of which this run has sent samples again. */
  #sentAgain: readonly Range[] = [];
  #slab: number;
  /** When the run began, by its clock. */
  readonly #begun: number;
  /** ms that are compared at once; less than at first once an answer was too large. */
  #compared: number;

  constructor(parts: MigrationParts, state: SavedState, range: Range = [state.start, state.end]) {
    this.parts = parts;
    this.range = range;
    this.#reader = new SourceReader(parts);
    this.#settling = new Settling(parts);
    this.state = state;
    this.#slab = Math.min(parts.longestSlab, 15 * 60_000);
    this.#compared = parts.longestCompared;
    this.#begun = this.#clock.elapsed();
  }

  get #clock(): Clock {
    return this.parts.patience.clock ?? CLOCK;
  }

  /** The metrics whose native histograms were not sent, as --drop-histograms asks. */
  get leftOut(): readonly string[] {
    return [...this.#reader.leftOut].sort();
  }

  /** What is still to be copied, in ms. */
  get left(): number {
    return lengthOf(without(this.range, this.state.copied));
  }

  /** Whether any of it is copied. */
  get hasCopied(): boolean {
    return within(this.state.copied, this.range).length > 0;
  }

  /** Whether all of it was read back and found equal. */
  get isVerifiedOnce(): boolean {
    return covers(this.state.verified, this.range);
  }

  /** Whether a comparison of all of it is a proof for good. */
  get isProven(): boolean {
    return covers(provenIn(this.state), this.range);
  }

  /** Samples that the comparisons of this run found in the source. */
  get compared(): number {
    const { first, second } = this.comparisons;
    return [...first, ...second].reduce((sum, { samples }) => sum + samples, 0);
  }

  /** Whether the source has nothing of what is asked for, as far as this run and those before it have looked. */
  get hasFoundNothing(): boolean {
    if (this.compared > 0) return false;
    const { first, second } = this.comparisons;
    return (
      this.state.samples === 0 ||
      covers(
        [...first, ...second].map(({ range }) => range),
        this.range,
      )
    );
  }

  get hasCompared(): boolean {
    return this.comparisons.first.length + this.comparisons.second.length > 0;
  }

  /** Takes the state over, before anything is sent. @throws NotKept */
  begin(): Promise<void> {
    return this.#save({});
  }

  /** Copies what was not copied yet, oldest first, and compares each slab once. @throws what ends a run */
  async copy(): Promise<void> {
    const begun = merged(this.state.inFlight);
    for (const range of begun.flatMap((one) => without(one, this.state.copied)))
      await this.#finishBegun(range);
    await this.#compareCopied();
    for (const open of without(this.range, this.state.copied)) {
      let [at, end] = open;
      while (at < end) at = await this.#copySlab(at, end);
    }
  }

  /** A run that was killed may have left slabs that were copied and never compared. */
  async #compareCopied(): Promise<void> {
    for (const open of this.#copiedWithout(this.state.verified))
      await this.#inParts(open, (part) => this.#compareOnce(part, undefined));
  }

  #copiedWithout(taken: readonly Range[]): readonly Range[] {
    return within(this.state.copied, this.range).flatMap((range) => without(range, taken));
  }

  /** Compares a range in parts, none longer than what its answers allow. */
  async #inParts([from, end]: Range, compare: (part: Range) => Promise<void>): Promise<void> {
    for (let at = from; at < end; ) {
      const isShort = end - at <= this.#compared;
      const to = isShort ? end : Math.floor(at / this.#compared) * this.#compared + this.#compared;
      try {
        await compare([at, to]);
        at = to;
      } catch (error) {
        if (wantsHalves(error, [at, to]))
          this.#compared = Math.max(SHORTEST_RANGE, Math.floor((to - at) / 2));
        else if (error instanceof UncertainWrite) await this.#settleUncertain([at, to], error);
        else throw error;
      }
    }
  }

  /** Whatever of it may have arrived is not sent again where that would store it twice. */
  async #finishBegun(range: Range): Promise<void> {
    if (this.parts.product.isIdempotent) return;
    const found = await this.#settleUncertain(range, new UncertainWrite('the last run was interrupted'));
    await this.#save({
      copied: addRange(this.state.copied, range),
      inFlight: [],
      samples: this.state.samples + found,
      copiedAt: this.parts.now(),
    });
  }

  /** @returns where the next slab begins */
  async #copySlab(at: number, end: number): Promise<number> {
    // Slabs end at multiples of their length, so that a chunk of the source is read once.
    const to = Math.min(end, Math.floor(at / this.#slab) * this.#slab + this.#slab);
    const range: Range = [at, to];
    await this.#save({ inFlight: [range], compactionsNeeded: undefined });
    const digests = this.#expected;
    digests.clear();
    let isWhole = true;
    let found: number | undefined;
    const unstorable = this.unstorable;
    try {
      isWhole = !(await this.#mayHold(range));
      if (isWhole) await this.#send(range, digests);
      else found = (await this.#compareAndSend(range, this.#looksAtOthers)).samples;
    } catch (error) {
      if (wantsHalves(error, range)) {
        this.#slab = Math.max(SHORTEST_RANGE, Math.floor((to - at) / 2));
        return at;
      }
      if (!(error instanceof UncertainWrite)) throw error;
      isWhole = false;
      found = await this.#settleUncertain(range, error);
    }
    found ??= digests.samples + this.unstorable - unstorable;
    await this.#save({
      copied: addRange(this.state.copied, range),
      inFlight: [],
      samples: this.state.samples + found,
      copiedAt: this.parts.now(),
    });
    this.parts.watcher.copied?.(this.state, this.parts.queue);
    this.#adapt(digests.samples, to - at);
    // An answer that ended between two frames looked whole to the copy: what proves has to read the source once more.
    const known = isWhole && this.parts.product.losesOnCompaction ? digests : undefined;
    await this.#inParts(range, (part) =>
      this.#compareOnce(part, lengthOf([part]) === to - at ? known : undefined),
    );
    return to;
  }

  /** Where a sample that is sent twice is stored twice, nothing is sent before it is known that nothing is there. */
  async #mayHold(range: Range): Promise<boolean> {
    const { product, readBack, patience } = this.parts;
    if (product.isIdempotent || readBack === undefined) return false;
    return holdsAnything(range, readBack, (attempt) => patiently(attempt, patience));
  }

  #adapt(samples: number, length: number): void {
    if (samples > SAMPLES_A_SLAB) this.#slab = Math.max(60_000, Math.floor(length / 2));
    else if (samples < SAMPLES_A_SLAB / 2) this.#slab = Math.min(this.parts.longestSlab, this.#slab * 2);
  }

  /** Reads a slab and sends it. */
  async #send(range: Range, digests: Digests): Promise<void> {
    const { queue, relabelling, readBack, dropHistograms } = this.parts;
    const sink = await this.#reader.read(range, () => {
      digests.clear();
      return new CopySink(queue, digests, {
        relabelling,
        fidelity: readBack?.fidelity ?? 'exact',
        dropHistograms,
        takesHistograms: this.parts.product.takesHistograms,
      });
    });
    this.histograms += sink.histograms;
    this.unstorable += sink.unstorable;
  }

  /** @param isSent whether all of the range was acknowledged */
  #sides(readBack: ReadBackStore, range: Range, isSent: boolean, looks = LOOKS): Sides {
    const { relabelling, dropHistograms, queue, patience, isRefused } = this.parts;
    return {
      isRefused,
      readBack,
      relabelling,
      dropHistograms,
      queue,
      isSent: isSent && !this.parts.product.isIdempotent,
      resend: this.#resendOf(range, looks),
      beforeSending: () => this.#noteSending([range]),
      digests: { expected: this.#expected, held: this.#held },
      patiently: (attempt) => patiently(attempt, patience),
      readSource: (range, sinkFor) => this.#reader.read(range, sinkFor),
    };
  }

  /**
   * Where a sample that is sent twice is stored twice, none is sent again that was acknowledged twice in this run: what is
   * missing then is not seen, or dropped, and would be no less so after another time.
   */
  #resendOf(range: Range, looks: number): Resend | undefined {
    const { product, patience } = this.parts;
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

  async #compare(sides: Sides, range: Range, digests?: Digests): Promise<Comparison> {
    const before = this.state;
    const comparison = await compareRange(range, sides, digests);
    if (comparison.sentAgain > 0) {
      this.#sentAgain = addRange(this.#sentAgain, range);
      this.#isUnseen = comparison.isUnseen;
      await this.#noteSending([]);
    } else if (before !== this.state) {
      this.state = before;
      await this.#save({});
    }
    return comparison;
  }

  /**
   * What is sent again can be lost in the next compaction like all before it. Kept before it is sent, as a run may be killed
   * at once behind that.
   */
  async #noteSending(ranges: readonly Range[]): Promise<void> {
    const { settled } = this.state;
    await this.#save({
      copiedAt: this.parts.now(),
      compactionsNeeded: undefined,
      settled: this.parts.product.losesOnCompaction
        ? settled.flatMap((one) => without(one, ranges))
        : settled,
    });
  }

  /** Sends by a function what an earlier run could not. */
  async sendKept(send: () => Promise<void>): Promise<void> {
    const { queue } = this.parts;
    const before = this.state;
    await this.#noteSending([]);
    await send();
    if (queue.samples > 0) return this.noteCompactions();
    this.state = before;
    await this.#save({});
  }

  /**
   * Finds out what arrived of a range, and sends the rest, until a comparison comes to its end.
   * @returns samples of the source
   */
  async #settleUncertain(range: Range, cause: UncertainWrite): Promise<number> {
    const { retryFor, stopping, onRetry } = this.parts.patience;
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
          for (const half of halvesOf(range)) found += await this.#settleUncertain(half, reason);
          return found;
        }
        if (!(error instanceof UncertainWrite)) throw error;
        reason = error;
      }
    }
    throw new ReadFailure(reason.message, 'final');
  }

  async #compareAndSend(range: Range, looks?: number): Promise<Comparison> {
    const { readBack } = this.parts;
    if (readBack === undefined)
      throw new Error('the destination cannot be read back, so what of a slab arrived cannot be told');
    return this.#compare(this.#sides(readBack, range, false, looks), range);
  }

  async #compareOnce(range: Range, digests: Digests | undefined): Promise<void> {
    const { readBack, watcher } = this.parts;
    if (readBack === undefined) return;
    const comparison = await this.#compare(this.#sides(readBack, range, true), range, digests);
    this.comparisons.first.push(comparison);
    watcher.compared?.(comparison, 1);
    if (comparison.unequal === 0) await this.#save({ verified: addRange(this.state.verified, range) });
  }

  /**
   * Compares once more what is not yet proven for good, or everything: data can vanish after a good proof.
   * @returns whether something had to be sent again, which is then only as sure as after the first comparison
   */
  async verify(what: 'unproven' | 'everything'): Promise<boolean> {
    const { readBack } = this.parts;
    if (readBack === undefined) return false;
    if (!this.hasCopied) {
      await this.#compareUncopied(readBack);
      return false;
    }
    // Asked first: a compaction while the ranges are compared makes no proof of what was compared before it.
    const isProof = await this.#settling.isSettled({ ...this.state, end: this.range[1] });
    let sentAgain = 0;
    for (const open of this.#copiedWithout(what === 'everything' ? [] : this.state.settled))
      await this.#inParts(open, async (part) => {
        sentAgain += await this.#compareAgain(part, readBack, isProof);
      });
    if (sentAgain > 0) await this.noteCompactions();
    return sentAgain > 0;
  }

  /**
   * Compares what no run has copied, as another program may have. Nothing is sent, and unless all of it is there, nothing is
   * marked as copied.
   */
  async #compareUncopied(readBack: ReadBackStore): Promise<void> {
    const { watcher, now } = this.parts;
    const copiedAt = now();
    const isProof = await this.#settling.isSettled({ ...this.state, copiedAt, end: this.range[1] });
    let samples = 0;
    let isEqual = true;
    await this.#inParts(this.range, async (part) => {
      const comparison = await compareRange(part, {
        ...this.#sides(readBack, part, false),
        resend: undefined,
      });
      this.comparisons.second.push(comparison);
      watcher.compared?.(comparison, 2);
      samples += comparison.samples;
      isEqual &&= comparison.unequal === 0;
    });
    if (!isEqual) return;
    const { copied, verified, settled } = this.state;
    await this.#save({
      copied: addRange(copied, this.range),
      verified: addRange(verified, this.range),
      settled: isProof ? addRange(settled, this.range) : settled,
      samples: this.state.samples + samples,
      copiedAt,
    });
  }

  /** @returns samples that were sent again */
  async #compareAgain(range: Range, readBack: ReadBackStore, isProof: boolean): Promise<number> {
    const { watcher, product } = this.parts;
    const comparison = await this.#compare(this.#sides(readBack, range, true), range);
    this.comparisons.second.push(comparison);
    watcher.compared?.(comparison, 2);
    const { verified, settled } = this.state;
    const isEqual = comparison.unequal === 0;
    // What was sent just now can be lost in the next compaction like all before it.
    const isForGood =
      (isProof || covers(settled, range)) && (comparison.sentAgain === 0 || !product.losesOnCompaction);
    const withRange = (ranges: readonly Range[], holds: boolean): readonly Range[] =>
      holds ? addRange(ranges, range) : ranges.flatMap((one) => without(one, [range]));
    await this.#save({
      verified: withRange(verified, isEqual),
      settled: withRange(settled, isEqual && isForGood),
    });
    return comparison.sentAgain;
  }

  /** Waits until a comparison is a proof for good. */
  async waitUntilSettled(): Promise<void> {
    const { patience, watcher } = this.parts;
    await this.#settling.wait({ ...this.state, end: this.range[1] }, patience.stopping, (until) =>
      watcher.waiting?.(until),
    );
  }

  /** To be called once the last sample is acknowledged. */
  async noteCompactions(): Promise<void> {
    const compactionsNeeded = await this.#settling.needed();
    if (compactionsNeeded !== undefined) await this.#save({ compactionsNeeded });
  }

  async #save(change: Partial<SavedState>): Promise<void> {
    this.state = { ...this.state, ...change };
    await this.parts.stateStore.save(this.state);
  }
}
