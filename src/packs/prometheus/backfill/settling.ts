import { setTimeout as pause } from 'node:timers/promises';
import type { Product } from './products.ts';
import type { Compactions } from './server-settings.ts';
import type { SavedState } from './state.ts';

const LOOK_EVERY_MS = 15_000;

export interface SettlingParts {
  readonly product: Pick<Product, 'losesOnCompaction'>;
  /** undefined where the destination does not tell. */
  readonly compactions: () => Promise<Compactions | undefined>;
  /** How long after the last sample it is taken for granted, in ms. */
  readonly settle: number;
  readonly now: () => number;
}

/** Knows when a comparison is a proof for a store that may lose samples when it compacts: once it has compacted them all. */
export class Settling {
  readonly #parts: SettlingParts;

  constructor(parts: SettlingParts) {
    this.#parts = parts;
  }

  /**
   * To be asked once the last sample is acknowledged. One that is under way began before that sample came, so that another
   * one has to follow.
   * @returns `SavedState.compactionsNeeded`
   */
  async needed(): Promise<number | undefined> {
    const compactions = await this.#parts.compactions();
    return compactions && compactions.done + (compactions.isUnderWay ? 2 : 1);
  }

  /** Whether a comparison made now is a proof for good. */
  async isSettled({ copiedAt, compactionsNeeded, end }: SavedState): Promise<boolean> {
    const { product, settle, now, compactions } = this.#parts;
    if (!product.losesOnCompaction || copiedAt === undefined || now() >= copiedAt + settle) return true;
    if (compactionsNeeded === undefined) return false;
    const current = await compactions();
    return (
      current !== undefined &&
      current.done >= compactionsNeeded &&
      !current.isUnderWay &&
      // The newest part of a range may have come in order, and is compacted with the head.
      current.headFrom >= end
    );
  }

  /** Waits until a comparison is a proof for good. @throws AbortError */
  async wait(state: SavedState, stopping: AbortSignal, onWait: (until: number) => void): Promise<void> {
    const { settle, now } = this.#parts;
    const until = (state.copiedAt ?? now()) + settle;
    while (!(await this.isSettled(state))) {
      onWait(until);
      await pause(Math.max(0, Math.min(LOOK_EVERY_MS, until - now())), undefined, { signal: stopping });
    }
  }
}
