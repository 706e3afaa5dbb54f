/** From and to in ms since 1970, the end not included. */
export type Range = readonly [from: number, to: number];

/** A moment in ms as people read it, in UTC. */
export const timeText = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

export const rangeText = ([from, to]: Range): string => `${timeText(from)} to ${timeText(to)}`;

/** Ranges in order, without overlaps, those that touch made one. */
export function merged(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.filter(([from, to]) => from < to).sort(([a], [b]) => a - b);
  const result: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** What is left of a range once others are taken out. */
export function without([from, to]: Range, taken: readonly Range[]): readonly Range[] {
  const left: Range[] = [];
  let at = from;
  for (const [start, end] of merged(taken)) {
    if (end <= at || start >= to) continue;
    if (start > at) left.push([at, start]);
    at = end;
  }
  if (at < to) left.push([at, to]);
  return left;
}

/** What of ranges lies within another. */
export const within = (ranges: readonly Range[], [from, to]: Range): readonly Range[] =>
  merged(ranges.map(([start, end]) => [Math.max(start, from), Math.min(end, to)] as const));

export const lengthOf = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, [from, to]) => sum + to - from, 0);

export function halvesOf([from, to]: Range): readonly [Range, Range] {
  const middle = Math.floor((from + to) / 2);
  return [
    [from, middle],
    [middle, to],
  ];
}
