import { compareRange } from './compare.ts';
import { Comparer } from './comparer.ts';
import { KeptState, type MigrationParts } from './migration-parts.ts';
import { lengthOf, merged, type Range, within, without } from './ranges.ts';
import type { ReadBackStore } from './read-back.ts';
import { Settling } from './settling.ts';
import { SlabCopier } from './slab-copier.ts';
import { SourceReader } from './source-reader.ts';
import { addRange, covers, provenIn, type SavedState } from './state.ts';

/** Carries a range from one store to another: copies it slab by slab, and compares what arrived. */
export class Migration {
  readonly parts: MigrationParts;
  /** What this run is asked for; its state may hold more. */
  readonly range: Range;
  readonly #kept: KeptState;
  readonly #reader: SourceReader;
  readonly #settling: Settling;
  readonly #comparer: Comparer;
  readonly #copier: SlabCopier;

  constructor(parts: MigrationParts, state: SavedState, range: Range = [state.start, state.end]) {
    this.parts = parts;
    this.range = range;
    this.#kept = new KeptState(parts, state);
    this.#reader = new SourceReader(parts);
    this.#settling = new Settling(parts);
    this.#comparer = new Comparer(parts, this.#kept, this.#reader);
    this.#copier = new SlabCopier(parts, this.#kept, this.#reader, this.#comparer);
  }

  get state(): SavedState {
    return this.#kept.state;
  }

  get comparisons(): Comparer['comparisons'] {
    return this.#comparer.comparisons;
  }

  get histograms(): number {
    return this.#copier.histograms;
  }

  /** Samples that were read but cannot be held by the destination. */
  get unstorable(): number {
    return this.#copier.unstorable;
  }

  /** The metrics whose native histograms were not sent, as --drop-histograms asks. */
  get leftOut(): readonly string[] {
    return [...this.#reader.leftOut].sort();
  }

  /** What is still to be copied, in ms. */
  get left(): number {
    return lengthOf(without(this.range, this.#kept.state.copied));
  }

  /** Whether any of it is copied. */
  get hasCopied(): boolean {
    return within(this.#kept.state.copied, this.range).length > 0;
  }

  /** Whether all of it was read back and found equal. */
  get isVerifiedOnce(): boolean {
    return covers(this.#kept.state.verified, this.range);
  }

  /** Whether a comparison of all of it is a proof for good. */
  get isProven(): boolean {
    return covers(provenIn(this.#kept.state), this.range);
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
      this.#kept.state.samples === 0 ||
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
    return this.#kept.save({});
  }

  /** Copies what was not copied yet, oldest first, and compares each slab once. @throws what ends a run */
  async copy(): Promise<void> {
    const begun = merged(this.#kept.state.inFlight);
    for (const range of begun.flatMap((one) => without(one, this.#kept.state.copied)))
      await this.#copier.finishBegun(range);
    await this.#compareCopied();
    for (const open of without(this.range, this.#kept.state.copied)) {
      let [at, end] = open;
      while (at < end) at = await this.#copier.copySlab(at, end);
    }
  }

  /** A run that was killed may have left slabs that were copied and never compared. */
  async #compareCopied(): Promise<void> {
    for (const open of this.#copiedWithout(this.#kept.state.verified))
      await this.#comparer.inParts(open, (part) => this.#comparer.compareOnce(part, undefined));
  }

  #copiedWithout(taken: readonly Range[]): readonly Range[] {
    return within(this.#kept.state.copied, this.range).flatMap((range) => without(range, taken));
  }

  /** Sends by a function what an earlier run could not. */
  async sendKept(send: () => Promise<void>): Promise<void> {
    const { queue } = this.parts;
    const before = this.#kept.state;
    await this.#kept.noteSending([]);
    await send();
    if (queue.samples > 0) return this.noteCompactions();
    await this.#kept.restore(before);
  }

  /**
   * Compares once more what is not yet proven for good, or everything: data can vanish after a good proof.
   * @param allowsEmpty whether a source without samples proves anything
   * @returns whether something had to be sent again, which is then only as sure as after the first comparison
   */
  async verify(what: 'unproven' | 'everything', allowsEmpty = false): Promise<boolean> {
    const { readBack } = this.parts;
    if (readBack === undefined) return false;
    if (!this.hasCopied) {
      await this.#compareUncopied(readBack, allowsEmpty);
      return false;
    }
    // Asked first: a compaction while the ranges are compared makes no proof of what was compared before it.
    const isProof = await this.#settling.isSettled({ ...this.#kept.state, end: this.range[1] });
    let sentAgain = 0;
    for (const open of this.#copiedWithout(what === 'everything' ? [] : this.#kept.state.settled))
      await this.#comparer.inParts(open, async (part) => {
        sentAgain += await this.#compareAgain(part, readBack, isProof);
      });
    if (sentAgain > 0) await this.noteCompactions();
    return sentAgain > 0;
  }

  /**
   * Compares what no run has copied, as another program may have. Nothing is sent, and unless all of it is there, nothing is
   * marked as copied.
   */
  async #compareUncopied(readBack: ReadBackStore, allowsEmpty: boolean): Promise<void> {
    const { watcher, now } = this.parts;
    const copiedAt = now();
    const isProof = await this.#settling.isSettled({ ...this.#kept.state, copiedAt, end: this.range[1] });
    let samples = 0;
    let isEqual = true;
    await this.#comparer.inParts(this.range, async (part) => {
      const comparison = await compareRange(part, {
        ...this.#comparer.sides(readBack, part, false),
        resend: undefined,
      });
      this.comparisons.second.push(comparison);
      watcher.compared?.(comparison, 2);
      samples += comparison.samples;
      isEqual &&= comparison.unequal === 0;
    });
    if (!isEqual || (samples === 0 && !allowsEmpty)) return;
    const { copied, verified, settled } = this.#kept.state;
    await this.#kept.save({
      copied: addRange(copied, this.range),
      verified: addRange(verified, this.range),
      settled: isProof ? addRange(settled, this.range) : settled,
      samples: this.#kept.state.samples + samples,
      copiedAt,
    });
  }

  /** @returns samples that were sent again */
  async #compareAgain(range: Range, readBack: ReadBackStore, isProof: boolean): Promise<number> {
    const { watcher, product } = this.parts;
    const comparison = await this.#comparer.compare(this.#comparer.sides(readBack, range, true), range);
    this.comparisons.second.push(comparison);
    watcher.compared?.(comparison, 2);
    const { verified, settled } = this.#kept.state;
    const isEqual = comparison.unequal === 0;
    // What was sent just now can be lost in the next compaction like all before it.
    const isForGood =
      (isProof || covers(settled, range)) && (comparison.sentAgain === 0 || !product.losesOnCompaction);
    const withRange = (ranges: readonly Range[], holds: boolean): readonly Range[] =>
      holds ? addRange(ranges, range) : ranges.flatMap((one) => without(one, [range]));
    await this.#kept.save({
      verified: withRange(verified, isEqual),
      settled: withRange(settled, isEqual && isForGood),
    });
    return comparison.sentAgain;
  }

  /** Waits until a comparison is a proof for good. */
  async waitUntilSettled(): Promise<void> {
    const { patience, watcher } = this.parts;
    await this.#settling.wait({ ...this.#kept.state, end: this.range[1] }, patience.stopping, (until) =>
      watcher.waiting?.(until),
    );
  }

  /** To be called once the last sample is acknowledged. */
  async noteCompactions(): Promise<void> {
    const compactionsNeeded = await this.#settling.needed();
    if (compactionsNeeded !== undefined) await this.#kept.save({ compactionsNeeded });
  }
}
