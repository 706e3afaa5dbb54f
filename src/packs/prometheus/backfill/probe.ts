import { readLabel } from '../wire/labels.ts';
import { OtherChunks, type SeriesSink } from '../wire/series.ts';
import type { Range } from './ranges.ts';
import { type ReadStore, readRange } from './read-range.ts';

/** What a short range of the source shows of all of it. */
export interface Probe {
  readonly range: Range;
  readonly series: number;
  readonly samples: number;
  readonly histograms: number;
  readonly mostLabels: number;
  /** UTF-8 bytes. */
  readonly longestValue: number;
  /** Names that are not of the classic form, such as `http.status`; the first few. */
  readonly unusualNames: readonly string[];
  /** The newest sample. */
  readonly newest?: number;
}

const CLASSIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SHOWN = 3;

/** Counts and looks at labels, and keeps nothing. */
class ProbeSink implements SeriesSink {
  series = 0;
  samples = 0;
  histograms = 0;
  mostLabels = 0;
  longestValue = 0;
  newest = Number.NEGATIVE_INFINITY;
  readonly unusual = new Set<string>();

  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void {
    this.series++;
    this.mostLabels = Math.max(this.mostLabels, pairs);
    for (let index = 0; index < 2 * pairs; index += 2) {
      const { name, value } = readLabel(bytes, labels[index] as number, labels[index + 1] as number);
      this.longestValue = Math.max(this.longestValue, Buffer.byteLength(value));
      const named = name === '__name__' ? value : name;
      if (this.unusual.size < SHOWN && !CLASSIC_NAME.test(named)) this.unusual.add(named);
    }
  }

  sample(time: number): void {
    this.samples++;
    if (time > this.newest) this.newest = time;
  }

  histogram(time: number): void {
    this.histograms++;
    this.sample(time);
  }

  end(): void {}
}

/** Reads a range and says what is in it. @throws ReadFailure */
export async function probe(store: ReadStore, range: Range): Promise<Probe> {
  const read = async (samples: boolean): Promise<ProbeSink> => {
    const sink = new ProbeSink();
    await readRange(store, range, sink, { samples });
    return sink;
  };
  const sink = await read(false).catch((error: unknown) => {
    if (error instanceof OtherChunks) return read(true);
    throw error;
  });
  const { series, samples, histograms, mostLabels, longestValue, unusual, newest } = sink;
  return {
    range,
    series,
    samples,
    histograms,
    mostLabels,
    longestValue,
    unusualNames: [...unusual],
    ...(Number.isFinite(newest) && { newest }),
  };
}
