import type { Comparison, Sides } from './comparison.ts';
import type { Relabelling } from './copy-range.ts';
import type { Product } from './products.ts';
import { type Range, without } from './ranges.ts';
import type { ReadBackStore } from './read-back.ts';
import type { SettlingParts } from './settling.ts';
import type { SourceParts } from './source-reader.ts';
import type { SavedState, StateStore } from './state.ts';
import type { WriteQueue } from './write-queue.ts';

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

/** The state of a migration, kept with each change. */
export class KeptState {
  state: SavedState;
  readonly #parts: Pick<MigrationParts, 'stateStore' | 'product' | 'now'>;

  constructor(parts: Pick<MigrationParts, 'stateStore' | 'product' | 'now'>, state: SavedState) {
    this.#parts = parts;
    this.state = state;
  }

  /** @throws NotKept */
  async save(change: Partial<SavedState>): Promise<void> {
    this.state = { ...this.state, ...change };
    await this.#parts.stateStore.save(this.state);
  }

  /** Takes back what was noted for nothing. @throws NotKept */
  async restore(before: SavedState): Promise<void> {
    this.state = before;
    await this.save({});
  }

  /**
   * What is sent again can be lost in the next compaction like all before it. Kept before it is sent, as a run may be killed
   * at once behind that.
   */
  async noteSending(ranges: readonly Range[]): Promise<void> {
    const { settled } = this.state;
    await this.save({
      copiedAt: this.#parts.now(),
      compactionsNeeded: undefined,
      settled: this.#parts.product.losesOnCompaction
        ? settled.flatMap((one) => without(one, ranges))
        : settled,
    });
  }
}
