import type { HeldSink } from '../wire/export-lines.ts';
import type { SeriesKey } from '../wire/labels.ts';
import type { Sides } from './comparison.ts';
import { CopySink } from './copy-range.ts';
import { Digests, type Fidelity, isStorable, keptAs } from './digests.ts';
import type { Range } from './ranges.ts';
import type { HeldAnswer } from './read-back.ts';

/** Samples of the destination that are held in memory at once while single samples are compared. */
const HELD_AT_ONCE = 150_000;

/** A series as a key of maps. */
export const textOf = ({ high, low }: SeriesKey): string => `${high},${low}`;

/** Series that are looked at sample by sample, as text of their keys. */
interface Wanted {
  /** The bits of the values by their times, of the series that are looked at. */
  readonly held: ReadonlyMap<string, Held>;
  /** How many the source has of each. */
  readonly counts: ReadonlyMap<string, number>;
}

export function* batches(keys: readonly SeriesKey[], expected: Digests): Iterable<Wanted> {
  let held = new Map<string, Held>();
  let counts = new Map<string, number>();
  let samples = 0;
  for (const key of keys) {
    const text = textOf(key);
    const count = expected.count(expected.numberOf(key));
    held.set(text, new Map());
    counts.set(text, count);
    samples += count;
    if (samples < HELD_AT_ONCE) continue;
    yield { held, counts };
    held = new Map();
    counts = new Map();
    samples = 0;
  }
  if (held.size > 0) yield { held, counts };
}

/** The bits of a value by its time. */
type Held = Map<number, bigint>;

const MOST_NAMES = 5;

/** What single series of a range were found to be. */
export class Found {
  sent = 0;
  missing = 0;
  otherValues = 0;
  doubled = 0;
  /** Series that lack a sample, also one that is refused, hold one twice, or with another value. */
  readonly wrong = new Set<string>();
  readonly names = new Set<string>();

  add(other: Found): void {
    this.sent += other.sent;
    this.missing += other.missing;
    this.otherValues += other.otherValues;
    this.doubled += other.doubled;
    for (const key of other.wrong) this.wrong.add(key);
    for (const name of other.names) if (this.names.size < MOST_NAMES) this.names.add(name);
  }
}

/**
 * Compares single series sample by sample, and sends what they lack if that is asked for. A store may show late what it
 * has: then it is asked again first.
 */
export async function compareEach(
  range: Range,
  sides: Sides,
  wanted: Wanted,
  found: Found,
  sends: boolean,
): Promise<void> {
  const { resend, beforeSending } = sides;
  const isShort = (): boolean =>
    [...wanted.counts].some(([text, count]) => (wanted.held.get(text)?.size ?? 0) < count);
  let there = await readHeld(range, sides, wanted.held);
  for (let tries = 0; ; tries++) {
    // Samples of its own can hide by their number that it lacks some.
    if (!sends || !isShort()) {
      const seen = await compareSamples(range, sides, wanted, there, false);
      if (!sends || seen.missing === 0) return found.add(seen);
    }
    if (resend?.pause === undefined || tries >= resend.looks) break;
    await resend.pause();
    there = await readHeld(range, sides, wanted.held);
  }
  await beforeSending();
  found.add(await compareSamples(range, sides, wanted, there, true));
}

async function compareSamples(
  range: Range,
  sides: Sides,
  { held, counts }: Wanted,
  { twice, losesSigns }: HeldRead,
  sends: boolean,
): Promise<Found> {
  const { readBack, readSource, relabelling, dropHistograms, queue, isRefused, digests } = sides;
  const { expected } = digests;
  let here = new Found();
  let told = new Map<string, number>();
  await readSource(range, () => {
    here = new Found();
    told = new Map();
    const sink: CopySink = new CopySink(sends ? queue : undefined, new Digests(), {
      relabelling,
      fidelity: 'exact',
      dropHistograms,
      wanted: (key, time, high, low) => {
        const text = textOf(key);
        const series = held.get(text);
        if (series === undefined || !isStorable(high, low, readBack.fidelity)) return false;
        told.set(text, (told.get(text) ?? 0) + 1);
        const value = series.get(time);
        const bits = bitsOf(high, low);
        const largest = expected.largest(expected.numberOf(key));
        const isLike =
          value !== undefined && isHeldAs(bits, value, { fidelity: readBack.fidelity, losesSigns, largest });
        const isTwice = twice.has(text);
        if (isLike && !isTwice) return false;
        here.wrong.add(text);
        if (here.names.size < MOST_NAMES) here.names.add(sink.seriesName);
        if (value !== undefined) {
          if (!isLike) here.otherValues++;
          return false;
        }
        if (isRefused?.(key, time)) return false;
        here.missing++;
        if (sends) here.sent++;
        return sends;
      },
    });
    return sink;
  });
  // Of what the source did not tell this time, nobody has seen that it is there.
  for (const [text, count] of counts) if ((told.get(text) ?? 0) < count) here.wrong.add(text);
  for (const samples of twice.values()) here.doubled += samples;
  return here;
}

/** Sends a range of which the destination has no series, so that there is nothing to be told apart of each. */
export async function sendAll(range: Range, sides: Sides, found: Found): Promise<void> {
  const { readBack, readSource, relabelling, dropHistograms, queue, isRefused, digests } = sides;
  await sides.beforeSending();
  let here = new Found();
  await readSource(range, () => {
    here = new Found();
    digests.held.clear();
    return new CopySink(queue, digests.held, {
      relabelling,
      fidelity: 'exact',
      dropHistograms,
      wanted: (key, time, high, low) => {
        if (!isStorable(high, low, readBack.fidelity) || isRefused?.(key, time)) return false;
        here.missing++;
        here.sent++;
        return true;
      },
    });
  });
  found.add(here);
}

interface Likeness extends HeldAnswer {
  readonly fidelity: Fidelity;
  readonly largest: number;
}

function isHeldAs(sent: bigint, held: bigint, { fidelity, losesSigns, largest }: Likeness): boolean {
  if (sent === held) return true;
  if (fidelity === 'rounded') return keptAs(numberOf(sent), numberOf(held), largest) !== 'changed';
  return losesSigns && numberOf(sent) === 0 && numberOf(held) === 0;
}

interface HeldRead extends HeldAnswer {
  /** How many samples of a series are held twice, where any are. */
  readonly twice: ReadonlyMap<string, number>;
}

/** Reads the samples of series. */
async function readHeld(
  range: Range,
  { readBack, patiently }: Sides,
  held: ReadonlyMap<string, Held>,
): Promise<HeldRead> {
  const twice = new Map<string, number>();
  let current: Held | undefined;
  let name = '';
  const sink: HeldSink = {
    series: (key) => {
      name = textOf(key);
      current = held.get(name);
    },
    samples: (all) => {
      const there = current;
      if (there === undefined) return;
      all.each((time, high, low) => {
        if (there.has(time)) twice.set(name, (twice.get(name) ?? 0) + 1);
        there.set(time, bitsOf(high, low));
      });
    },
  };
  const { losesSigns } = await patiently(() =>
    readBack.read(range, sink, () => {
      twice.clear();
      for (const series of held.values()) series.clear();
    }),
  );
  return { twice, losesSigns };
}

const bitsOf = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

const scratch = new DataView(new ArrayBuffer(8));

function numberOf(bits: bigint): number {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}
