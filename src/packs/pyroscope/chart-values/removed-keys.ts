import type { ValuePath } from '../../../lint/finding.ts';
import { type ChartKey, isRemoved, type Keys } from './key.ts';
import { CHART_KEYS } from './top-level.ts';
import { isFrom } from './versions.ts';

export interface RemovedKey {
  readonly path: ValuePath;
  /** The first chart that takes the key and ignores it. */
  readonly removedIn: string;
  /** The path of what took its place, joined by dots. */
  readonly useInstead?: string;
  /** One sentence. */
  readonly note: string;
}

export interface LaterKey {
  readonly path: ValuePath;
  /** The first chart that knows the key. */
  readonly since: string;
}

/** A run asks for the same few charts, file after file. */
const removedByChart = new Map<string, readonly RemovedKey[]>();

/** Keys that older charts read and this one ignores, wherever they may stand. */
export function removedKeys(chart: string): readonly RemovedKey[] {
  const known = removedByChart.get(chart) ?? removedFrom(chart);
  removedByChart.set(chart, known);
  return known;
}

const removedFrom = (chart: string): readonly RemovedKey[] =>
  changes().flatMap(({ path, key }) => {
    if (!key.removal || !isRemoved(key, chart)) return [];
    const { chart: removedIn, ...rest } = key.removal;
    return [{ path, removedIn, ...rest }];
  });

/** Keys that this chart ignores and newer ones read; a section that came as a whole stands for what is in it. */
export const laterKeys = (chart: string): readonly LaterKey[] =>
  changes()
    .flatMap(({ path, key: { since } }) =>
      since === undefined || isFrom(chart, since) ? [] : [{ path, since }],
    )
    .filter(({ path }, _, all) => !all.some((other) => isWithin(path, other.path)));

const isWithin = (path: ValuePath, other: ValuePath): boolean =>
  path.length > other.length && other.every((name, index) => path[index] === name);

interface Placed {
  readonly path: ValuePath;
  readonly key: ChartKey;
}

const placed = (keys: Keys, above: ValuePath): readonly Placed[] =>
  Object.entries(keys).flatMap(([name, key]) => {
    const path = [...above, name];
    return [{ path, key }, ...(key.shape.kind === 'section' ? placed(key.shape.keys, path) : [])];
  });

let found: readonly Placed[] | undefined;

/** Every place whose key came late or was taken away; made when it is first asked for, as there are some thousands of places. */
function changes(): readonly Placed[] {
  found ??= placed(CHART_KEYS, []).filter(({ key }) => key.since !== undefined || key.removal !== undefined);
  return found;
}
