import { readLabel, type SeriesKey } from '../wire/labels.ts';
import type { Samples } from '../wire/samples.ts';
import type { SeriesSink } from '../wire/series.ts';
import { SAME_LABELS, SeriesNames } from './copy-range.ts';
import type { Range } from './ranges.ts';
import { type ReadStore, readRange, wantsHalves } from './read-range.ts';
import { seriesText } from './series-text.ts';

/** What a short range of the source shows of all of it. */
export interface Probe {
  readonly range: Range;
  readonly series: number;
  readonly samples: number;
  readonly histograms: number;
  readonly mostLabels: number;
  /** UTF-8 bytes. */
  readonly longestValue: number;
  /** Of a label, in UTF-8 bytes. */
  readonly longestName: number;
  readonly labelNames: ReadonlySet<string>;
  /** Series that have the labels of another one, once the labels to drop are gone. */
  readonly mergedSeries: number;
  /** The first series that has two labels of one name. */
  readonly doubleLabel?: string;
  /** Names that are not of the classic form, such as `http.status`; the first few. */
  readonly unusualNames: readonly string[];
  /** The newest sample. */
  readonly newest?: number;
}

const CLASSIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SHOWN = 3;

/** 53 bits of a key. */
const numberOf = ({ high, low }: SeriesKey): number => (high >>> 0) * 2 ** 21 + (low >>> 11);

const textOf = (bytes: Uint8Array, labels: readonly number[], pairs: number): string =>
  seriesText(
    Array.from({ length: pairs }, (_, index) =>
      readLabel(bytes, labels[2 * index] as number, labels[2 * index + 1] as number),
    ),
  );

/** Counts and looks at labels, and keeps nothing. */
class ProbeSink implements SeriesSink {
  series = 0;
  count = 0;
  histograms = 0;
  mostLabels = 0;
  longestValue = 0;
  longestName = 0;
  doubleLabel: string | undefined;
  readonly labelNames = new Set<string>();
  readonly #names: SeriesNames;
  readonly #keptNames: SeriesNames | undefined;
  readonly #keys = new Set<number>();
  readonly #keptKeys = new Set<number>();
  newest = Number.NEGATIVE_INFINITY;
  readonly unusual = new Set<string>();

  constructor(drop: ReadonlySet<string>) {
    this.#names = new SeriesNames(SAME_LABELS);
    this.#keptNames = drop.size === 0 ? undefined : new SeriesNames({ drop, added: [] });
  }

  get mergedSeries(): number {
    return this.#keptNames === undefined ? 0 : this.#keys.size - this.#keptKeys.size;
  }

  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void {
    this.series++;
    if (this.#keptNames !== undefined) {
      this.#names.read(bytes, labels, pairs);
      this.#keys.add(numberOf(this.#names.key));
      this.#keptNames.read(bytes, labels, pairs);
      this.#keptKeys.add(numberOf(this.#keptNames.key));
    }
    let before = '';
    this.mostLabels = Math.max(this.mostLabels, pairs);
    for (let index = 0; index < 2 * pairs; index += 2) {
      const { name, value } = readLabel(bytes, labels[index] as number, labels[index + 1] as number);
      this.longestValue = Math.max(this.longestValue, Buffer.byteLength(value));
      this.longestName = Math.max(this.longestName, Buffer.byteLength(name));
      this.labelNames.add(name);
      if (name === before) this.doubleLabel ??= textOf(bytes, labels, pairs);
      before = name;
      const named = name === '__name__' ? value : name;
      if (this.unusual.size < SHOWN && !CLASSIC_NAME.test(named)) this.unusual.add(named);
    }
  }

  samples({ times, length }: Samples): void {
    this.count += length;
    for (let index = 0; index < length; index++) this.newest = Math.max(this.newest, times[index] as number);
  }

  histogram(time: number): void {
    this.histograms++;
    this.count++;
    this.newest = Math.max(this.newest, time);
  }

  end(): void {}
}

/**
 * Reads a range and says what is in it; the end of a range that holds too much for one answer.
 * @param drop labels that are left out on the way @throws ReadFailure
 */
export async function probe(
  store: ReadStore,
  range: Range,
  drop: ReadonlySet<string> = new Set(),
): Promise<Probe> {
  try {
    return probeOf(range, (await readRange(store, range, () => new ProbeSink(drop))).sink);
  } catch (error) {
    if (!wantsHalves(error, range)) throw error;
    const [from, to] = range;
    return probe(store, [Math.floor((from + to) / 2), to], drop);
  }
}

function probeOf(range: Range, sink: ProbeSink): Probe {
  const {
    series,
    count: samples,
    histograms,
    mostLabels,
    longestValue,
    longestName,
    labelNames,
    unusual,
    newest,
  } = sink;
  const { mergedSeries, doubleLabel } = sink;
  return {
    range,
    series,
    samples,
    histograms,
    mostLabels,
    longestValue,
    longestName,
    labelNames,
    mergedSeries,
    ...(doubleLabel !== undefined && { doubleLabel }),
    unusualNames: [...unusual],
    ...(Number.isFinite(newest) && { newest }),
  };
}
