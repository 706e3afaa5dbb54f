import type { PlannedRoute } from './plan-report.ts';

/** `100 %`, `12.5 %`. @param share a fraction of all */
export const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

const routeText = ({ store, share, note }: PlannedRoute): string =>
  `${store} ${percent(share)}${note === undefined ? '' : ` (${note})`}`;

/** `v1 100 %, v2 25 % (from …)`, or that nobody knows. */
export const routesText = (routes: readonly PlannedRoute[]): string =>
  routes.length === 0 ? 'not known' : routes.map(routeText).join(', ');

const same = (one: PlannedRoute, other: PlannedRoute | undefined): boolean =>
  one.store === other?.store && one.share === other.share && one.note === other.note;

export const areSameRoutes = (before: readonly PlannedRoute[], after: readonly PlannedRoute[]): boolean =>
  before.length === after.length && before.every((route, index) => same(route, after[index]));
