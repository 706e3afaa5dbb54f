import { CopySink } from './copy-range.ts';
import { Digests } from './digests.ts';
import { type Patience, patiently } from './patience.ts';
import type { Range } from './ranges.ts';
import { type ReadStore, readRange, wantsHalves } from './read-range.ts';

interface CountOptions {
  readonly drop: ReadonlySet<string>;
  /** The longest range that is read at once, in ms. */
  readonly longest: number;
  readonly patience: Patience;
}

/** Counts what a copy of a range would send; `samples` has the histograms in it. @throws ReadFailure */
export async function countIn(
  source: ReadStore,
  [from, to]: Range,
  { drop, longest, patience }: CountOptions,
): Promise<{ samples: number; histograms: number }> {
  const digests = new Digests();
  const counts = { samples: 0, histograms: 0 };
  let length = longest;
  for (let at = from; at < to; ) {
    const range: Range = [at, Math.min(at + length, to)];
    try {
      const { sink } = await patiently(
        () =>
          readRange(source, range, () => {
            digests.clear();
            return new CopySink(undefined, digests, {
              relabelling: { drop, added: [] },
              fidelity: 'exact',
            });
          }),
        patience,
      );
      counts.samples += digests.samples;
      counts.histograms += sink.histograms;
      at = range[1];
    } catch (error) {
      if (!wantsHalves(error, range)) throw error;
      length = Math.floor((range[1] - at) / 2);
    }
  }
  return counts;
}
