import { type Component, likely, type Phase, type Route, type State, sure } from '../../pack.ts';
import { redactLine } from '../../redaction.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import type { StoreTone } from '../../report/blocks.ts';
import type { PlannedComponent, PlannedFlag, PlannedRoute } from '../../report/plan/plan-report.ts';

/** How stores and phases are shown: the store that is written first is the old one, the one that is left the new. */
export interface Tones {
  readonly ofStore: (store: string) => StoreTone;
  /** Undefined for no store. */
  readonly ofStores: (stores: readonly string[]) => StoreTone | undefined;
  /** Of the stores that a phase writes; nothing for one that is not the pack's. */
  readonly ofPhase: (phase: string) => { readonly tone?: StoreTone };
}

/** @param phases in the order of the migration */
export function tonesOf(phases: readonly Pick<Phase, 'id' | 'writes'>[]): Tones {
  const [oldest, newest] = [phases[0]?.writes[0], phases.at(-1)?.writes.at(-1)];
  const ofStore = (store: string): StoreTone =>
    store === oldest ? 'old' : store === newest ? 'new' : 'both';
  const ofStores = ([first, ...more]: readonly string[]): StoreTone | undefined =>
    more.length > 0 ? 'both' : first === undefined ? undefined : ofStore(first);
  return {
    ofStore,
    ofStores,
    ofPhase: (phase) => {
      const tone = ofStores(phases.find(({ id }) => id === phase)?.writes ?? []);
      return tone === undefined ? {} : { tone };
    },
  };
}

function claimsOf(before: Component | undefined, after: Component | undefined): PlannedComponent['claims'] {
  if (before?.hasClaims) return after?.hasClaims ? 'kept' : 'orphaned';
  return after?.hasClaims ? 'new' : 'none';
}

/** The stores of a component that it serves in the phases of these states; all of its own where a phase cannot be told. */
function storesIn(
  states: readonly State[],
  { stores = [] }: Component,
  phases: readonly Phase[],
): readonly string[] {
  const known = states.map(({ phase }) => phases.find(({ id }) => id === sure(phase)));
  const used = new Set(known.flatMap((phase) => (phase ? [...phase.writes, ...phase.reads] : stores)));
  return stores.filter((store) => used.has(store));
}

/** The workloads before and after, by name: which come and go, and what happens to their volumes. */
export function plannedComponents(
  before: State,
  after: State,
  phases: readonly Phase[],
  tones: Tones,
): readonly PlannedComponent[] {
  const all = new Map([...before.components, ...after.components].map((one) => [one.name, one]));
  return [...all.values()].map((shown) => {
    const { name, kind } = shown;
    const named = (state: State): Component | undefined => state.components.find((one) => one.name === name);
    const [old, now] = [named(before), named(after)];
    const own = [before, after].filter((state) => named(state) !== undefined);
    const stores = storesIn(own, shown, phases);
    const [replicasBefore, replicasAfter] = [sure(old?.replicas), sure(now?.replicas)];
    return {
      name,
      stores,
      tone: tones.ofStores(stores) ?? 'both',
      kind,
      change: old && now ? 'kept' : now ? 'added' : 'removed',
      ...(replicasBefore !== undefined && { replicasBefore }),
      ...(replicasAfter !== undefined && { replicasAfter }),
      claims: claimsOf(old, now),
    };
  });
}

/** Where data goes to and where answers come from; by the phase's stores where the pack does not say. */
export function plannedRoutes(state: State, { routes, phases }: ChartPack, { ofStore }: Tones) {
  const phase = phases.find(({ id }) => id === sure(state.phase));
  const whole = (stores: readonly string[] = []): readonly Route[] =>
    stores.map((store) => ({ store, share: 1 }));
  const { writes, reads } = routes?.(state) ?? { writes: whole(phase?.writes), reads: whole(phase?.reads) };
  const toned = (all: readonly Route[]): readonly PlannedRoute[] =>
    all.map((route) => ({ ...route, tone: ofStore(route.store) }));
  return { writes: toned(writes), reads: toned(reads) };
}

/** A flag's value with credentials hidden. */
const shownValue = (flag: string, value: string): string =>
  redactLine(`-${flag}=${value}`).slice(flag.length + 2);

function changed(before: Component, after: Component): readonly PlannedFlag[] {
  const names = [...new Set([...Object.keys(before.flags), ...Object.keys(after.flags)])].toSorted();
  return names.flatMap((flag): PlannedFlag[] => {
    const [was, is] = [likely(before.flags[flag]), likely(after.flags[flag])];
    if (was === is) return [];
    return [
      {
        component: after.name,
        flag,
        ...(was !== undefined && { before: shownValue(flag, was) }),
        ...(is !== undefined && { after: shownValue(flag, is) }),
      },
    ];
  });
}

/** Flags that change on components which stay. @param before off manifests, as is the other */
export const plannedFlags = (before: State, after: State): readonly PlannedFlag[] =>
  after.components.flatMap((component) => {
    const old = before.components.find(({ name }) => name === component.name);
    return old ? changed(old, component) : [];
  });
