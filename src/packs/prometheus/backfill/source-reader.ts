import type { CopySink } from './copy-range.ts';
import { type Patience, patiently } from './patience.ts';
import type { Product } from './products.ts';
import type { Range } from './ranges.ts';
import { type RangeRead, ReadFailure, type ReadStore, readChecksum, readRange } from './read-range.ts';
import type { WriteQueue } from './write-queue.ts';
import { UncertainWrite } from './write-sender.ts';

const NO_HISTOGRAMS =
  'the source holds native histograms and does not hand them out (Prometheus before 2.44); upgrade it, or pass --drop-histograms';

export interface SourceParts {
  readonly source: ReadStore;
  readonly queue: WriteQueue;
  readonly product: Pick<Product, 'isIdempotent'>;
  readonly dropHistograms: boolean;
  readonly patience: Patience;
}

/** Reads ranges of the source into sinks that may write to the queue. */
export class SourceReader {
  /** The metrics whose native histograms --drop-histograms has left out so far. */
  readonly leftOut = new Set<string>();
  readonly #parts: SourceParts;

  constructor(parts: SourceParts) {
    this.#parts = parts;
  }

  /**
   * Reads a range until it has come as a whole and all that the sink wrote is acknowledged. What was sent of an attempt
   * that failed is sent again, where that does no harm.
   * @throws UncertainWrite where it would; ReadFailure, WriteFailure
   */
  read(range: Range, sinkFor: () => CopySink): Promise<RangeRead<CopySink>> {
    return patiently(() => this.#readOnce(range, sinkFor), this.#parts.patience);
  }

  /**
   * Whether the source gives the same answer again. One that ended between two frames, which looks whole, would not come
   * twice. What it holds is not looked at, so that this takes a fraction of reading it.
   */
  async answersAlike(range: Range, { checksum }: RangeRead): Promise<boolean> {
    if (checksum === undefined) return false;
    const { source, patience } = this.#parts;
    return (await patiently(() => readChecksum(source, range), patience)) === checksum;
  }

  async #readOnce(range: Range, sinkFor: () => CopySink): Promise<RangeRead<CopySink>> {
    const { source, queue, dropHistograms } = this.#parts;
    const sent = queue.requests;
    try {
      const read = await readRange(source, range, sinkFor, {
        histograms: dropHistograms ? 'skip' : 'read',
        pause: () => queue.ready(),
        again: () => this.#abandon(sent, 'the range has to be read in another form'),
      });
      await queue.finish();
      for (const name of read.skipped) this.leftOut.add(name);
      if (read.hidesHistograms) throw new ReadFailure(NO_HISTOGRAMS, 'final');
      return read;
    } catch (error) {
      if (error instanceof ReadFailure && error.what !== 'final') await this.#abandon(sent, error.message);
      else await this.#forget();
      throw error;
    }
  }

  /** @throws UncertainWrite where a part of the range arrived that must not be sent again */
  async #abandon(sent: number, reason: string): Promise<void> {
    const { queue, product } = this.#parts;
    await this.#forget();
    if (queue.requests > sent && !product.isIdempotent) throw new UncertainWrite(reason);
  }

  /** @throws what a request failed with, which says more than what came of it */
  async #forget(): Promise<void> {
    const failed = await this.#parts.queue.abandon();
    if (failed !== undefined) throw failed;
  }
}
