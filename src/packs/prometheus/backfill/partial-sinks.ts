import { readLabel } from '../wire/labels.ts';
import type { Samples } from '../wire/samples.ts';
import type { SeriesSink } from '../wire/series.ts';
import type { Range } from './ranges.ts';

/** The metric of a series, whose labels are told as `SeriesSink.begin` tells them. */
export function nameIn(bytes: Uint8Array, labels: readonly number[], pairs: number): string {
  for (let index = 0; index < 2 * pairs; index += 2) {
    const { name, value } = readLabel(bytes, labels[index] as number, labels[index + 1] as number);
    if (name === '__name__') return value;
  }
  return '';
}

/** Passes on what is in a range. */
export class InRange implements SeriesSink {
  readonly #sink: SeriesSink;
  readonly #from: number;
  readonly #end: number;

  constructor(sink: SeriesSink, [from, end]: Range) {
    this.#sink = sink;
    this.#from = from;
    this.#end = end;
  }

  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void {
    this.#sink.begin(bytes, labels, pairs);
  }

  samples(all: Samples): void {
    all.cut(this.#from, this.#end);
    if (all.length > 0) this.#sink.samples(all);
  }

  histogram(time: number, bytes: Uint8Array, from: number, end: number): void {
    if (time >= this.#from && time < this.#end) this.#sink.histogram(time, bytes, from, end);
  }

  end(): void {
    this.#sink.end();
  }
}

/** Passes on the histograms of series, whose floats came already. */
export class HistogramsOnly implements SeriesSink {
  count = 0;
  readonly #sink: SeriesSink;
  #isOpen = false;
  #begin: () => void = () => undefined;

  constructor(sink: SeriesSink) {
    this.#sink = sink;
  }

  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void {
    this.#isOpen = false;
    this.#begin = () => this.#sink.begin(bytes, labels, pairs);
  }

  samples(): void {}

  histogram(time: number, bytes: Uint8Array, from: number, end: number): void {
    if (!this.#isOpen) this.#begin();
    this.#isOpen = true;
    this.count++;
    this.#sink.histogram(time, bytes, from, end);
  }

  end(): void {
    if (this.#isOpen) this.#sink.end();
  }
}

/** Passes on everything but histograms, and keeps the names of their metrics. */
export class WithoutHistograms implements SeriesSink {
  readonly #sink: SeriesSink;
  readonly #names: Set<string>;
  #note: () => void = () => undefined;

  constructor(sink: SeriesSink, names: Set<string>) {
    this.#sink = sink;
    this.#names = names;
  }

  begin(bytes: Uint8Array, labels: readonly number[], pairs: number): void {
    this.#note = () => {
      this.#names.add(nameIn(bytes, labels, pairs));
      this.#note = () => undefined;
    };
    this.#sink.begin(bytes, labels, pairs);
  }

  samples(all: Samples): void {
    this.#sink.samples(all);
  }

  histogram(): void {
    this.#note();
  }

  end(): void {
    this.#sink.end();
  }
}
