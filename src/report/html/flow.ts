import type { RoutePair, RouteSide, StoreTone } from '../blocks.ts';
import { type Markup, markup } from './markup.ts';

/** Units of the picture's own; it is scaled to its place. */
const WIDTH = 360;
const BOX = { width: 92, height: 46 } as const;
const SLOT = BOX.height + 18;
const WIDEST = 21;
const THINNEST = 2;

type Route = RouteSide['routes'][number];

interface Ends {
  /** Where lines leave the one box at the outer end, and where they meet the stores. */
  readonly outerX: number;
  readonly storeX: number;
  readonly outerBox: number;
  readonly storeBox: number;
}

const FAR = WIDTH - BOX.width;
const ENDS: Readonly<Record<RoutePair['direction'], Ends>> = {
  'to stores': { outerX: BOX.width, storeX: FAR, outerBox: 0, storeBox: FAR },
  'from stores': { outerX: FAR, storeX: BOX.width, outerBox: FAR, storeBox: 0 },
};

const middleOf = (slot: number): number => slot * SLOT + SLOT / 2;
const widthOf = (share: number): number => (share > 0 ? Math.max(THINNEST, share * WIDEST) : 1);
const rounded = (number: number): number => Number(number.toFixed(2));

function node(x: number, middle: number, name: string, kind: string): Markup {
  return markup`<g class="node ${kind}"><rect x="${x + 1}" y="${middle - BOX.height / 2}" width="${BOX.width - 2}" height="${BOX.height}" rx="8"/><text x="${x + BOX.width / 2}" y="${middle}" dy="0.35em" text-anchor="middle">${name}</text></g>
`;
}

/** A line as wide as its share; a share of nothing is dashed. */
function line({ tone, share }: Route, ends: Ends, outerY: number, storeY: number): Markup {
  const { outerX, storeX } = ends;
  const bend = (outerX + storeX) / 2;
  const path = `M ${outerX} ${rounded(outerY)} C ${bend} ${rounded(outerY)} ${bend} ${storeY} ${storeX} ${storeY}`;
  return markup`<path class="flow tone-${tone}${share > 0 ? '' : ' nothing'}" d="${path}" stroke-width="${rounded(widthOf(share))}"/>
`;
}

/** Near the store's end of its line, on a ground of its own so that it is read over any line. */
function label({ label: words }: Route, { outerX, storeX }: Ends, middle: number): Markup {
  const x = rounded(outerX + (storeX - outerX) * 0.72);
  const width = words.length * 7.5 + 12;
  return markup`<rect class="share-ground" x="${x - width / 2}" y="${middle - 10}" width="${width}" height="20" rx="10"/><text class="share" x="${x}" y="${middle}" dy="0.35em" text-anchor="middle">${words}</text>
`;
}

/** Where each line leaves the outer box: beside each other, so that none covers another. */
function outerPlaces(routes: readonly Route[], middle: number): number[] {
  const widths = routes.map(({ share }) => widthOf(share));
  const total = widths.reduce((sum, width) => sum + width, 0);
  return widths.map((width, index) => {
    const above = widths.slice(0, index).reduce((sum, other) => sum + other, 0);
    return middle - total / 2 + above + width / 2;
  });
}

export interface FlowStore {
  readonly name: string;
  readonly tone: StoreTone;
}

/**
 * Routes as a picture: line widths by share.
 * @param stores all that have a place in it, used or not, so that two pictures can be compared
 * @param words what the picture says, for those who do not see it
 */
export function flow(
  { routes }: RouteSide,
  { stores, pair, words }: { stores: readonly FlowStore[]; pair: RoutePair; words: string },
): Markup {
  const ends = ENDS[pair.direction];
  const height = stores.length * SLOT;
  const slotOf = ({ store }: Route): number => middleOf(stores.findIndex(({ name }) => name === store));
  const places = outerPlaces(routes, height / 2);
  const isUsed = ({ name }: FlowStore): boolean => routes.some(({ store }) => store === name);
  return markup`<svg class="flows" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${words}">
${routes.map((route, index) => line(route, ends, places[index] ?? 0, slotOf(route)))}${routes.map((route) => label(route, ends, slotOf(route)))}${node(ends.outerBox, height / 2, pair.flow, 'outer')}${stores.map((store, slot) => node(ends.storeBox, middleOf(slot), `${store.name} store`, isUsed(store) ? `tone-${store.tone}` : 'unused'))}</svg>`;
}
