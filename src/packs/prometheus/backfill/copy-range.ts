import type { SeriesSink } from '../wire/series.ts';
import { addLabelBytes, type Label, readLabel, type SeriesKey, keyOfLabels } from '../wire/labels.ts';
import { OtherChunks } from '../wire/series.ts';
import { Malformed } from '../wire/varint.ts';
import type { Digests } from './digests.ts';
import type { Range } from './ranges.ts';
import { type ReadStore, readRange } from './read-range.ts';
import type { WriteQueue } from './write-queue.ts';

/** How labels change on the way. */
export interface Relabelling {
  /** Names of labels that are left out. */
  readonly drop: ReadonlySet<string>;
  /** Labels that the destination adds to a series that lacks them, and shows when it is read back. */
  readonly added: readonly Label[];
}

export const SAME_LABELS: Relabelling = { drop: new Set(), added: [] };

/**
 * Names series alike on both sides: labels that are dropped do not count, nor do those that the destination adds and
 * those without a value.
 */
export class SeriesNames {
  readonly #relabelling: Relabelling;
  readonly #needsNames: boolean;
  readonly kept: number[] = [];
  readonly key: SeriesKey = { high: 0, low: 0 };

  constructor(relabelling: Relabelling) {
    this.#relabelling = relabelling;
    this.#needsNames = relabelling.drop.size > 0 || relabelling.added.length > 0;
  }

  /** Finds the key of a series, and the Label messages that are kept of it. @returns how many pairs `kept` holds */
  read(bytes: Uint8Array, labels: readonly number[], pairs: number): number {
    this.key.high = this.key.low = 0;
    if (this.#needsNames) return this.#readByName(bytes, labels, pairs);
    for (let index = 0; index < 2 * pairs; index += 2) {
      const from = (this.kept[index] = labels[index] as number);
      const end = (this.kept[index + 1] = labels[index + 1] as number);
      addLabelBytes(this.key, bytes, from, end);
    }
    return pairs;
  }

  #readByName(bytes: Uint8Array, labels: readonly number[], pairs: number): number {
    const { drop, added } = this.#relabelling;
    const missing = new Map(added.map((label) => [label.name, label]));
    let kept = 0;
    for (let index = 0; index < 2 * pairs; index += 2) {
      const from = labels[index] as number;
      const end = labels[index + 1] as number;
      const { name, value } = readLabel(bytes, from, end);
      if (value === '' || drop.has(name)) continue;
      missing.delete(name);
      addLabelBytes(this.key, bytes, from, end);
      this.kept[2 * kept] = from;
      this.kept[2 * kept + 1] = end;
      kept++;
    }
    const rest = keyOfLabels(missing.values());
    this.key.high = (this.key.high + rest.high) | 0;
    this.key.low = (this.key.low + rest.low) | 0;
    return kept;
  }
}

/** Writes what is read to the queue, and counts it. */
export class CopySink implements SeriesSink {
  histograms = 0;
  readonly #queue: WriteQueue;
  readonly #digests: Digests;
  readonly #names: SeriesNames;
  readonly #wanted: ((key: SeriesKey, time: number) => boolean) | undefined;
  #number = 0;
  #last = 0;

  /** @param wanted which samples are sent; all where it is left out. All are counted. */
  constructor(
    queue: WriteQueue,
    digests: Digests,
    relabelling: Relabelling,
    wanted?: (key: SeriesKey, time: number) => boolean,
  ) {
    this.#queue = queue;
    this.#digests = digests;
    this.#names = new SeriesNames(relabelling);
    this.#wanted = wanted;
  }

  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void {
    const kept = this.#names.read(bytes, labels, pairs);
    this.#number = this.#digests.numberOf(this.#names.key);
    this.#last = Number.NEGATIVE_INFINITY;
    const { request } = this.#queue;
    request.begin();
    for (let index = 0; index < 2 * kept; index += 2)
      request.label(bytes, this.#names.kept[index] as number, this.#names.kept[index + 1] as number);
  }

  sample(time: number, high: number, low: number): void {
    this.#take(time);
    this.#digests.add(this.#number, time, high, low);
    if (this.#wanted === undefined || this.#wanted(this.#names.key, time))
      this.#queue.request.sample(time, high, low);
  }

  histogram(time: number, bytes: Uint8Array, from: number, end: number): void {
    this.#take(time);
    this.histograms++;
    this.#digests.add(this.#number, time, end - from, 0);
    this.#queue.request.histogram(bytes, from, end);
  }

  end(): void {
    this.#queue.request.close();
    if (this.#queue.isFull) this.#queue.flush();
  }

  /** A request that grew too long within one series goes, and the series goes on in the next one. */
  #take(time: number): void {
    if (time <= this.#last) throw new Malformed('the samples of a series are not in order');
    this.#last = time;
    const full = this.#queue.request;
    if (!this.#queue.isFull) return;
    full.close();
    this.#queue.flush();
    this.#queue.request.continueFrom(full);
  }
}

/** Copies a range; whatever goes wrong while it is read is thrown, and nothing is then under way. */
export async function copyRange(
  store: ReadStore,
  range: Range,
  sink: CopySink,
  queue: WriteQueue,
  digests: Digests,
): Promise<number> {
  const pause = () => queue.ready();
  try {
    const bytes = await readRange(store, range, sink, { pause });
    await queue.finish();
    return bytes;
  } catch (error) {
    await queue.abandon();
    digests.clear();
    if (!(error instanceof OtherChunks)) throw error;
  }
  const bytes = await readRange(store, range, sink, { samples: true, pause });
  await queue.finish();
  return bytes;
}
