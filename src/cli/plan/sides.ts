import { asVersion } from '../../chart/versions.ts';
import { chooseChart } from '../../discover/chart-version.ts';
import { type InstalledRelease, revisionInForce } from '../../live/cluster.ts';
import { likely, type Pack, type Step as PackStep, type State, sure } from '../../pack.ts';
import { type ChartPack, defaultsOf } from '../../release/chart-values.ts';
import {
  type ReleaseSide,
  type ReleaseValues,
  releaseValues,
  type SideInput,
  stateOfValues,
  valuesOfStep,
  writtenTree,
} from '../../release/from-values.ts';
import { fromJson, type HelmMajor, type MapNode } from '../../values/tree.ts';
import { chartOfFlag } from '../chart-version.ts';
import { Inputs } from '../inputs.ts';
import type { Io } from '../io.ts';
import { packFor } from '../pack-of-values.ts';
import { setFlagsOf } from '../shared-options.ts';
import { type ChartValues, readChartValues } from '../whose-values.ts';
import type { PlanFlags } from './flags.ts';
import { forgottenValues, laidOver, nextValues, userTree } from './kept-values.ts';

/** One side of a step, ready to be judged. */
export interface PlannedState {
  readonly state: State;
  /** What somebody wrote. */
  readonly user: MapNode;
  readonly chart: string;
  /** Where it was read, in words. */
  readonly source: string;
}

export interface PlanSides {
  /** Both sides in one, as lint takes them. */
  readonly release: ReleaseValues;
  readonly before: PlannedState;
  readonly after: PlannedState;
  /** What an installed release was given and the step is not, where that looks forgotten. */
  readonly forgotten?: readonly string[];
}

interface StepSide extends SideInput {
  readonly source: string;
}

interface Step {
  readonly before: StepSide;
  readonly after: StepSide;
  readonly texts: ReadonlyMap<string, string>;
  readonly helm: HelmMajor;
}

/**
 * What lies under the written values of a release. Mostly that is its chart's values.yaml, but after --reuse-values it is
 * what an older chart had: a release whose chart has other defaults by now may be in its old phase without a word of it.
 */
export function installedDefaults(
  { allValues }: Pick<InstalledRelease, 'allValues'>,
  version: string,
  { charts: [chart] }: Pick<ChartPack, 'charts'>,
): MapNode {
  const all = fromJson(allValues ?? {}, { kind: 'default', chartVersion: version });
  return all.kind === 'map' && all.entries.size > 0 ? all : defaultsOf(chart, version);
}

/** A step is taken with all the values of its release. */
const ALL_VALUES = { isWhole: true };

function sidesOf({ before, after, texts, helm }: Step, pack: ChartPack): PlanSides {
  const textOf = (file: string): string => texts.get(file) ?? '';
  const { source: sourceBefore, ...old } = before;
  const { source: sourceAfter, ...now } = after;
  const release = releaseValues(
    { ...now, ...ALL_VALUES, before: { ...old, ...ALL_VALUES }, helm, textOf },
    pack,
  );
  const side = (values: ReleaseSide, source: string): PlannedState => ({
    state: stateOfValues(pack, values, textOf),
    user: values.user,
    chart: values.chart,
    source,
  });
  return {
    release,
    before: side(release.previous ?? release, sourceBefore),
    after: side(release, sourceAfter),
  };
}

const versionNamed = (flag: string, version: string, { charts: [{ versions }] }: ChartPack): string =>
  chartOfFlag(flag, version, versions).version;

/** What is installed, as one side of a step. @throws EarlyExit if its chart has no version */
export function installedSide(installed: InstalledRelease, pack: ChartPack): SideInput {
  const chart = versionNamed('the installed chart', installed.chartVersion, pack);
  const appVersion = asVersion(installed.appVersion);
  return {
    ...ALL_VALUES,
    release: installed.name,
    namespace: installed.namespace,
    user: userTree(installed.userValues),
    chart,
    defaults: installedDefaults(installed, chart, pack),
    ...(appVersion !== undefined && { appVersion }),
  };
}

/**
 * What a step that phasegate itself names makes of a side, as Helm keeps its values.
 * @param keepsDefaults whether it is taken with --reuse-values
 */
export function sideAfter(
  before: SideInput,
  step: Pick<PackStep, 'phase' | 'chart' | 'set'>,
  keepsDefaults: boolean,
  pack: ChartPack,
  helm: HelmMajor,
): SideInput {
  const chart = step.chart ?? before.chart;
  const { release, namespace, appVersion } = before;
  const { resolved } = releaseValues({ ...before, helm, textOf: () => '' }, pack);
  return {
    ...ALL_VALUES,
    ...(release !== undefined && { release }),
    ...(namespace !== undefined && { namespace }),
    user: laidOver(before.user, valuesOfStep(pack, step)),
    chart,
    ...(appVersion !== undefined && chart === before.chart && { appVersion }),
    ...(keepsDefaults && { defaults: resolved }),
  };
}

/** An installed release as it is, off its values. @throws EarlyExit if its chart has no version */
export function installedState(installed: InstalledRelease, helm: HelmMajor, pack: ChartPack): State {
  const textOf = (): string => '';
  const values = releaseValues({ ...installedSide(installed, pack), helm, textOf }, pack);
  return stateOfValues(pack, values, textOf);
}

/** Where the values after a step were written, in the order of their weight. */
const namesOf = (flags: PlanFlags): string =>
  [...flags.toValues, ...flags.values, ...(setFlagsOf(flags).length > 0 ? ['--set'] : [])].join(' + ');

/** The values.yaml of a fork in the repository that the files lie in, where it is of the version of a side. */
function defaultsBeneath(
  { chart, defaults }: ChartValues,
  version: string,
  { charts: [{ versions }] }: ChartPack,
): Pick<SideInput, 'defaults'> {
  const isOfIt = chart === undefined || chooseChart(chart.version, versions)?.version === version;
  return defaults && isOfIt ? { defaults } : {};
}

/** The sides of a step of an installed release. @throws EarlyExit if an input cannot be used */
export async function liveSides(
  installed: InstalledRelease,
  pack: ChartPack,
  flags: PlanFlags,
  io: Io,
): Promise<PlanSides> {
  const { helm, chartVersion } = flags;
  const request = { files: flags.values, setFlags: setFlagsOf(flags), helm };
  const given = await readChartValues(request, [pack], new Inputs(io), io);
  const { defaults, appVersion, ...before } = installedSide(installed, pack);
  const { user, keepsDefaults } = nextValues(installed, given.values, flags);
  const chart =
    chartVersion === undefined ? before.chart : versionNamed('--chart-version', chartVersion, pack);
  const server = appVersion !== undefined && { appVersion };
  const sides = sidesOf(
    {
      before: {
        ...before,
        ...server,
        ...(defaults && { defaults }),
        source: `revision ${revisionInForce(installed.history)?.revision ?? 0} of the release`,
      },
      after: {
        ...ALL_VALUES,
        release: installed.name,
        namespace: installed.namespace,
        user,
        chart,
        source: namesOf(flags) || 'the same values',
        ...(chart === before.chart && server),
        ...(keepsDefaults ? defaults && { defaults } : defaultsBeneath(given, chart, pack)),
      },
      texts: given.texts,
      helm,
    },
    pack,
  );
  return { ...sides, forgotten: forgottenValues(installed, given.values, flags) };
}

/** What a plan without a cluster calls its release. */
export const OFFLINE_RELEASE = 'values';

/** The sides of a step between values files, and the pack that these are of. @throws EarlyExit if an input cannot be used */
export async function offlineSides(
  packs: readonly Pack[],
  flags: PlanFlags,
  io: Io,
): Promise<PlanSides & { readonly pack: ChartPack }> {
  const { helm, fromValues, toValues, values, chartVersion, fromChartVersion } = flags;
  const inputs = new Inputs(io);
  const before = await readChartValues({ files: fromValues, helm }, packs, inputs, io);
  const setFlags = setFlagsOf(flags);
  const request = { files: [...toValues, ...values], setFlags, helm };
  const after = await readChartValues(request, packs, inputs, io);
  const pack = packFor(flags.pack, after.values, packs);
  const { versions } = pack.charts[0];
  const around = ({ chart }: ChartValues): string | undefined =>
    chart && chooseChart(chart.version, versions)?.version;
  const wanted = chartVersion ?? fromChartVersion ?? around(after) ?? versions.at(-1) ?? '';
  const to = versionNamed('--chart-version', wanted, pack);
  const from = versionNamed('--from-chart-version', fromChartVersion ?? around(before) ?? to, pack);
  const named = { release: OFFLINE_RELEASE, isOnPaper: true } as const;
  const sideOf = (one: ChartValues, chart: string) => ({
    ...{ user: one.values, chart },
    ...defaultsBeneath(one, chart, pack),
  });
  const step = {
    before: { ...named, ...sideOf(before, from), source: fromValues.join(' + ') },
    after: { ...named, ...sideOf(after, to), source: namesOf(flags) },
    texts: new Map([...before.texts, ...after.texts]),
    helm,
  };
  return { ...sidesOf(step, pack), pack };
}

/** The phase of a state, or the word that the values ask for where the chart renders no phase. */
export const phaseOf = ({ state, user, chart }: PlannedState, { phaseAsked }: ChartPack): string =>
  sure(state.phase) ?? likely(phaseAsked?.(writtenTree(user), chart)) ?? 'unclear';
