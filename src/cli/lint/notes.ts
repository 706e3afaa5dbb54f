import { counted, either } from '../../english.ts';
import { chartNamesOf } from '../pack-of-values.ts';
import type { LintRun } from './lint-run.ts';

/** A note for each file that is passed over is too much where many are. */
const MOST_NOTES = 3;

/** What files hold that the linter passes over; of files that have nothing to do with the charts, only how many there are. */
export function notePassedOver(passedOver: readonly PassedOver[], { packs, note }: LintRun): void {
  const others = passedOver.filter(({ isOfChart }) => !isOfChart);
  const isMany = others.length > MOST_NOTES;
  for (const { file, what, isOfChart } of passedOver)
    if (isOfChart || !isMany) note(`${file} holds ${what}; skipped`);
  if (isMany)
    note(`${counted(others.length, 'file')} without values of ${either(chartNamesOf(packs))} skipped`);
}

/** A file with nothing for the linter. */
export interface PassedOver {
  readonly file: string;
  readonly what: string;
  readonly isOfChart?: boolean;
}

/** What is not known of a release, and how many findings are infos for it. */
export interface Uncertainty {
  readonly name: string;
  readonly count: number;
  readonly unread: readonly string[];
  readonly isChartGuessed: boolean;
  /** Nothing but its keys says whose values a file holds. */
  readonly isKnownByKeys: boolean;
  /** The chart version that it is judged by: one that what is known allows. */
  readonly chart: string;
}

const comment = (chart: string): string => `a comment such as # phasegate: chart=${chart}`;

const howToSay = (chart: string): string => `set it with --chart-version or ${comment(chart)}`;

/** Says what is not known of releases: in a line each, of many files in one line. */
export function noteUncertain(all: readonly Uncertainty[], { note }: LintRun): void {
  const guessed = all.filter(({ isChartGuessed, unread }) => isChartGuessed && unread.length === 0);
  const isMany = guessed.length > MOST_NOTES;
  for (const { name, count, unread, isChartGuessed, isKnownByKeys, chart } of all) {
    if (isMany && isChartGuessed && unread.length === 0) continue;
    const isAllKnown = unread.length === 0 && !isChartGuessed;
    const others = `nothing says that all its keys are for this chart; ${comment(chart)} does`;
    const unknown = [
      ...(isAllKnown && isKnownByKeys ? [others] : []),
      ...(isAllKnown && !isKnownByKeys
        ? ['variables or placeholders in the values are filled in later']
        : []),
      ...(unread.length > 0 ? [`${unread.join(', ')} cannot be read`] : []),
      ...(isChartGuessed ? [`nothing says the chart version; ${howToSay(chart)}`] : []),
    ];
    note(`${name}: ${counted(count, 'finding')} reported as info, as ${unknown.join(', and ')}`);
  }
  const total = guessed.reduce((sum, { count }) => sum + count, 0);
  const [first] = guessed;
  if (isMany && first)
    note(
      `${counted(total, 'finding')} in ${counted(guessed.length, 'file')} reported as info, as nothing says their chart version; ${howToSay(first.chart)}`,
    );
}
