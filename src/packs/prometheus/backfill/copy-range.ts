import { histogramBits, readHistogramBits } from '../wire/histogram.ts';
import {
  addLabelBytes,
  areTidy,
  keyOfLabels,
  type Label,
  readLabel,
  type SeriesKey,
} from '../wire/labels.ts';
import type { Samples } from '../wire/samples.ts';
import type { SeriesSink } from '../wire/series.ts';
import { Malformed } from '../wire/varint.ts';
import { SAMPLE_BYTES, type WriteRequest } from '../wire/write-request.ts';
import type { Digests, Fidelity } from './digests.ts';
import { seriesText } from './series-text.ts';
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
 * Names series alike on both sides: labels that are dropped do not count, nor do those without a value; those that the
 * destination adds do.
 */
export class SeriesNames {
  /** Where the Label messages that are kept of the last series stand, as pairs of from and end. */
  readonly kept: number[] = [];
  readonly key: SeriesKey = { high: 0, low: 0 };
  readonly #relabelling: Relabelling;
  readonly #isPlain: boolean;

  constructor(relabelling: Relabelling) {
    this.#relabelling = relabelling;
    this.#isPlain = relabelling.drop.size === 0 && relabelling.added.length === 0;
  }

  /** Finds the key of a series, and the labels that are kept of it. @returns how many pairs `kept` holds */
  read(bytes: Uint8Array, labels: readonly number[], pairs: number): number {
    this.key.high = 0;
    this.key.low = 0;
    if (!this.#isPlain || !areTidy(bytes, labels, pairs)) return this.#readByName(bytes, labels, pairs);
    for (let index = 0; index < 2 * pairs; index += 2) {
      const from = labels[index] as number;
      const end = labels[index + 1] as number;
      this.kept[index] = from;
      this.kept[index + 1] = end;
      addLabelBytes(this.key, bytes, from, end);
    }
    return pairs;
  }

  #readByName(bytes: Uint8Array, labels: readonly number[], pairs: number): number {
    const { drop, added } = this.#relabelling;
    const missing = new Map(added.map((label) => [label.name, label]));
    const kept: { readonly name: Buffer; readonly from: number; readonly end: number }[] = [];
    for (let index = 0; index < 2 * pairs; index += 2) {
      const from = labels[index] as number;
      const end = labels[index + 1] as number;
      const { name, value } = readLabel(bytes, from, end);
      if (value === '' || drop.has(name)) continue;
      missing.delete(name);
      addLabelBytes(this.key, bytes, from, end);
      kept.push({ name: Buffer.from(name), from, end });
    }
    // Thanos refuses labels that are not in order.
    kept.sort((one, other) => Buffer.compare(one.name, other.name));
    for (const [index, { from, end }] of kept.entries()) {
      this.kept[2 * index] = from;
      this.kept[2 * index + 1] = end;
    }
    const rest = keyOfLabels(missing.values());
    this.key.high = (this.key.high + rest.high) | 0;
    this.key.low = (this.key.low + rest.low) | 0;
    return kept.length;
  }
}

/** The source holds native histograms, and the destination would drop them without a word. */
export class HistogramsDropped extends Error {
  constructor() {
    super(
      'the source holds native histograms, and the destination acknowledges them and stores nothing; pass --drop-histograms to leave them out',
    );
  }
}

/** The key of a series' histograms: they are compared apart from its floats, which may be told in another order. */
export const histogramsOf = ({ high, low }: SeriesKey): SeriesKey => ({ high: ~high, low: high ^ low });

/** Decides of a sample whether it is sent, where anything is; a histogram has a key of its own, and its checksum for bits. */
export type Wanted = (key: SeriesKey, time: number, high: number, low: number) => boolean;

interface CopyOptions {
  readonly relabelling: Relabelling;
  readonly fidelity: Fidelity;
  /** Histograms are neither sent nor counted. */
  readonly dropHistograms?: boolean;
  /** Where the destination acknowledges histograms and drops them, the first one ends the run. */
  readonly takesHistograms?: boolean;
  /** All are sent where it is left out; all are counted. */
  readonly wanted?: Wanted;
}

const NOT_IN_ORDER = 'the samples of a series are not in order';

/** Writes what is read from the source to a queue, and counts it. */
export class CopySink implements SeriesSink {
  histograms = 0;
  /** Samples that the destination cannot hold: NaN in a store that rounds. */
  unstorable = 0;
  readonly #queue: WriteQueue | undefined;
  readonly #digests: Digests;
  readonly #options: CopyOptions;
  readonly #names: SeriesNames;
  #number = 0;
  #last = 0;
  #inHistograms = false;
  /** Where the labels of the last series stand. */
  #bytes: Uint8Array = new Uint8Array();
  #kept = 0;

  /** @param queue undefined where nothing is sent */
  constructor(queue: WriteQueue | undefined, digests: Digests, options: CopyOptions) {
    this.#queue = queue;
    this.#digests = digests;
    this.#options = options;
    this.#names = new SeriesNames(options.relabelling);
  }

  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void {
    const kept = this.#names.read(bytes, labels, pairs);
    this.#bytes = bytes;
    this.#kept = kept;
    this.#number = this.#digests.numberOf(this.#names.key);
    this.#last = Number.NEGATIVE_INFINITY;
    this.#inHistograms = false;
    if (this.#queue === undefined) return;
    const { request } = this.#queue;
    request.begin();
    for (let index = 0; index < 2 * kept; index += 2)
      request.label(bytes, this.#names.kept[index] as number, this.#names.kept[index + 1] as number);
  }

  /** The series whose samples come, as PromQL writes it without the labels that are dropped. */
  get seriesName(): string {
    const labels: Label[] = [];
    for (let index = 0; index < 2 * this.#kept; index += 2)
      labels.push(
        readLabel(this.#bytes, this.#names.kept[index] as number, this.#names.kept[index + 1] as number),
      );
    return seriesText(labels);
  }

  samples(all: Samples): void {
    this.#followAll(all);
    const { fidelity, wanted } = this.#options;
    this.unstorable += this.#digests.addAll(this.#number, all, fidelity);
    if (wanted !== undefined)
      all.each((time, high, low) => {
        if (wanted(this.#names.key, time, high, low)) this.#room().sample(time, high, low);
      });
    else if (this.#queue !== undefined) this.#send(all, this.#queue);
  }

  #send(all: Samples, queue: WriteQueue): void {
    for (let at = 0; at < all.length; ) {
      const request = this.#room();
      const end = Math.min(all.length, at + Math.max(1, Math.ceil(queue.left / SAMPLE_BYTES)));
      request.samples(all, at, end);
      at = end;
    }
  }

  histogram(time: number, bytes: Uint8Array, from: number, end: number): void {
    if (this.#options.dropHistograms) return;
    if (this.#options.takesHistograms === false) throw new HistogramsDropped();
    // SAMPLES tells all floats of a series before its histograms, whatever their times are.
    if (!this.#inHistograms) this.#last = Number.NEGATIVE_INFINITY;
    this.#inHistograms = true;
    this.#follow(time);
    this.histograms++;
    readHistogramBits(bytes, from, end);
    const { high, low } = histogramBits;
    const key = histogramsOf(this.#names.key);
    this.#digests.add(this.#digests.numberOf(key), time, high, low);
    const { wanted } = this.#options;
    const isWanted = wanted === undefined || wanted(key, time, high, low);
    if (this.#queue !== undefined && isWanted) this.#room().histogram(bytes, from, end);
  }

  end(): void {
    if (this.#queue === undefined) return;
    this.#queue.request.close();
    if (this.#queue.isFull) this.#queue.flush();
  }

  #followAll({ times, length }: Samples): void {
    let last = this.#last;
    for (let index = 0; index < length; index++) {
      const time = times[index] as number;
      if (time <= last) throw new Malformed(NOT_IN_ORDER);
      last = time;
    }
    this.#last = last;
  }

  #follow(time: number): void {
    if (time <= this.#last) throw new Malformed(NOT_IN_ORDER);
    this.#last = time;
  }

  /** The request to write to: one that is full within a series goes, and the series goes on in the next one. */
  #room(): WriteRequest {
    const queue = this.#queue as WriteQueue;
    if (!queue.isFull) return queue.request;
    const full = queue.request;
    full.close();
    queue.flush();
    queue.request.continueFrom(full);
    return queue.request;
  }
}
