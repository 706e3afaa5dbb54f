import { type Case, type Facts, known, type Pack, type State, type Tree, unsure } from '../pack.ts';
import { settingReader } from '../rules/settings.ts';
import { valuesTree } from '../rules/trees.ts';
import { coalesceWithDefaults } from '../values/merge.ts';
import type { HelmMajor, MapNode } from '../values/tree.ts';
import { type ChartPack, defaultsOf } from './chart-values.ts';

/** The values of one release at one moment. */
export interface ReleaseSide {
  /** The chart version as it is, known to the pack or not: what compares versions compares this one. */
  readonly chart: string;
  /** The server that the chart's own Chart.yaml names, where that was seen. */
  readonly appVersion?: string;
  /** What files and flags say, merged; nothing of the chart's. */
  readonly user: MapNode;
  /** `.Values`: the user's over the chart's defaults. Nodes of the user keep their origins. */
  readonly resolved: MapNode;
}

/** The values of one release as Helm resolves them for one chart version. */
export interface ReleaseValues extends ReleaseSide {
  readonly helm: HelmMajor;
  /** The values before a change: those of --from-values, or the same ones over the older chart. */
  readonly previous?: ReleaseSide;
  /** The text of each file that took part, by its name, to slice origins out of. */
  readonly textOf: (file: string) => string;
}

/** What one side of a release is made of. */
export interface SideInput extends Pick<ReleaseSide, 'chart' | 'appVersion' | 'user'> {
  /** What lies under the user's values, where that is not the chart's own values.yaml. */
  readonly defaults?: MapNode;
}

export interface ReleaseInput extends SideInput {
  readonly helm: HelmMajor;
  readonly before?: SideInput;
  readonly textOf: (file: string) => string;
}

function resolve(
  { defaults, ...side }: SideInput,
  helm: HelmMajor,
  { charts: [chart] }: Pick<ChartPack, 'charts'>,
): ReleaseSide {
  const under = defaults ?? defaultsOf(chart, side.chart);
  const resolved = coalesceWithDefaults(side.user, under, helm);
  return { ...side, resolved: resolved.kind === 'map' ? resolved : side.user };
}

/** Lays values over the defaults of their chart, and those before a change over the defaults of theirs. */
export function releaseValues(
  { helm, before, textOf, ...now }: ReleaseInput,
  pack: Pick<ChartPack, 'charts'>,
): ReleaseValues {
  const previous = before && resolve(before, helm, pack);
  return { ...resolve(now, helm, pack), helm, textOf, ...(previous && { previous }) };
}

/** What a tree of values was made of. */
export type ValuesBehind = Pick<ReleaseValues, 'user' | 'resolved' | 'textOf'>;

const behind = new WeakMap<Tree, ValuesBehind>();

/** The nodes behind the tree that `readValues` is given, for packs of this repository. @throws for any other tree */
export function valuesBehind(tree: Tree): ValuesBehind {
  const values = behind.get(tree);
  if (values === undefined) throw new Error('this tree was not made of values');
  return values;
}

function treeOf(values: ValuesBehind): Tree {
  const tree = valuesTree(values.resolved, undefined, values.user);
  behind.set(tree, values);
  return tree;
}

/** What somebody wrote, as `phaseAsked` takes it. */
export const writtenTree = (user: MapNode): Tree => valuesTree(user);

/** Reads one side of a release as its chart would render it. @param textOf the text of a file that took part */
export function stateOfValues<F extends Facts>(
  { readValues, stores, settings = [] }: Pick<Pack<F>, 'readValues' | 'stores' | 'settings'>,
  { chart, appVersion, user, resolved }: ReleaseSide,
  textOf: ReleaseValues['textOf'],
): State<F> {
  if (readValues === undefined) throw new Error('the pack does not read values');
  const values = treeOf({ user, resolved, textOf });
  const facts = readValues(values, { chart, ...(appVersion !== undefined && { appVersion }) });
  const setting = settingReader(settings, facts.components);
  const state: State<F> = {
    ...facts,
    readFrom: 'values',
    release: unsure('values do not name the release'),
    namespace: unsure('values do not name the namespace'),
    chart: known(chart, 'chart'),
    values,
    setting,
    get stores() {
      // What TypeScript does not see while F is open: a state is the pack's facts, and more.
      return stores?.(state as unknown as F & Pick<State<F>, 'setting' | 'readFrom'>) ?? {};
    },
  };
  return state;
}

/** What rules look at of values, and of those before a change. */
export function caseOfValues<F extends Facts>(
  pack: Pick<Pack<F>, 'readValues' | 'stores' | 'settings'>,
  release: ReleaseValues,
): Omit<Case<F>, 'options'> {
  const { previous, textOf } = release;
  return {
    now: stateOfValues(pack, release, textOf),
    ...(previous && { before: stateOfValues(pack, previous, textOf) }),
    asked: () => undefined,
    clock: Date.now(),
  };
}
