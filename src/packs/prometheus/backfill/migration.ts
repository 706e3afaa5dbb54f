import { setTimeout as pause } from 'node:timers/promises';
import { OtherChunks } from '../wire/series.ts';
import { type Comparison, compareRange, holdsAnything, type Sides } from './compare.ts';
import { CopySink, type Relabelling } from './copy-range.ts';
import { Digests } from './digests.ts';
import { backoff, type Patience, patiently } from './patience.ts';
import type { Product } from './products.ts';
import { lengthOf, merged, type Range, without } from './ranges.ts';
import type { ReadBackStore } from './read-back.ts';
import { ReadFailure, type ReadStore, readRange } from './read-range.ts';
import { addRange, type SavedState, type StateStore } from './state.ts';
import { UncertainWrite, type WriteQueue } from './write-queue.ts';

/** What happens on the way, for whoever shows it. */
export interface Watcher {
  copied?(state: SavedState, queue: WriteQueue): void;
  compared?(comparison: Comparison, pass: 1 | 2): void;
  waiting?(until: number): void;
}

export interface MigrationParts {
  readonly source: ReadStore;
  readonly queue: WriteQueue;
  /** Undefined where the destination cannot be read back. */
  readonly readBack: ReadBackStore | undefined;
  readonly product: Product;
  readonly relabelling: Relabelling;
  readonly dropHistograms: boolean;
  readonly stateStore: StateStore;
  readonly patience: Patience;
  /** ms. */
  readonly longestSlab: number;
  /** The destination's compactions so far; undefined where it does not tell. */
  readonly compactions: () => Promise<number | undefined>;
  readonly settle: number;
  readonly watcher: Watcher;
  readonly now: () => number;
}

const NO_HISTOGRAMS =
  'the source holds native histograms and does not hand them out (Prometheus before 2.44); upgrade it, or pass --drop-histograms';

/** The shortest range that is read at once: below it halving does not help. */
const SHORTEST_SLAB = 1000;
/** To a destination that takes any, slabs grow until one has about this many samples. */
const SAMPLES_A_SLAB = 400_000;
/** How long a request that got no answer may still be worked on. */
const LATE_MS = 2000;
/** How long a counter of compactions has to stand still. */
const STEADY_MS = 3000;
const LOOK_EVERY_MS = 15_000;

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
  readonly #parts: MigrationParts;
  #slab: number;

  constructor(parts: MigrationParts, state: SavedState) {
    this.#parts = parts;
    this.state = state;
    this.#slab = Math.min(parts.longestSlab, 15 * 60_000);
  }

  get #whole(): Range {
    return [this.state.start, this.state.end];
  }

  /** What is still to be copied, in ms. */
  get left(): number {
    return lengthOf(without(this.#whole, this.state.copied));
  }

  /** Copies what was not copied yet, oldest first, and compares each slab once. @throws what ends a run */
  async copy(): Promise<void> {
    const begun = merged(this.state.inFlight);
    for (const range of begun.flatMap((one) => without(one, this.state.copied)))
      await this.#finishBegun(range);
    await this.#compareCopied();
    for (const open of without(this.#whole, this.state.copied)) {
      let [at, end] = open;
      while (at < end) at = await this.#copySlab(at, end);
    }
  }

  /** A run that was killed may have left slabs that were copied and never compared. */
  async #compareCopied(): Promise<void> {
    const { longestSlab } = this.#parts;
    for (const open of this.state.copied.flatMap((range) => without(range, this.state.verified)))
      for (let at = open[0]; at < open[1]; ) {
        const to = Math.min(open[1], Math.floor(at / longestSlab) * longestSlab + longestSlab);
        await this.#compareOnce([at, to], undefined);
        at = to;
      }
  }

  /** Whatever of it may have arrived is not sent again where that would store it twice. */
  async #finishBegun(range: Range): Promise<void> {
    if (this.#parts.product.isIdempotent) return;
    await this.#settleUncertain(range, new UncertainWrite('the last run was interrupted'));
    await this.#save({
      copied: addRange(this.state.copied, range),
      inFlight: [],
      copiedAt: this.#parts.now(),
    });
  }

  /** @returns where the next slab begins */
  async #copySlab(at: number, end: number): Promise<number> {
    // Slabs end at multiples of their length, so that a chunk of the source is read once.
    const to = Math.min(end, Math.floor(at / this.#slab) * this.#slab + this.#slab);
    const range: Range = [at, to];
    await this.#save({ inFlight: [range] });
    const digests = new Digests();
    let isWhole = true;
    const before = this.#parts.queue.samples;
    try {
      isWhole = !(await this.#mayHold(range));
      if (isWhole) await this.#send(range, digests);
      else await this.#compareAndSend(range);
    } catch (error) {
      if (error instanceof ReadFailure && error.what === 'halve' && to - at > SHORTEST_SLAB) {
        this.#slab = Math.max(SHORTEST_SLAB, Math.floor((to - at) / 2));
        return at;
      }
      if (!(error instanceof UncertainWrite)) throw error;
      isWhole = false;
      await this.#settleUncertain(range, error);
    }
    await this.#save({
      copied: addRange(this.state.copied, range),
      inFlight: [],
      samples: this.state.samples + this.#parts.queue.samples - before,
      copiedAt: this.#parts.now(),
    });
    this.#parts.watcher.copied?.(this.state, this.#parts.queue);
    await this.#compareOnce(range, isWhole ? digests : undefined);
    this.#adapt(digests.samples, to - at);
    return to;
  }

  /** Where a sample that is sent twice is stored twice, nothing is sent before it is known that nothing is there. */
  async #mayHold(range: Range): Promise<boolean> {
    const { product, readBack } = this.#parts;
    if (product.isIdempotent || readBack === undefined) return false;
    return holdsAnything(range, this.#sides(readBack));
  }

  #adapt(samples: number, length: number): void {
    if (samples > SAMPLES_A_SLAB) this.#slab = Math.max(60_000, Math.floor(length / 2));
    else if (samples < SAMPLES_A_SLAB / 2) this.#slab = Math.min(this.#parts.longestSlab, this.#slab * 2);
  }

  /** Reads a slab and sends it. */
  async #send(range: Range, digests: Digests): Promise<void> {
    const { queue, relabelling, readBack, dropHistograms } = this.#parts;
    const sink = await this.#readSource(range, () => {
      digests.clear();
      return new CopySink(queue, digests, {
        relabelling,
        fidelity: readBack?.fidelity ?? 'exact',
        dropHistograms,
        takesHistograms: this.#parts.product.takesHistograms,
      });
    });
    this.histograms += sink.histograms;
    this.unstorable += sink.unstorable;
  }

  /**
   * Reads a range of the source until it has come as a whole and all that the sink wrote is acknowledged. What was sent of
   * an attempt that failed is sent again, where that does no harm.
   * @throws UncertainWrite where it would
   */
  #readSource(range: Range, sinkFor: () => CopySink): Promise<CopySink> {
    return patiently(() => this.#readOnce(range, sinkFor), this.#parts.patience);
  }

  async #readOnce(range: Range, sinkFor: () => CopySink, samples = false): Promise<CopySink> {
    const { source, queue, product, dropHistograms } = this.#parts;
    const sink = sinkFor();
    const sent = queue.requests;
    try {
      const { hidesHistograms } = await readRange(source, range, sink, {
        samples,
        histograms: dropHistograms ? 'skip' : 'read',
        pause: () => queue.ready(),
      });
      await queue.finish();
      if (hidesHistograms) throw new ReadFailure(NO_HISTOGRAMS, 'final');
      return sink;
    } catch (error) {
      const failed = await queue.abandon();
      if (failed !== undefined) throw failed;
      if (error instanceof OtherChunks && (product.isIdempotent || queue.requests === sent))
        return this.#readOnce(range, sinkFor, true);
      const isRead = (error instanceof ReadFailure && error.what !== 'final') || error instanceof OtherChunks;
      if (isRead && queue.requests > sent && !product.isIdempotent) throw new UncertainWrite(error.message);
      throw error;
    }
  }

  #sides(readBack: ReadBackStore): Sides {
    const { relabelling, dropHistograms, queue, patience } = this.#parts;
    return {
      readBack,
      relabelling,
      dropHistograms,
      queue,
      patiently: (attempt) => patiently(attempt, patience),
      readSource: (range, sinkFor) => this.#readSource(range, sinkFor),
    };
  }

  /** Finds out what arrived of a range, and sends the rest, until a comparison comes to its end. */
  async #settleUncertain(range: Range, cause: UncertainWrite): Promise<void> {
    const { retryFor, stopping, onRetry } = this.#parts.patience;
    const until = performance.now() + retryFor;
    let reason = cause;
    for (let attempt = 0; performance.now() < until; attempt++) {
      // What is still on its way has to arrive before it is looked for.
      const wait = Math.max(LATE_MS, backoff(attempt));
      onRetry?.(reason.message, wait);
      await pause(wait, undefined, { signal: stopping });
      try {
        await this.#compareAndSend(range);
        return;
      } catch (error) {
        if (!(error instanceof UncertainWrite)) throw error;
        reason = error;
      }
    }
    throw new ReadFailure(reason.message, 'final');
  }

  async #compareAndSend(range: Range): Promise<Comparison> {
    const { readBack } = this.#parts;
    if (readBack === undefined)
      throw new Error('the destination cannot be read back, so what of a slab arrived cannot be told');
    return compareRange(range, this.#sides(readBack));
  }

  async #compareOnce(range: Range, digests: Digests | undefined): Promise<void> {
    const { readBack, watcher } = this.#parts;
    if (readBack === undefined) return;
    const comparison = await compareRange(range, this.#sides(readBack), digests);
    this.comparisons.first.push(comparison);
    watcher.compared?.(comparison, 1);
    if (comparison.unequal === 0) await this.#save({ verified: addRange(this.state.verified, range) });
  }

  /**
   * Compares once more what is not yet proven for good.
   * @returns whether something had to be sent again, which is then only as sure as after the first comparison
   */
  async verify(): Promise<boolean> {
    const { readBack, longestSlab, product } = this.#parts;
    if (readBack === undefined) return false;
    // Asked first: a compaction while the ranges are compared makes no proof of what was compared before it.
    const isProof = await this.isSettled();
    let sentAgain = 0;
    for (const open of this.state.copied.flatMap((range) => without(range, this.state.settled)))
      for (let at = open[0]; at < open[1]; ) {
        const to = Math.min(open[1], Math.floor(at / longestSlab) * longestSlab + longestSlab);
        sentAgain += await this.#compareAgain([at, to], readBack, isProof);
        at = to;
      }
    if (sentAgain > 0 && product.losesOnCompaction) {
      await this.#save({ copiedAt: this.#parts.now() });
      await this.noteCompactions();
    }
    return sentAgain > 0;
  }

  /** @returns samples that were sent again */
  async #compareAgain(range: Range, readBack: ReadBackStore, isProof: boolean): Promise<number> {
    const { watcher, product } = this.#parts;
    const comparison = await compareRange(range, this.#sides(readBack));
    this.comparisons.second.push(comparison);
    watcher.compared?.(comparison, 2);
    const isEqual = comparison.unequal === 0;
    // What was sent just now can be lost in the next compaction like all before it.
    const isForGood = isProof && (comparison.sentAgain === 0 || !product.losesOnCompaction);
    const { verified, settled } = this.state;
    await this.#save({
      verified: isEqual ? addRange(verified, range) : verified.flatMap((one) => without(one, [range])),
      ...(isEqual && isForGood && { settled: addRange(settled, range) }),
    });
    return comparison.sentAgain;
  }

  /**
   * Waits until the destination has compacted what was written, or the time to settle is over: only then is a comparison
   * a proof for a store that may lose samples when it compacts.
   */
  async waitUntilSettled(): Promise<void> {
    const { settle, patience, watcher, now, product, compactions } = this.#parts;
    if (!product.losesOnCompaction) return;
    const until = (this.state.copiedAt ?? now()) + settle;
    let seen: number | undefined;
    while (now() < until) {
      const isSettled = await this.isSettled();
      const current = await compactions();
      // A counter that still rises is that of a compaction under way.
      if (isSettled && current === seen) return;
      seen = current;
      watcher.waiting?.(until);
      const wait = isSettled ? STEADY_MS : LOOK_EVERY_MS;
      await pause(Math.max(0, Math.min(wait, until - now())), undefined, {
        signal: patience.stopping,
      });
    }
  }

  /** Compares everything once more, whatever was proven before: data can vanish after a good proof. */
  forgetProofs(): void {
    this.state = { ...this.state, settled: [] };
  }

  /** Whether a comparison made now is a proof for good. */
  async isSettled(): Promise<boolean> {
    const { product, settle, now, compactions } = this.#parts;
    const { copiedAt, compactions: before } = this.state;
    if (!product.losesOnCompaction || copiedAt === undefined || now() >= copiedAt + settle) return true;
    const current = await compactions();
    return before !== undefined && current !== undefined && current > before;
  }

  async noteCompactions(): Promise<void> {
    const compactions = await this.#parts.compactions();
    if (compactions !== undefined) await this.#save({ compactions });
  }

  async #save(change: Partial<SavedState>): Promise<void> {
    this.state = { ...this.state, ...change };
    await this.#parts.stateStore.save(this.state);
  }
}
