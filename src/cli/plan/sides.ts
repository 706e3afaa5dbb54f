import { releaseValues } from '../../lint/build-release.ts';
import type { ReleaseValues } from '../../lint/release-values.ts';
import type { InstalledRelease } from '../../live/cluster.ts';
import { CHART } from '../../packs/pyroscope/chart/index.ts';
import {
  type PyroscopeChange,
  type PyroscopeValues,
  pyroscopeValues,
} from '../../packs/pyroscope/values/pyroscope-values.ts';
import type { HelmMajor } from '../../values/helm-major.ts';
import { coalesceWithDefaults } from '../../values/merge.ts';
import { fromJson, type MapNode } from '../../values/tree.ts';
import { chartOfFlag } from '../chart-version.ts';
import { Inputs, readValues } from '../inputs.ts';
import type { Io } from '../io.ts';
import { setFlagsOf } from '../shared-options.ts';
import type { PlanFlags } from './flags.ts';
import { nextValues, writtenTree } from './next-values.ts';

/** The two sides of a step, ready to be judged. */
export interface PlanSides {
  /** Both sides in one, as rules about changes take them. */
  readonly release: ReleaseValues;
  readonly after: PyroscopeChange;
  readonly before: PyroscopeValues;
  readonly beforeSource: string;
  readonly afterSource: string;
}

interface StepSide {
  readonly user: MapNode;
  readonly chart: string;
  readonly source: string;
  /** What lies under the written values, if it is not the chart's own values.yaml. */
  readonly defaults?: MapNode;
}

interface Step {
  readonly before: StepSide;
  readonly after: StepSide;
  readonly texts: ReadonlyMap<string, string>;
  readonly helm: HelmMajor;
}

/**
 * What lies under the written values of a release. Mostly that is its chart's values.yaml, but after --reuse-values it is
 * what an older chart had: a release that came to chart 2.0.2 that way is still in v1 without a toggle written.
 * @param chart the known chart that stands for the installed one
 */
export function installedDefaults(
  { allValues }: Pick<InstalledRelease, 'allValues'>,
  chart: string,
): MapNode {
  const all = fromJson(allValues ?? {}, { kind: 'default', chartVersion: chart });
  return all.kind === 'map' && all.entries.size > 0 ? all : CHART.defaultsOf(chart);
}

function resolvedFor<T extends { readonly resolved: MapNode }>(
  values: T,
  { user, defaults }: StepSide,
  helm: HelmMajor,
): T {
  const resolved = defaults && coalesceWithDefaults(user, defaults, helm);
  return resolved?.kind === 'map' ? { ...values, resolved } : values;
}

function sidesOf({ before, after, texts, helm }: Step): PlanSides {
  const read = releaseValues(
    {
      user: after.user,
      chart: after.chart,
      helm,
      fromChart: before.chart,
      fromUser: before.user,
      textOf: (file) => texts.get(file) ?? '',
    },
    CHART,
  );
  const previous = read.previous && resolvedFor(read.previous, before, helm);
  const release = { ...resolvedFor(read, after, helm), ...(previous && { previous }) };
  const change = pyroscopeValues(release);
  return {
    release,
    after: change,
    before: change.previous ?? change,
    beforeSource: before.source,
    afterSource: after.source,
  };
}

const chartNamed = (flag: string, version: string): string =>
  chartOfFlag(flag, version, CHART.versions).version;

const chartOf = ({ chartVersion }: InstalledRelease): string =>
  chartNamed('the installed chart', chartVersion);

/** An installed release as it is. @throws EarlyExit if its chart has no version */
export function installedValues(installed: InstalledRelease, helm: HelmMajor): PyroscopeValues {
  const user = writtenTree(installed.userValues);
  const release = releaseValues(
    { user, chart: chartOf(installed), helm, textOf: () => '' },
    { defaultsOf: (version) => installedDefaults(installed, version) },
  );
  return pyroscopeValues(release);
}

/** Where the values after a step were written, in the order of their weight. */
const namesOf = (flags: PlanFlags): string =>
  [...flags.toValues, ...flags.values, ...(setFlagsOf(flags).length > 0 ? ['--set'] : [])].join(' + ');

/** The sides of a step of an installed release. @throws EarlyExit if an input cannot be used */
export async function liveSides(installed: InstalledRelease, flags: PlanFlags, io: Io): Promise<PlanSides> {
  const { helm, chartVersion } = flags;
  const request = { files: flags.values, setFlags: setFlagsOf(flags), helm };
  const given = await readValues(request, new Inputs(io), io);
  const chart = chartOf(installed);
  const revision = installed.history.at(-1)?.revision ?? 0;
  const { user, keepsDefaults } = nextValues(installed, given.values, flags);
  const defaults = installedDefaults(installed, chart);
  return sidesOf({
    before: {
      user: writtenTree(installed.userValues),
      chart,
      defaults,
      source: `revision ${revision} of the release`,
    },
    after: {
      user,
      chart: chartVersion === undefined ? chart : chartNamed('--chart-version', chartVersion),
      source: namesOf(flags) || 'the same values',
      ...(keepsDefaults && { defaults }),
    },
    texts: given.texts,
    helm,
  });
}

/** The sides of a step between values files. @throws EarlyExit if an input cannot be used */
export async function offlineSides(flags: PlanFlags, io: Io): Promise<PlanSides> {
  const { helm, fromValues, toValues, values, chartVersion, fromChartVersion } = flags;
  const inputs = new Inputs(io);
  const before = await readValues({ files: fromValues, helm }, inputs, io);
  const setFlags = setFlagsOf(flags);
  const after = await readValues({ files: [...toValues, ...values], setFlags, helm }, inputs, io);
  const newest = CHART.versions.at(-1) ?? '';
  const to = chartNamed('--chart-version', chartVersion ?? fromChartVersion ?? newest);
  const from = chartNamed('--from-chart-version', fromChartVersion ?? to);
  return sidesOf({
    before: { user: before.values, chart: from, source: fromValues.join(' + ') },
    after: { user: after.values, chart: to, source: namesOf(flags) },
    texts: new Map([...before.texts, ...after.texts]),
    helm,
  });
}
