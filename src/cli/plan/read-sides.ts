import { releaseValues } from '../../lint/build-release.ts';
import type { InstalledRelease } from '../../live/cluster.ts';
import { CHART } from '../../packs/pyroscope/chart/index.ts';
import { type PyroscopeValues, pyroscopeValues } from '../../packs/pyroscope/values/pyroscope-values.ts';
import { err, ok, type Result } from '../../result.ts';
import { coalesceWithDefaults } from '../../values/merge.ts';
import { resolveWrittenValues } from '../../values/resolve.ts';
import type { MapNode } from '../../values/tree.ts';
import type { Io } from '../io.ts';
import { knownVersion } from '../lint/choose-chart.ts';
import { writtenTree } from '../live/live-values.ts';
import { readText } from '../read-text.ts';
import { helmMajor, setFlagsOf } from '../values-flags.ts';
import type { PlanFlags } from './flags.ts';
import { installedDefaults } from './installed-defaults.ts';
import { nextValues } from './next-values.ts';
import type { PlanSides } from './plan-sides.ts';

interface ReadValues {
  readonly user: MapNode;
  readonly texts: ReadonlyMap<string, string>;
}

function readFiles(paths: readonly string[], flags: PlanFlags, io: Io): Result<ReadValues, string> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = readText(path, io);
    if (!text.ok) return err(`phasegate: values file ${path}: ${text.error}`);
    texts.set(path, text.value);
  }
  const helm = helmMajor(flags.helm);
  if (!helm.ok) return helm;
  const merged = resolveWrittenValues({
    files: paths.map((name) => ({ name, text: texts.get(name) ?? '' })),
    setFlags: setFlagsOf(flags),
    readFile: (path) => readText(path, io),
    helm: helm.value,
  });
  if (merged.ok) return ok({ user: merged.value.values, texts });
  const { file, line, column, flag, message } = merged.error;
  return err(
    file === undefined
      ? `phasegate: ${flag ?? 'values'}: ${message}`
      : `${file}:${line}:${column}: error: ${message}`,
  );
}

function chartOf(version: string, flag: string): Result<string, string> {
  const known = knownVersion({ version, source: flag }, CHART.versions);
  return known ? ok(known.version) : err(`phasegate: ${flag}: ${JSON.stringify(version)} is no version`);
}

interface StepSide {
  readonly user: MapNode;
  readonly chart: string;
  readonly source: string;
  /** What lies under the written values, where it is not the chart's own values.yaml. */
  readonly defaults?: MapNode;
}

interface Step {
  readonly before: StepSide;
  readonly after: StepSide;
  readonly texts: ReadonlyMap<string, string>;
}

function resolvedFor<T extends { readonly resolved: MapNode }>(values: T, { user, defaults }: StepSide): T {
  const resolved = defaults && coalesceWithDefaults(user, defaults, 4);
  return resolved?.kind === 'map' ? { ...values, resolved } : values;
}

function sidesOf({ before, after, texts }: Step): PlanSides {
  const read = releaseValues(
    {
      user: after.user,
      chart: after.chart,
      helm: 4,
      fromChart: before.chart,
      fromUser: before.user,
      textOf: (file) => texts.get(file) ?? '',
    },
    CHART,
  );
  const previous = read.previous && resolvedFor(read.previous, before);
  const release = { ...resolvedFor(read, after), ...(previous && { previous }) };
  const change = pyroscopeValues(release);
  return {
    release,
    after: change,
    before: change.previous ?? change,
    beforeSource: before.source,
    afterSource: after.source,
  };
}

/** An installed release as it is. @returns the message for exit code 2 */
export function installedValues(installed: InstalledRelease): Result<PyroscopeValues, string> {
  const chart = chartOf(installed.chartVersion, 'the installed chart');
  if (!chart.ok) return chart;
  const user = writtenTree(installed.userValues);
  const release = releaseValues(
    { user, chart: chart.value, helm: 4, textOf: () => '' },
    { defaultsOf: (version) => installedDefaults(installed, version) },
  );
  return ok(pyroscopeValues(release));
}

/** Where the values after a step were written, in the order of their weight. */
const namesOf = (flags: PlanFlags): string =>
  [...flags.toValues, ...flags.values, ...(setFlagsOf(flags).length > 0 ? ['--set'] : [])].join(' + ');

/** The sides of a step of an installed release. @returns the message for exit code 2 */
export function liveSides(installed: InstalledRelease, flags: PlanFlags, io: Io): Result<PlanSides, string> {
  const given = readFiles(flags.values, flags, io);
  if (!given.ok) return given;
  const before = chartOf(installed.chartVersion, 'the installed chart');
  if (!before.ok) return before;
  const after = flags.chartVersion === undefined ? before : chartOf(flags.chartVersion, '--chart-version');
  if (!after.ok) return after;
  const revision = installed.history.at(-1)?.revision ?? 0;
  const written = writtenTree(installed.userValues);
  const { user, keepsDefaults } = nextValues(installed, given.value.user, flags);
  const defaults = installedDefaults(installed, before.value);
  const names = namesOf(flags);
  return ok(
    sidesOf({
      before: { user: written, chart: before.value, defaults, source: `revision ${revision} of the release` },
      after: {
        user,
        chart: after.value,
        source: names || 'the same values',
        ...(keepsDefaults && { defaults }),
      },
      texts: given.value.texts,
    }),
  );
}

/** The sides of a step between values files. @returns the message for exit code 2 */
export function offlineSides(flags: PlanFlags, io: Io): Result<PlanSides, string> {
  const none = { ...flags, set: [], setString: [], setJson: [], setFile: [], setLiteral: [] };
  const before = readFiles(flags.fromValues, none, io);
  if (!before.ok) return before;
  const after = readFiles([...flags.toValues, ...flags.values], flags, io);
  if (!after.ok) return after;
  const newest = CHART.versions.at(-1) ?? '';
  const to = chartOf(flags.chartVersion ?? flags.fromChartVersion ?? newest, '--chart-version');
  if (!to.ok) return to;
  const from = chartOf(flags.fromChartVersion ?? to.value, '--from-chart-version');
  if (!from.ok) return from;
  return ok(
    sidesOf({
      before: { user: before.value.user, chart: from.value, source: flags.fromValues.join(' + ') },
      after: {
        user: after.value.user,
        chart: to.value,
        source: namesOf(flags),
      },
      texts: new Map([...before.value.texts, ...after.value.texts]),
    }),
  );
}
