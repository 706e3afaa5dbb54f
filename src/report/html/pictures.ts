import { capitalised, counted } from '../../english.ts';
import {
  type ComponentItem,
  type Components,
  type Moment,
  type Progress,
  percentOf,
  type RoutePair,
  type RouteSide,
  type Routes,
  type StoreTone,
  type TimeLineBlock,
  type TimeSpan,
} from '../blocks.ts';
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

interface FlowStore {
  readonly name: string;
  readonly tone: StoreTone;
}

/**
 * Routes as a picture: line widths by share.
 * @param stores all that have a place in it, used or not, so that two pictures can be compared
 * @param words what the picture says, for those who do not see it
 */
function flow(
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

const CHANGES = { added: '+', removed: '−', kept: '→', scaled: '→' } as const;

function box({ name, workload, tone }: ComponentItem, number: number | undefined): Markup {
  const count =
    number === undefined
      ? undefined
      : markup`<span class="count" title="${counted(number, 'replica')}">×${number}</span>`;
  return markup`<span class="box tone-${tone}"><span class="who"><span class="name">${name}</span> <span class="kind">${workload}</span></span>${count}</span>`;
}

const nothing = (words: string): Markup => markup`<span class="box empty">${words}</span>`;

function claims({ claims: { text, tone } }: ComponentItem): Markup | undefined {
  if (text === '') return undefined;
  return tone === 'none'
    ? markup`<span class="claims">${text}</span>`
    : markup`<span class="claims tone-${tone}">${text}</span>`;
}

function componentRow(item: ComponentItem): Markup {
  const { change, stores, tone } = item;
  const before = change === 'added' ? nothing('not there') : box(item, item.before);
  const after = change === 'removed' ? nothing('gone') : box(item, item.after);
  return markup`<tr class="${change}"><td>${before}</td><td class="change"><span aria-hidden="true">${CHANGES[change]}</span><span class="word">${change}</span></td><td>${after}</td><td><span class="chip tone-${tone}">${stores}</span>${claims(item)}</td></tr>
`;
}

/** Each component before and after on one line, so that the eye finds what comes and goes. */
export const componentTable = ({
  items,
  before,
  after,
}: Components): Markup => markup`<table class="components">
<thead><tr><th scope="col">Today: ${before}</th><th><span class="hidden">change</span></th><th scope="col">Then: ${after}</th><th scope="col">Serves, claims</th></tr></thead>
<tbody>
${items.map(componentRow)}</tbody>
</table>
`;

const noteItem = ({ store, tone, note }: RouteSide['routes'][number]): Markup[] =>
  note === undefined ? [] : [markup`<li><span class="chip tone-${tone}">${store}</span> ${note}</li>`];

function figure(pair: RoutePair, side: RouteSide, stores: readonly FlowStore[], when: string): Markup {
  const title = `${capitalised(pair.name)} ${when}`;
  const notes = side.routes.flatMap(noteItem);
  const drawn =
    side.routes.length === 0
      ? markup`<p class="unset">${side.text}</p>`
      : flow(side, { stores, pair, words: `${title}: ${side.text}` });
  return markup`<figure>
<figcaption>${title}</figcaption>
${drawn}
${notes.length === 0 ? undefined : markup`<ul class="notes">${notes}</ul>`}</figure>
`;
}

const AGE = { old: 0, both: 1, new: 2 } as const;

/** Two pictures beside each other, with each store at the same place in both. */
function pictures(pair: RoutePair): Markup {
  const used = [...pair.before.routes, ...pair.after.routes];
  const names = [...new Set(used.map(({ store }) => store))];
  const stores = names
    .map((name) => ({ name, tone: used.find(({ store }) => store === name)?.tone ?? 'both' }))
    .toSorted((one, other) => AGE[one.tone] - AGE[other.tone]);
  return markup`${figure(pair, pair.before, stores, 'today')}${figure(pair, pair.after, stores, 'then')}`;
}

export function routePictures({ pairs }: Routes): Markup | undefined {
  const known = pairs.filter(({ before, after }) => before.routes.length + after.routes.length > 0);
  return known.length === 0 ? undefined : markup`<div class="pictures">\n${known.map(pictures)}</div>\n`;
}

/** Long spans would leave no room for the short ones that matter most, so widths grow with the root of the time. */
const grow = (milliseconds: number): number =>
  Number(Math.max(1, Math.sqrt(milliseconds / 60_000)).toFixed(2));

const moment = ({ text, time }: Moment): Markup =>
  time === undefined ? markup`${text}` : markup`<time datetime="${time}">${text}</time>`;

function span({
  phase,
  tone,
  length,
  milliseconds,
  from,
  to,
  isCertain,
  isPlanned = false,
}: TimeSpan): Markup {
  const kind = `${isPlanned ? ' planned' : ''} tone-${tone}${isCertain ? '' : ' uncertain'}`;
  const doubt = isCertain ? undefined : markup`<span class="doubt">not certain</span>`;
  const until = to === undefined ? undefined : markup` <span class="until">to ${moment(to)}</span>`;
  return markup`<li class="span${kind}" style="flex-grow: ${grow(milliseconds)}"><strong>${phase}</strong> <span class="length">${length}</span>${doubt}<span class="from">${moment(from)}</span>${until}</li>
`;
}

export const timeLine = ({ spans }: TimeLineBlock): Markup => markup`<ol class="time-line">
${spans.map(span)}</ol>
<p class="hint">Oldest first; widths are not to scale.</p>
`;

/** Drawn rather than a progress element: browsers print those without their filling. */
function bar(share: number, words: string): Markup {
  const width = Number((share * 100).toFixed(2));
  return markup`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="${words}"><rect class="bar-ground" width="100" height="4"/><rect class="bar-done${share < 1 ? '' : ' full'}" width="${width}" height="4"/></svg>`;
}

/** How far a time has come, and when it is over. */
export function progress(block: Progress): Markup {
  const { share, text, notes, problem } = block;
  const title = markup`<strong>${capitalised(block.title)}</strong>`;
  const ends = notes.map((note) => markup`<span>${note}</span>`);
  const told = ends.length === 0 ? undefined : markup`<p class="ends">${ends}</p>\n`;
  if (problem !== undefined)
    return markup`<div class="soak tone-warn">\n<p>${title} ${problem}</p>\n${told}</div>\n`;
  return markup`<div class="soak">
<p>${title} <span class="big">${text}</span> <span>${percentOf(block)}</span></p>
${bar(share, `${percentOf(block)} of it`)}
${told}</div>
`;
}
