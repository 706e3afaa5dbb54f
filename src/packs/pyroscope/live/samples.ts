import type { Sample } from './prometheus-text.ts';

/** What a label must be: the text itself, or a test. A label that is missing counts as ''. */
export type Wanted = Readonly<Record<string, string | ((value: string) => boolean)>>;

export const not =
  (...texts: readonly string[]) =>
  (value: string): boolean =>
    !texts.includes(value);

function fits(sample: Sample, wanted: Wanted): boolean {
  return Object.entries(wanted).every(([label, want]) => {
    const value = sample.labels[label] ?? '';
    return typeof want === 'string' ? value === want : want(value);
  });
}

/** The samples of one metric whose labels are as wanted. */
export const choose = (samples: readonly Sample[], name: string, wanted: Wanted = {}): Sample[] =>
  samples.filter((sample) => sample.name === name && fits(sample, wanted));

/** Their sum; 0 where there is none, as a counter that was never raised is often not listed. */
export const total = (samples: readonly Sample[], name: string, wanted: Wanted = {}): number =>
  choose(samples, name, wanted).reduce((sum, { value }) => sum + value, 0);

/** Sums of one metric by the value of a label. */
export function totalsBy(samples: readonly Sample[], label: string): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = labels[label] ?? '';
    totals.set(key, (totals.get(key) ?? 0) + value);
  }
  return totals;
}
