import {
  type Assignment,
  type Case,
  type Chart,
  type Facts,
  type Known,
  known,
  type Pack,
  type Path,
  type State,
  type Step,
  type Tree,
  unsure,
} from '../pack.ts';
import { settingReader } from '../rules/settings.ts';
import { valuesTree } from '../rules/trees.ts';
import { coalesceWithDefaults, mergeMaps, mergeValues } from '../values/merge.ts';
import { defaultHelm, emptyMap, fromJson, type HelmMajor, type MapNode, nowhere } from '../values/tree.ts';
import { type ChartPack, defaultsOf } from './chart-values.ts';

/** The values of one release at one moment. */
export interface ReleaseSide {
  /** The name of the release, where somebody gave it: values do not hold it. */
  readonly release?: string;
  /** Whether that only stands for one in messages, as where two values files are compared. */
  readonly isOnPaper?: true;
  /** The namespace that it is installed into, where somebody gave it. */
  readonly namespace?: string;
  /** The chart version as it is, known to the pack or not: what compares versions compares this one. */
  readonly chart: string;
  /** The server that the chart's own Chart.yaml names, where that was seen. */
  readonly appVersion?: string;
  /** What files and flags say, merged; nothing of the chart's. */
  readonly user: MapNode;
  /** Whether they surely are all that the release gets; one file alone may leave the rest to another. */
  readonly isWhole?: boolean;
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
export interface SideInput
  extends Pick<
    ReleaseSide,
    'release' | 'isOnPaper' | 'namespace' | 'chart' | 'appVersion' | 'user' | 'isWhole'
  > {
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

function treeOf(values: ValuesBehind, chart: string, own: Chart | undefined): Tree {
  const printedAs = (path: Path) => own?.printedAs?.(path.map(String), chart) ?? 'bare';
  const tree = valuesTree(values.resolved, { blocks: [[]], printedAs }, values.user);
  behind.set(tree, values);
  return tree;
}

/** What somebody wrote, as `phaseAsked` takes it. */
export const writtenTree = (user: MapNode): Tree => valuesTree(user);

const unnamed = (what: string): string => `values do not name the ${what}`;

const named = (name: string | undefined, what: string): Known<string> =>
  name === undefined ? unsure(unnamed(what)) : known(name, 'person');

/** Reads one side of a release as its chart would render it. @param textOf the text of a file that took part */
export function stateOfValues<F extends Facts>(
  {
    readValues,
    stores,
    settings = [],
    charts: [own] = [],
  }: Pick<Pack<F>, 'readValues' | 'stores' | 'settings' | 'charts'>,
  { release, isOnPaper, namespace, chart, appVersion, user, isWhole = false, resolved }: ReleaseSide,
  textOf: ReleaseValues['textOf'],
): State<F> {
  if (readValues === undefined) throw new Error('the pack does not read values');
  const values = treeOf({ user, resolved, textOf }, chart, own);
  const facts = readValues(values, {
    chart,
    chartName: own?.name ?? '',
    ...(release !== undefined && !isOnPaper && { release }),
    ...(namespace !== undefined && { namespace }),
    ...(appVersion !== undefined && { appVersion }),
  });
  const setting = settingReader(settings, facts.components);
  const state: State<F> = {
    ...facts,
    readFrom: 'values',
    release: isOnPaper ? unsure(unnamed('release'), undefined, release) : named(release, 'release'),
    namespace: named(namespace, 'namespace'),
    chart: known(chart, 'chart'),
    values,
    isWhole,
    setting,
    get stores() {
      // What TypeScript does not see while F is open: a state is the pack's facts, and more.
      return stores?.(state as unknown as F & Pick<State<F>, 'setting' | 'readFrom'>) ?? {};
    },
  };
  return state;
}

/** One value as a map of maps, down to it. */
const nested = ([path, value]: Assignment): MapNode => {
  const json = path.reduceRight<unknown>((below, key) => ({ [key]: below }), value);
  const tree = fromJson(json, nowhere);
  if (tree.kind !== 'map') throw new RangeError('an assignment without a path');
  return tree;
};

/** What a step sets: the values of its phase, and its own. */
export function valuesOfStep(
  { phases }: Pick<Pack, 'phases'>,
  { phase, set = [] }: Pick<Step, 'phase' | 'set'>,
): MapNode {
  const { values = [] } = phases.find(({ id }) => id === phase) ?? {};
  const merged = mergeValues([...values, ...set].map(nested));
  return merged.kind === 'map' ? merged : emptyMap();
}

/**
 * What a step makes of a release that was read off values: its phase's values and its own, over the defaults of its chart.
 * @throws for a state of anything else
 */
export function stateAfter<F extends Facts>(
  pack: Pick<Pack<F>, 'readValues' | 'stores' | 'settings' | 'charts' | 'phases'>,
  now: State<F>,
  step: Pick<Step, 'phase' | 'chart' | 'set'>,
): State<F> {
  const [own] = pack.charts ?? [];
  if (now.values === undefined || own === undefined || !now.chart.sure)
    throw new Error('this state was not read off the values of a chart');
  const { user: written, textOf } = valuesBehind(now.values);
  const chart = step.chart ?? now.chart.value;
  const user = mergeMaps(written, valuesOfStep(pack, step));
  const resolved = coalesceWithDefaults(user, defaultsOf(own, chart), defaultHelm);
  if (resolved.kind !== 'map') throw new Error('values are a map');
  const { release, namespace } = now;
  const names = {
    ...(release.sure && { release: release.value }),
    ...(namespace.sure && { namespace: namespace.value }),
  };
  return stateOfValues(pack, { ...names, chart, user, resolved }, textOf);
}

/** What rules look at of values, and of those before a change. */
export function caseOfValues<F extends Facts>(
  pack: Pick<Pack<F>, 'readValues' | 'stores' | 'settings' | 'charts'>,
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
