import type { PlannedRoute, PlanReport } from '../plan-report.ts';
import { routesText } from '../route-words.ts';
import { type Direction, flow } from './flow.ts';
import { type Markup, markup, section } from './markup.ts';

function noteItem({ store, note }: PlannedRoute): Markup[] {
  return note === undefined
    ? []
    : [markup`<li><span class="chip layer-${store}">${store}</span> ${note}</li>`];
}

interface Picture {
  readonly title: string;
  readonly routes: readonly PlannedRoute[];
}

function figure({ title, routes }: Picture, stores: readonly PlannedRoute['store'][], direction: Direction) {
  const notes = routes.flatMap(noteItem);
  const words = `${title}: ${routesText(routes)}`;
  const drawn =
    routes.length === 0
      ? markup`<p class="unset">${routesText(routes)}</p>`
      : flow(routes, { stores, direction, words });
  return markup`<figure>
<figcaption>${title}</figcaption>
${drawn}
${notes.length === 0 ? undefined : markup`<ul class="notes">${notes}</ul>`}</figure>
`;
}

/** Two pictures beside each other, with each store at the same place in both. */
function pair(before: Picture, after: Picture, direction: Direction): Markup | undefined {
  const used = new Set([...before.routes, ...after.routes].map(({ store }) => store));
  const stores = (['v1', 'v2'] as const).filter((store) => used.has(store));
  if (stores.length === 0) return undefined;
  return markup`${figure(before, stores, direction)}${figure(after, stores, direction)}`;
}

/** Where profiles go and where answers come from, today and then. */
export function paths(report: PlanReport): Markup | undefined {
  const writes = pair(
    { title: 'Writes today', routes: report.writesBefore },
    { title: 'Writes after', routes: report.writesAfter },
    'to stores',
  );
  const reads = pair(
    { title: 'Reads today', routes: report.readsBefore },
    { title: 'Reads after', routes: report.readsAfter },
    'from stores',
  );
  const drawn = [writes, reads].filter((one) => one !== undefined);
  return section(
    'paths',
    'Write and read paths',
    drawn.length === 0 ? undefined : markup`<div class="pictures">\n${drawn}</div>`,
  );
}
