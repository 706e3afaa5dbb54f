import { asVersion } from '../../chart/versions.ts';
import type { InstalledRelease } from '../../live/cluster.ts';
import type { Pack, State } from '../../pack.ts';
import { type ChartPack, defaultsOf } from '../../release/chart-values.ts';
import {
  type ReleaseValues,
  releaseValues,
  type SideInput,
  stateOfValues,
} from '../../release/from-values.ts';
import { fromJson, type HelmMajor, type MapNode } from '../../values/tree.ts';
import { chartOfFlag } from '../chart-version.ts';
import { Inputs, readMergedValues } from '../inputs.ts';
import type { Io } from '../io.ts';
import { packFor } from '../pack-of-values.ts';
import { setFlagsOf } from '../shared-options.ts';
import type { PlanFlags } from './flags.ts';
import { nextValues, userTree } from './next-values.ts';

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

function sidesOf({ before, after, texts, helm }: Step, pack: ChartPack): PlanSides {
  const textOf = (file: string): string => texts.get(file) ?? '';
  const { source: beforeSource, ...old } = before;
  const { source, ...now } = after;
  const release = releaseValues({ ...now, before: old, helm, textOf }, pack);
  const { previous = release } = release;
  return {
    release,
    before: {
      state: stateOfValues(pack, previous, textOf),
      user: old.user,
      chart: old.chart,
      source: beforeSource,
    },
    after: { state: stateOfValues(pack, release, textOf), user: now.user, chart: now.chart, source },
  };
}

const versionNamed = (flag: string, version: string, { charts: [{ versions }] }: ChartPack): string =>
  chartOfFlag(flag, version, versions).version;

function installedSide(installed: InstalledRelease, pack: ChartPack): SideInput {
  const chart = versionNamed('the installed chart', installed.chartVersion, pack);
  const appVersion = asVersion(installed.appVersion);
  return {
    user: userTree(installed.userValues),
    chart,
    defaults: installedDefaults(installed, chart, pack),
    ...(appVersion !== undefined && { appVersion }),
  };
}

/** An installed release as it is, off its values. @throws EarlyExit if its chart has no version */
export function installedState(installed: InstalledRelease, helm: HelmMajor, pack: ChartPack): State {
  const textOf = (): string => '';
  return stateOfValues(
    pack,
    releaseValues({ ...installedSide(installed, pack), helm, textOf }, pack),
    textOf,
  );
}

/** Where the values after a step were written, in the order of their weight. */
const namesOf = (flags: PlanFlags): string =>
  [...flags.toValues, ...flags.values, ...(setFlagsOf(flags).length > 0 ? ['--set'] : [])].join(' + ');

/** The sides of a step of an installed release. @throws EarlyExit if an input cannot be used */
export async function liveSides(
  installed: InstalledRelease,
  pack: ChartPack,
  flags: PlanFlags,
  io: Io,
): Promise<PlanSides> {
  const { helm, chartVersion } = flags;
  const request = { files: flags.values, setFlags: setFlagsOf(flags), helm };
  const given = await readMergedValues(request, new Inputs(io), io);
  const { defaults, appVersion, ...before } = installedSide(installed, pack);
  const { user, keepsDefaults } = nextValues(installed, given.values, flags);
  const chart =
    chartVersion === undefined ? before.chart : versionNamed('--chart-version', chartVersion, pack);
  const server = appVersion !== undefined && { appVersion };
  return sidesOf(
    {
      before: {
        ...before,
        ...server,
        ...(defaults && { defaults }),
        source: `revision ${installed.history.at(-1)?.revision ?? 0} of the release`,
      },
      after: {
        user,
        chart,
        source: namesOf(flags) || 'the same values',
        ...(chart === before.chart && server),
        ...(keepsDefaults && defaults && { defaults }),
      },
      texts: given.texts,
      helm,
    },
    pack,
  );
}

/** The sides of a step between values files, and the pack that these are of. @throws EarlyExit if an input cannot be used */
export async function offlineSides(
  packs: readonly Pack[],
  flags: PlanFlags,
  io: Io,
): Promise<PlanSides & { readonly pack: ChartPack }> {
  const { helm, fromValues, toValues, values, chartVersion, fromChartVersion } = flags;
  const inputs = new Inputs(io);
  const before = await readMergedValues({ files: fromValues, helm }, inputs, io);
  const setFlags = setFlagsOf(flags);
  const after = await readMergedValues({ files: [...toValues, ...values], setFlags, helm }, inputs, io);
  const pack = packFor(flags.pack, after.values, packs);
  const newest = pack.charts[0].versions.at(-1) ?? '';
  const to = versionNamed('--chart-version', chartVersion ?? fromChartVersion ?? newest, pack);
  const from = versionNamed('--from-chart-version', fromChartVersion ?? to, pack);
  const step = {
    before: { user: before.values, chart: from, source: fromValues.join(' + ') },
    after: { user: after.values, chart: to, source: namesOf(flags) },
    texts: new Map([...before.texts, ...after.texts]),
    helm,
  };
  return { ...sidesOf(step, pack), pack };
}
