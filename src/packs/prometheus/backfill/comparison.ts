import type { SeriesKey } from '../wire/labels.ts';
import type { CopySink, Relabelling } from './copy-range.ts';
import type { Digests } from './digests.ts';
import type { Range } from './ranges.ts';
import type { ReadBackStore } from './read-back.ts';
import type { WriteQueue } from './write-queue.ts';

/** Reads a range of the source into a sink; tries again by itself, with a sink made anew. */
export type ReadSource = (range: Range, sinkFor: () => CopySink) => Promise<unknown>;

/** What a comparison of one range came to. */
export interface Comparison {
  readonly range: Range;
  readonly series: number;
  readonly samples: number;
  /** Series that were short when they were first compared. */
  readonly shortSeries: number;
  /** Samples that were sent again. */
  readonly sentAgain: number;
  /** Series of which something is still missing, or held with another value. */
  readonly unequal: number;
  /** Some of them by name, as PromQL writes them. */
  readonly unequalSeries: readonly string[];
  /** Samples that the destination still lacks. */
  readonly missing: number;
  /** Samples for which the destination holds another value, and keeps it. */
  readonly otherValues: number;
  /** Samples that the destination keeps with fewer digits than others, as they are small beside large ones. */
  readonly coarse: number;
  /** Samples that the destination holds more than once. */
  readonly doubled: number;
  /** Whether the destination shows none of the series. */
  readonly isUnseen: boolean;
  /** Over all series of the source. */
  readonly checksum: string;
}

export interface Sides {
  readonly readSource: ReadSource;
  readonly readBack: ReadBackStore;
  readonly relabelling: Relabelling;
  readonly dropHistograms: boolean;
  /** Whether the destination refused a sample in this run: it is missing, and is not sent again. */
  readonly isRefused?: ((key: SeriesKey, time: number) => boolean) | undefined;
  readonly queue: WriteQueue;
  /**
   * Whether the destination has acknowledged all of it, and stores twice what is sent twice. If it shows none of the series
   * then, it has them under other labels, or drops them, and nothing is sent again.
   */
  readonly isSent: boolean;
  /** Undefined where nothing may be sent again. */
  readonly resend: Resend | undefined;
  /** To be waited for before anything is sent again. */
  readonly beforeSending: () => Promise<void>;
  /** What both sides hold, used again by each comparison: at many series, they are dear to make. */
  readonly digests: { readonly expected: Digests; readonly held: Digests };
  /** Tries again what fails in passing. */
  readonly patiently: <T>(attempt: () => Promise<T>) => Promise<T>;
}

/** How what is missing is sent again. */
export interface Resend {
  /** How often, as long as something is missing. */
  readonly rounds: number;
  /** The same while the destination shows none of the series: it may have them all, as Mimir has old samples. */
  readonly roundsUnseen: number;
  /** Waits before something is taken for missing: a store may show what it was sent a moment later. */
  readonly pause: (() => Promise<void>) | undefined;
  /** How often the store is asked again before it is sent something twice. */
  readonly looks: number;
}
