import { histogramBits, readHistogramBits } from '../wire/histogram.ts';
import {
  addLabelBytes,
  areTidy,
  keyOfLabels,
  type Label,
  readLabel,
  type SeriesKey,
} from '../wire/labels.ts';
import type { SeriesSink } from '../wire/series.ts';
import { Malformed } from '../wire/varint.ts';
import type { Digests } from './digests.ts';
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

/** The NaN by which Prometheus marks the end of a series (`model/value`). */
const isStale = (high: number, low: number): boolean => high === 0x7ff0_0000 && low === 2;
const isNaNBits = (high: number, low: number): boolean =>
  (high & 0x7ff0_0000) === 0x7ff0_0000 && ((high & 0x000f_ffff) !== 0 || low !== 0);

const scratch = new DataView(new ArrayBuffer(8));

/** How a store keeps values: `exact`, every bit, or `rounded`, some digits of them and no NaN but the stale marker. */
export type Fidelity = 'exact' | 'rounded';

/** Whether a store of that fidelity keeps a value at all. */
export const isStorable = (high: number, low: number, fidelity: Fidelity): boolean =>
  fidelity === 'exact' || isStale(high, low) || !isNaNBits(high, low);

/** Adds a sample to digests as a store of that fidelity would hold it. @returns false where it would not keep it */
export function addSample(
  digests: Digests,
  number: number,
  time: number,
  high: number,
  low: number,
  fidelity: Fidelity,
): boolean {
  if (fidelity === 'exact') {
    digests.add(number, time, high, low);
    return true;
  }
  if (!isStorable(high, low, fidelity)) return false;
  digests.add(number, time, 0, 0);
  scratch.setUint32(0, high);
  scratch.setUint32(4, low);
  const value = scratch.getFloat64(0);
  if (Number.isFinite(value)) digests.addValue(number, value);
  return true;
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

/** Decides of a sample whether it is sent; a histogram has a key of its own, and its checksum for bits. */
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

  /** @param queue undefined where nothing is sent */
  constructor(queue: WriteQueue | undefined, digests: Digests, options: CopyOptions) {
    this.#queue = queue;
    this.#digests = digests;
    this.#options = options;
    this.#names = new SeriesNames(options.relabelling);
  }

  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void {
    const kept = this.#names.read(bytes, labels, pairs);
    this.#number = this.#digests.numberOf(this.#names.key);
    this.#last = Number.NEGATIVE_INFINITY;
    this.#inHistograms = false;
    if (this.#queue === undefined) return;
    const { request } = this.#queue;
    request.begin();
    for (let index = 0; index < 2 * kept; index += 2)
      request.label(bytes, this.#names.kept[index] as number, this.#names.kept[index + 1] as number);
  }

  sample(time: number, high: number, low: number): void {
    this.#follow(time);
    const { fidelity, wanted } = this.#options;
    if (!addSample(this.#digests, this.#number, time, high, low, fidelity)) this.unstorable++;
    if (this.#queue !== undefined && (wanted === undefined || wanted(this.#names.key, time, high, low)))
      this.#queue.request.sample(time, high, low);
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
    if (this.#queue !== undefined && (wanted === undefined || wanted(key, time, high, low)))
      this.#queue.request.histogram(bytes, from, end);
  }

  end(): void {
    if (this.#queue === undefined) return;
    this.#queue.request.close();
    if (this.#queue.isFull) this.#queue.flush();
  }

  /** A request that is full within a series goes, and the series goes on in the next one. */
  #follow(time: number): void {
    if (time <= this.#last) throw new Malformed('the samples of a series are not in order');
    this.#last = time;
    if (this.#queue?.isFull !== true) return;
    const full = this.#queue.request;
    full.close();
    this.#queue.flush();
    this.#queue.request.continueFrom(full);
  }
}
