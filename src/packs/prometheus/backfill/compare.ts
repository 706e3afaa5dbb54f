import { counted } from '../../../english.ts';
import type { HeldSink } from '../wire/export-lines.ts';
import type { SeriesKey } from '../wire/labels.ts';
import { batches, compareEach, Found, sendAll, textOf } from './compare-samples.ts';
import type { Comparison, Sides } from './comparison.ts';
import { CopySink } from './copy-range.ts';
import { type Digests, MOST_VALUES } from './digests.ts';
import { type Range, rangeText } from './ranges.ts';
import { ReadFailure } from './read-range.ts';

/** A store that shows no series of those that it has acknowledged. */
export class NothingShown extends ReadFailure {
  readonly next =
    'look whether the destination changes labels (extra_label of vmauth, -relabelConfig) or drops the series; copy again with another --state once its copies are deleted there';

  constructor(range: Range, series: number) {
    super(
      `the destination has acknowledged ${counted(series, 'series', 'series')} of ${rangeText(range)} and shows none of them under these labels; what is there would be stored twice, so nothing was sent again`,
      'final',
    );
  }
}

/**
 * Compares a range on both sides and sends again what is missing, sample by sample, so that nothing is stored twice.
 * @param source what is known of the source's range already; it is read where it is left out
 * @throws ReadFailure that asks for halves where the range has more samples than are compared at once
 */
export async function compareRange(range: Range, sides: Sides, source?: Digests): Promise<Comparison> {
  const expected = source ?? (await digestOf(range, sides));
  const { rounds = 0, roundsUnseen = 0, pause, looks = 0 } = sides.resend ?? {};
  const showsNothing = (): boolean => expected.series > 0 && !expected.sharesSeries(sides.digests.held);
  await readThere(range, sides, expected);
  for (let look = 0; look < looks && showsNothing(); look++) {
    await pause?.();
    await readThere(range, sides, expected);
  }
  let isUnseen = showsNothing();
  if (sides.isSent && isUnseen) throw new NothingShown(range, expected.series);
  let unequal: readonly SeriesKey[] = expected.notIn(sides.digests.held);
  const shortSeries = unequal.length;
  let found = new Found();
  let sentAgain = 0;
  for (let round = 0; unequal.length > 0; round++) {
    found = new Found();
    const sends = round < (isUnseen ? roundsUnseen : rounds);
    if (isUnseen && !sends) {
      found.missing = expected.samples;
      break;
    }
    if (isUnseen) await sendAll(range, sides, found);
    if (found.sent === 0)
      for (const keys of batches(unequal, expected)) await compareEach(range, sides, keys, found, sends);
    sentAgain += found.sent;
    if (found.sent === 0) {
      // Series that only hold more than the source are as they should be.
      unequal = unequal.filter((key) => found.wrong.has(textOf(key)));
      break;
    }
    unequal = await notThere(range, sides, expected);
    if (unequal.length > 0 && pause !== undefined) {
      await pause();
      unequal = await notThere(range, sides, expected);
    }
    isUnseen = showsNothing();
  }
  return {
    range,
    series: expected.series,
    samples: expected.samples,
    shortSeries,
    sentAgain,
    missing: unequal.length > 0 ? found.missing : 0,
    otherValues: found.otherValues,
    coarse: sides.digests.held.coarse,
    doubled: found.doubled,
    // What was refused is not there, but nobody waits for it.
    isUnseen: isUnseen && found.missing > 0,
    unequal: unequal.length,
    unequalSeries: unequal.length > 0 ? [...found.names] : [],
    checksum: expected.checksum(),
  };
}

async function digestOf(
  range: Range,
  { readSource, relabelling, readBack, dropHistograms, digests: { expected: digests } }: Sides,
): Promise<Digests> {
  await readSource(range, () => {
    digests.clear();
    return new CopySink(undefined, digests, { relabelling, fidelity: readBack.fidelity, dropHistograms });
  });
  if (digests.isOverfull)
    throw new ReadFailure(`the range has more than ${MOST_VALUES} samples to be compared at once`, 'halve');
  return digests;
}

/** Series of the source that the destination does not hold just so. */
async function notThere(range: Range, sides: Sides, expected: Digests): Promise<readonly SeriesKey[]> {
  await readThere(range, sides, expected);
  return expected.notIn(sides.digests.held);
}

/** Reads into the digests of the destination what it holds of a range, and of the source's series. */
async function readThere(
  range: Range,
  { readBack, patiently, digests: { held } }: Sides,
  expected: Digests,
): Promise<void> {
  let number: number | undefined;
  const sink: HeldSink = {
    series: (key) => {
      number = expected.has(key) ? held.numberOf(key) : undefined;
    },
    samples: (all) => {
      if (number !== undefined) held.addHeld(number, all, readBack.fidelity, expected);
    },
  };
  await patiently(() => readBack.read(range, sink, () => held.clear()));
}
