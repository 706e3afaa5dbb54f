import { asVersion, isBefore, knownness } from '../../chart/versions.ts';
import { DEBUG, type FlagsOf, usageError, valueOption } from '../../command-line.ts';
import { EarlyExit } from '../../early-exit.ts';
import { overrideNotes } from '../../guard/stamp.ts';
import { guardStanding } from '../../guard/standing.ts';
import { type Cluster, type InstalledRelease, revisionInForce } from '../../live/cluster.ts';
import { type Case, likely, type Pack } from '../../pack.ts';
import { seenInCluster } from '../../release/beside-helm.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import { phaseHistory } from '../../release/history.ts';
import { fluxOf } from '../../release/operator.ts';
import { type RunbookStep, runbook, runbookSteps, stepText } from '../../step/runbook.ts';
import { notYet } from '../../step/soak.ts';
import { forceConflicts, type Operator, statusReason } from '../../step/status-reason.ts';
import { type CommandShape, readCommandLine } from '../command-line.ts';
import type { Ending } from '../exit-code.ts';
import { findConfigFile } from '../inputs.ts';
import { installedRelease } from '../installed-release.ts';
import type { Command, Io } from '../io.ts';
import { printResult, writeFile } from '../outputs.ts';
import { permittedIn } from '../plan/permitted.ts';
import { installedSide, installedState } from '../plan/sides.ts';
import { packOfRelease } from '../release-pack.ts';
import { packsWithSettings } from '../settings-of-packs.ts';
import {
  addressOf,
  answered,
  CLUSTER_OPTIONS,
  CONFIG_OPTIONS,
  helmMajor,
  withCluster,
} from '../shared-options.ts';
import { withObjections } from './objections.ts';

const OPTIONS = {
  ...CLUSTER_OPTIONS,
  chart: valueOption('--chart <reference>', 'the chart reference, as for helm upgrade', {
    default: "the pack's",
  }),
  chartVersion: valueOption('--chart-version <version>', 'the chart version to end up with', {
    default: 'the newest known',
  }),
  helm: valueOption('--helm <major>', 'print commands for Helm 3 or Helm 4', { default: '4' }),
  runbook: valueOption('--runbook <file>', 'write all remaining steps to a Markdown file'),
  ...CONFIG_OPTIONS,
  debug: DEBUG,
};

const SHAPE: CommandShape<typeof OPTIONS> = {
  name: 'next',
  options: OPTIONS,
  args: 'RELEASE',
  examples: {
    'print the next step': 'phasegate next -n monitoring pyroscope',
    'write all steps, for a change request': 'phasegate next -n monitoring pyroscope --runbook migration.md',
  },
};

type NextFlags = FlagsOf<typeof OPTIONS>;

/** A release, and all that its next step is made of. */
interface Migration {
  readonly pack: ChartPack;
  readonly of: Case;
  readonly target: string;
  readonly release: string;
  readonly namespace: string;
  /** The installed chart's version. */
  readonly chart: string;
  readonly steps: readonly RunbookStep[];
}

const asksByValues = ({ phases }: Pack): boolean => phases.some(({ values = [] }) => values.length > 0);

/** @returns undefined where the newest known is to be the last @throws EarlyExit if the word is not a version */
function targetOf(word: string | undefined): string | undefined {
  const version = asVersion(word);
  if (word === undefined || version !== undefined) return version;
  throw usageError(`--chart-version: ${JSON.stringify(word)} is not a version such as 1.2.3`);
}

/** The config that the printed commands have to name so that the pack is loaded: as it was named, else absolute. */
async function configOf(pack: Pack, flags: NextFlags, io: Io): Promise<string | undefined> {
  const { PACKS } = await import('../../packs/index.ts');
  if (PACKS.some(({ name }) => name === pack.name)) return undefined;
  const config = findConfigFile(flags, io);
  return config?.isNamed ? config.shown : config?.file;
}

/**
 * Helm goes on from the revision deployed last, so a failed one behind it only has to be named.
 * @throws EarlyExit where Helm takes no upgrade, as an operation is under way or the release is uninstalled
 */
function sayUnfinished({ name, history }: InstalledRelease, operator: Operator | undefined, io: Io): void {
  const last = history.at(-1);
  const reason = statusReason(last?.status, last?.description, operator);
  if (last === undefined || reason === undefined) return;
  if (last.status !== 'failed')
    throw new EarlyExit(`phasegate: no next step for ${name}: ${reason.what}\n  do:  ${reason.remedy}`);
  const from = revisionInForce(history)?.revision;
  const back = from === last.revision || operator ? '' : `, or helm rollback ${name} ${from}`;
  io.writeError(
    `phasegate: note: revision ${last.revision} of ${name} failed and may have been applied only partly: the step below starts at revision ${from}, as Helm does; take it again${back}${forceConflicts(last.description)}\n`,
  );
}

/** The steps are made of what is known of charts. */
function sayUnknown(chart: string, versions: readonly string[], io: Io): void {
  const how = knownness(chart, versions);
  if (how !== 'newer-minor' && how !== 'newer-major') return;
  io.writeError(
    `phasegate: note: chart ${chart} is not known; the steps follow what is known of ${versions.at(-1)}, the newest known version\n`,
  );
}

/** @throws EarlyExit if the cluster cannot be asked, and where the pack has no steps for the release */
async function migrationOf(
  cluster: Cluster,
  release: string,
  flags: NextFlags,
  io: Io,
  packs: readonly Pack[],
): Promise<Migration> {
  const helm = helmMajor(flags.helm);
  const wanted = targetOf(flags.chartVersion);
  const installed = await installedRelease(cluster, release);
  const pack = await packOfRelease(packs, installed, cluster);
  const [{ name, versions, reference = name, keepsValues }] = pack.charts;
  const target = wanted ?? versions.at(-1) ?? installed.chartVersion;
  const phases = answered(await phaseHistory(cluster, installed, [pack]));
  const { current, currentRevision } = phases;
  // A right that is missing is told by the gate, which asks again before the step.
  const beside = await seenInCluster(cluster, release, phases, Date.now());
  const { timeLine } = beside.ok ? beside.value : phases;
  for (const { what, fix } of overrideNotes(beside.ok ? beside.value.workloads : []))
    io.writeError(`phasegate: note: ${what}; ${fix}\n`);
  const operator = fluxOf(current?.source.objects ?? []);
  sayUnfinished(installed, operator, io);
  sayUnknown(installed.chartVersion, versions, io);
  const of: Case = {
    // A phase that no value asks for is made by the post-renderer alone: the manifest has it.
    now: (asksByValues(pack) ? undefined : current?.state) ?? installedState(installed, helm, pack),
    history: timeLine,
    asked: () => undefined,
    options: {},
    clock: Date.now(),
  };
  const left =
    (await pack.steps?.(of, target)) ?? `pack ${pack.name} does not list the steps of its migration`;
  if (typeof left === 'string') throw new EarlyExit(`phasegate: no next step for ${release}: ${left}`);
  const address = addressOf(flags, io);
  const guard = await guardStanding(cluster, pack, installed);
  const chart = installed.chartVersion;
  const config = await configOf(pack, flags, io);
  const printed = runbookSteps(left, {
    release: {
      ...{ release, ...address, helm, chartRef: flags.chart ?? reference },
      ...(config !== undefined && { config }),
      ...(currentRevision && { revision: currentRevision.revision }),
      ...(['stands', 'differs'].includes(guard.kind) && { isGuarded: true }),
    },
    chart,
    phases: pack.phases,
    operator,
    ...(keepsValues && { keepsValues }),
    notYet: left[0] && notYet(pack, of, left[0]),
  });
  const steps = await withObjections(left, printed, {
    ...{ pack, helm, history: timeLine, clock: of.clock },
    installed: installedSide(installed, pack),
    permitted: await permittedIn(flags, { name: release, namespace: address.namespace }, io, packs),
  });
  return { pack, of, target, release, namespace: address.namespace, chart, steps };
}

const phaseOf = ({ of: { now } }: Migration): string => likely(now.phase) ?? 'an unclear phase';

/** The whole migration of one release, as Markdown. */
function runbookText(migration: Migration): string {
  const { pack, of, target, release, namespace, chart, steps } = migration;
  const [first, last] = [pack.phases[0]?.id, pack.phases.at(-1)?.id];
  const end = isBefore(chart, target) ? target : chart;
  const layout = likely(of.now.layout);
  const date = new Date(of.clock).toISOString().slice(0, 10);
  return runbook(
    {
      title: `${release} in ${namespace}: ${first} → ${last}`,
      text: `Written on ${date} for chart ${chart}${layout === undefined ? '' : ` (${layout})`} in phase ${phaseOf(migration)}; it ends with chart ${end} in ${last}. Take one
step at a time, and verify each one before you take the next. \`phasegate next\` prints the step that is due.`,
    },
    steps,
  );
}

function show(migration: Migration, flags: NextFlags, io: Io): Ending {
  if (flags.runbook !== undefined) writeFile(flags.runbook, runbookText(migration), io);
  const { release, chart, steps } = migration;
  const [next] = steps;
  if (next) return printResult(stepText(next, new Date(migration.of.clock).toISOString()), io);
  return printResult(`${release} is in ${phaseOf(migration)} on chart ${chart}: nothing left to do\n`, io);
}

/** `phasegate next`: one step, the one that is safe. */
export const next: Command = async (argv, io, packs) => {
  const { flags, args } = readCommandLine(argv, SHAPE);
  const [release] = args;
  if (release === undefined || args.length > 1)
    throw usageError('next needs one release: phasegate next -n NAMESPACE RELEASE');
  return withCluster(addressOf(flags, io), io, async (cluster) =>
    show(
      await migrationOf(cluster, release, flags, io, await packsWithSettings(flags, io, packs)),
      flags,
      io,
    ),
  );
};
