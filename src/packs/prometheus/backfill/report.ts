import { counted, grouped } from '../../../english.ts';
import { durationText } from '../../../times.ts';
import { visible } from '../../../visible-text.ts';
import type { Comparison } from './comparison.ts';
import type { Concern } from './concerns.ts';
import { lengthOf, merged, type Range, rangeText, timeText } from './ranges.ts';

/** How far a migration has come; only `verified` is a proof. */
export type Outcome =
  | 'verified'
  | 'copied, verified once'
  | 'copied, not verifiable'
  | 'copied, unequal'
  | 'copied in part'
  | 'checked'
  | 'counted'
  | 'refused'
  | 'nothing found';

/** What a run came to, as data; the text and the JSON are made of it. */
export interface RunResult {
  readonly name: string;
  readonly outcome: Outcome;
  readonly range: Range;
  readonly product: string;
  readonly samples: number;
  readonly requests: number;
  readonly bytes: number;
  readonly retries: number;
  readonly histograms: number;
  /** The metrics whose native histograms --drop-histograms left out. */
  readonly leftOut: readonly string[];
  /** NaN that the destination cannot hold. */
  readonly unstorable: number;
  /** Samples that the destination refused and --skip-bad wrote down. */
  readonly skipped: number;
  readonly wallMs: number;
  readonly concerns: readonly Concern[];
  readonly first: readonly Comparison[];
  readonly second: readonly Comparison[];
  /** Why the run ended early. */
  readonly problem?: string;
  /** What to do next. */
  readonly next?: string;
  /** Of the marker series that a Prometheus destination gets before the first slab. */
  readonly marker?: string;
}

export const isDone = ({ outcome }: Pick<RunResult, 'outcome'>): boolean =>
  outcome === 'verified' || outcome === 'checked' || outcome === 'counted';

const MARKS = { error: 'error', warning: 'warning', info: 'info' } as const;

export const concernText = ({ id, severity, what, fix }: Concern): string =>
  `${MARKS[severity]} ${id}: ${what}.\n  ${fix}.\n`;

const unequalText = ({ unequal, unequalSeries }: Comparison): string => {
  const names = unequalSeries.map(visible).join(', ');
  const mark = unequalSeries.length < unequal ? ', such as' : ':';
  return `${counted(unequal, 'series', 'series')} unequal${names === '' ? '' : `${mark} ${names}`}`;
};

function passText(title: string, comparisons: readonly Comparison[]): string[] {
  if (comparisons.length === 0) return [];
  const sum = (of: (comparison: Comparison) => number): number =>
    comparisons.reduce((total, comparison) => total + of(comparison), 0);
  const parts = [`${grouped(sum(({ samples }) => samples))} samples compared`];
  const again = sum(({ sentAgain }) => sentAgain);
  if (again > 0) parts.push(`${grouped(again)} missing and sent again`);
  const missing = sum((one) => one.missing);
  if (missing > 0) parts.push(`${grouped(missing)} still missing`);
  const other = sum(({ otherValues }) => otherValues);
  if (other > 0) parts.push(`${grouped(other)} held with another value`);
  const coarse = sum((one) => one.coarse);
  if (coarse > 0) parts.push(`${grouped(coarse)} held with fewer than 12 digits`);
  const doubled = sum((one) => one.doubled);
  if (doubled > 0) parts.push(`${grouped(doubled)} held twice`);
  const unseen = merged(comparisons.filter(({ isUnseen }) => isUnseen).map(({ range }) => range));
  if (unseen.length > 0) parts.push(`nothing is shown of ${durationText(lengthOf(unseen))}`);
  const unequal = comparisons.filter((one) => one.unequal > 0 && !one.isUnseen);
  return [
    `${title}: ${parts.join(', ')}`,
    ...unseen
      .slice(0, 10)
      .map((range) => `  ${rangeText(range)}: the destination shows none of these series`),
    ...unequal.slice(0, 10).map((one) => `  ${rangeText(one.range)}: ${unequalText(one)}`),
    ...(unequal.length > 10 ? [`  and ${unequal.length - 10} more ranges`] : []),
  ];
}

const MOST_NAMES = 5;

const leftOutText = (metrics: readonly string[]): string => {
  const more = metrics.length - MOST_NAMES;
  return `left out by --drop-histograms: the native histograms of ${counted(metrics.length, 'metric')} (${metrics
    .slice(0, MOST_NAMES)
    .join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
};

/** The summary that a run ends with. */
export function resultText(result: RunResult): string {
  const { name, outcome, range, samples, wallMs, requests, bytes, retries } = result;
  const { histograms, leftOut, unstorable, skipped } = result;
  const rate = wallMs > 0 ? Math.round((samples / wallMs) * 1000) : 0;
  const lines = [
    `${name}: ${outcome}`,
    `range: ${rangeText(range)} (${durationText(lengthOf([range]))}), to ${result.product}`,
    ...(requests > 0
      ? [
          `sent: ${grouped(samples)} samples in ${counted(requests, 'request')}, ${(bytes / 1e6).toFixed(1)} MB, ${durationText(wallMs)}, ${grouped(rate)} samples/s`,
        ]
      : []),
    ...(retries > 0 ? [`tried again: ${counted(retries, 'request')}`] : []),
    ...(histograms > 0 ? [`native histograms: ${grouped(histograms)}`] : []),
    ...(leftOut.length > 0 ? [leftOutText(leftOut)] : []),
    ...(unstorable > 0
      ? [
          `not a number, which the destination does not keep: ${counted(unstorable, 'sample')} of what this run sent`,
        ]
      : []),
    ...(skipped > 0 ? [`refused and written down by --skip-bad: ${counted(skipped, 'sample')}`] : []),
    ...(result.marker === undefined ? [] : [`marker series: ${result.marker}`]),
    ...passText('first comparison', result.first),
    ...passText('second comparison', result.second),
    ...(result.problem === undefined ? [] : [`stopped: ${result.problem}`]),
    ...(result.next === undefined ? [] : [`next: ${result.next}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The same for programs. */
export const resultJson = (result: RunResult): string =>
  `${JSON.stringify(
    { ...result, range: { from: timeText(result.range[0]), to: timeText(result.range[1]) } },
    (key, value: unknown) =>
      key === 'range' && Array.isArray(value) ? value.map((time) => timeText(time as number)) : value,
    2,
  )}\n`;
