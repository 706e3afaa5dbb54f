import type { Comparer } from './comparer.ts';
import { CopySink } from './copy-range.ts';
import type { Digests } from './digests.ts';
import type { KeptState, MigrationParts } from './migration-parts.ts';
import { patiently } from './patience.ts';
import { lengthOf, type Range } from './ranges.ts';
import { holdsAnything } from './read-back.ts';
import { type RangeRead, SHORTEST_RANGE, wantsHalves } from './read-range.ts';
import type { SourceReader } from './source-reader.ts';
import { addRange } from './state.ts';
import { UncertainWrite } from './write-sender.ts';

/** To a destination that takes any, slabs grow until one has about this many samples. */
const SAMPLES_A_SLAB = 400_000;

/** Copies slabs, whose length adapts, and compares each once. */
export class SlabCopier {
  /** Samples that were read but cannot be held by the destination (NaN in a store that rounds). */
  unstorable = 0;
  histograms = 0;
  readonly #parts: MigrationParts;
  readonly #kept: KeptState;
  readonly #reader: SourceReader;
  readonly #comparer: Comparer;
  #slab: number;

  constructor(parts: MigrationParts, kept: KeptState, reader: SourceReader, comparer: Comparer) {
    this.#parts = parts;
    this.#kept = kept;
    this.#reader = reader;
    this.#comparer = comparer;
    this.#slab = Math.min(parts.longestSlab, 15 * 60_000);
  }

  /** Takes a slab that an earlier run began for copied: whatever of it may have arrived is not sent again where that would store it twice. */
  async finishBegun(range: Range): Promise<void> {
    if (this.#parts.product.isIdempotent) return;
    const found = await this.#comparer.settleUncertain(
      range,
      new UncertainWrite('the last run was interrupted'),
    );
    await this.#kept.save({
      copied: addRange(this.#kept.state.copied, range),
      inFlight: [],
      samples: this.#kept.state.samples + found,
      copiedAt: this.#parts.now(),
    });
  }

  /** Copies and compares one slab. @param end of what is to be copied @returns where the next slab begins */
  async copySlab(at: number, end: number): Promise<number> {
    // Slabs end at multiples of their length, so that a chunk of the source is read once.
    const to = Math.min(end, Math.floor(at / this.#slab) * this.#slab + this.#slab);
    const range: Range = [at, to];
    await this.#kept.save({ inFlight: [range], compactionsNeeded: undefined });
    const digests = this.#comparer.expected;
    digests.clear();
    let read: RangeRead | undefined;
    let found: number | undefined;
    const unstorable = this.unstorable;
    try {
      if (await this.#mayHold(range)) found = (await this.#comparer.compareBeside(range)).samples;
      else read = await this.#send(range, digests);
    } catch (error) {
      if (wantsHalves(error, range)) {
        this.#slab = Math.max(SHORTEST_RANGE, Math.floor((to - at) / 2));
        return at;
      }
      if (!(error instanceof UncertainWrite)) throw error;
      found = await this.#comparer.settleUncertain(range, error);
    }
    found ??= digests.samples + this.unstorable - unstorable;
    await this.#kept.save({
      copied: addRange(this.#kept.state.copied, range),
      inFlight: [],
      samples: this.#kept.state.samples + found,
      copiedAt: this.#parts.now(),
    });
    this.#parts.watcher.copied?.(this.#kept.state, this.#parts.queue);
    this.#adapt(digests.samples, to - at);
    const known = read !== undefined && (await this.#isKnown(range, read)) ? digests : undefined;
    await this.#comparer.inParts(range, (part) =>
      this.#comparer.compareOnce(part, lengthOf([part]) === to - at ? known : undefined),
    );
    return to;
  }

  /** Where a sample that is sent twice is stored twice, nothing is sent before it is known that nothing is there. */
  async #mayHold(range: Range): Promise<boolean> {
    const { product, readBack, patience } = this.#parts;
    if (product.isIdempotent || readBack === undefined) return false;
    return holdsAnything(range, readBack, (attempt) => patiently(attempt, patience));
  }

  #adapt(samples: number, length: number): void {
    if (samples > SAMPLES_A_SLAB) this.#slab = Math.max(60_000, Math.floor(length / 2));
    else if (samples < SAMPLES_A_SLAB / 2) this.#slab = Math.min(this.#parts.longestSlab, this.#slab * 2);
  }

  /**
   * Whether what was sent is what the source has. An answer that ended between two frames looked whole: what proves has to
   * ask the source once more. Where compactions lose samples, a second comparison does.
   */
  async #isKnown(range: Range, read: RangeRead): Promise<boolean> {
    if (this.#parts.product.losesOnCompaction) return true;
    return !this.#comparer.expected.isOverfull && this.#reader.answersAlike(range, read);
  }

  /** Reads a slab and sends it. */
  async #send(range: Range, digests: Digests): Promise<RangeRead> {
    const { queue, relabelling, readBack, dropHistograms } = this.#parts;
    const read = await this.#reader.read(range, () => {
      digests.clear();
      return new CopySink(queue, digests, {
        relabelling,
        fidelity: readBack?.fidelity ?? 'exact',
        dropHistograms,
        takesHistograms: this.#parts.product.takesHistograms,
      });
    });
    this.histograms += read.sink.histograms;
    this.unstorable += read.sink.unstorable;
    return read;
  }
}
