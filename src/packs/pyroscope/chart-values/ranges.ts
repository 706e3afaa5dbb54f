import type { ChartKey, Keys } from './key.ts';
import { CHART_KEYS } from './top-level.ts';
import { CHART_VERSIONS } from './versions.ts';

/** Chart versions in a row, oldest first, that know the same keys with the same defaults. */
export type ChartRange = readonly string[];

const changesOf = ({ since, removal, defaultSince = [] }: ChartKey): readonly (string | undefined)[] => [
  since,
  removal?.chart,
  ...defaultSince.map(([first]) => first),
];

/** The versions in which some key came, went or got another default. */
function changesIn(keys: Keys): readonly (string | undefined)[] {
  return Object.values(keys).flatMap((key) => [
    ...changesOf(key),
    ...(key.shape.kind === 'section' ? changesIn(key.shape.keys) : []),
  ]);
}

/** All known versions, oldest range first. */
export function chartRanges(): readonly ChartRange[] {
  const changes = new Set(changesIn(CHART_KEYS));
  const ranges: string[][] = [];
  for (const chart of CHART_VERSIONS) {
    const last = ranges.at(-1);
    if (last && !changes.has(chart)) last.push(chart);
    else ranges.push([chart]);
  }
  return ranges;
}

/** `2.0.2-2.2.1`: the first and the last version of a range. */
export const nameOfRange = (range: ChartRange): string => `${range[0]}-${range.at(-1)}`;
