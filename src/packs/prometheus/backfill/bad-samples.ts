import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { EarlyExit } from '../../../early-exit.ts';
import { keyOfLabels, type Label, type SeriesKey } from '../wire/labels.ts';
import { firstSeries } from '../wire/split.ts';
import { histogramsOf } from './copy-range.ts';
import { NotKept } from './state.ts';
import type { BadSample, WriteQueue } from './write-queue.ts';

/** One line of the file: a sample, and what is needed to send it again. */
interface Line extends Omit<BadSample, 'request'> {
  /** Address of remote_write, without credentials. */
  readonly destination: string;
  /** A remote_write 1.0 request, uncompressed, as base64. */
  readonly request: string;
}

/** How each line begins, as `add` writes it. */
const LINE_BEGINS = '{"series":';

const keyOf = ({ series, time }: Pick<Line, 'series' | 'time'>): string => `${time} ${series}`;
const refusedKey = ({ high, low }: SeriesKey, time: number): string => `${high},${low} ${time}`;
const textOf = (lines: Iterable<Line>): string =>
  [...lines].map((line) => `${JSON.stringify(line)}\n`).join('');

/** Samples that a destination refused, kept in a file, each once. */
export class BadSamples {
  readonly #path: string;
  readonly #destination: string;
  readonly #lines: Map<string, Line>;
  /** Of this run, by `refusedKey`. */
  readonly #refused = new Set<string>();
  /** Labels that the destination adds to a series that lacks them. */
  added: readonly Label[] = [];

  /** @throws EarlyExit where the file cannot be used */
  constructor(path: string, { origin, pathname }: URL) {
    this.#path = path;
    this.#destination = `${origin}${pathname}`;
    this.#lines = this.#read();
  }

  get count(): number {
    return this.#lines.size;
  }

  /** Whether the destination refused a sample in this run. @param key as a comparison names its series, @param time ms */
  hasRefused(key: SeriesKey, time: number): boolean {
    return this.#refused.has(refusedKey(key, time));
  }

  #noteRefused(request: Uint8Array): void {
    const first = firstSeries(request);
    if (first === undefined) return;
    const names = new Set(first.labels.map(({ name }) => name));
    const key = keyOfLabels([...first.labels, ...this.added.filter(({ name }) => !names.has(name))]);
    for (const one of [key, histogramsOf(key)]) this.#refused.add(refusedKey(one, first.from));
  }

  /** Keeps a sample; one that is refused again, as a comparison finds it missing, stays one. @throws NotKept */
  add({ series, time, reason, request }: BadSample): void {
    const line: Line = {
      series,
      time,
      reason,
      destination: this.#destination,
      request: Buffer.from(request).toString('base64'),
    };
    this.#noteRefused(request);
    if (this.#lines.has(keyOf(line))) return;
    this.#lines.set(keyOf(line), line);
    this.#write(() => appendFileSync(this.#path, textOf([line]), { mode: 0o600 }));
  }

  /** Sends what an earlier run kept; what is taken now leaves the file. @throws WriteFailure, NotKept */
  async sendAgain(queue: Pick<WriteQueue, 'offer'>): Promise<void> {
    if (this.#lines.size === 0) return;
    for (const [key, line] of [...this.#lines]) {
      const request = Buffer.from(line.request, 'base64');
      if (await queue.offer(request)) this.#lines.delete(key);
      else this.#noteRefused(request);
    }
    const fresh = `${this.#path}.new`;
    this.#write(() => {
      writeFileSync(fresh, textOf(this.#lines.values()), { mode: 0o600 });
      renameSync(fresh, this.#path);
    });
  }

  #write(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw new NotKept(
        `refused samples cannot be kept: ${this.#path} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      );
    }
  }

  #read(): Map<string, Line> {
    let text: string;
    try {
      appendFileSync(this.#path, '', { mode: 0o600 });
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      throw new EarlyExit(
        `phasegate: --skip-bad: ${this.#path} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      );
    }
    const lines = new Map<string, Line>();
    const last = text.slice(text.lastIndexOf('\n') + 1);
    const isCut =
      last !== '' && lineOf(last) === undefined && LINE_BEGINS.startsWith(last.slice(0, LINE_BEGINS.length));
    const whole = isCut ? text.slice(0, -last.length) : text;
    for (const written of whole.split('\n').filter(Boolean)) {
      const line = lineOf(written);
      if (line === undefined)
        throw new EarlyExit(
          `phasegate: --skip-bad: ${this.#path} holds something else than refused samples; give another file`,
        );
      if (line.destination !== this.#destination)
        throw new EarlyExit(
          `phasegate: --skip-bad: ${this.#path} holds samples for ${line.destination}; give another file`,
        );
      lines.set(keyOf(line), line);
    }
    // A run that is killed as it writes leaves the beginning of a line; its sample is still in flight, and comes again.
    if (isCut) truncateSync(this.#path, Buffer.byteLength(whole));
    return lines;
  }
}

function lineOf(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line> | null;
    return typeof line?.request === 'string' && typeof line.destination === 'string'
      ? (line as Line)
      : undefined;
  } catch {
    return undefined;
  }
}
