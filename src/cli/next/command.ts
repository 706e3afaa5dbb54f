import { asVersion, isBefore } from '../../chart/versions.ts';
import type { Cluster } from '../../live/cluster.ts';
import { CHART } from '../../packs/pyroscope/chart/index.ts';
import { FIRST_CHART } from '../../packs/pyroscope/facts/charts.ts';
import { migrationSteps, runbook } from '../../packs/pyroscope/steps/guide.ts';
import { phaseHistory } from '../../packs/pyroscope/steps/installed.ts';
import type { MigrationState } from '../../packs/pyroscope/steps/upgrade.ts';
import { stepText } from '../../step/runbook.ts';
import { timeLineOf } from '../../step/time-line.ts';
import {
  type CommandShape,
  DEBUG,
  type FlagsOf,
  readCommandLine,
  usageError,
  valueOption,
} from '../command-line.ts';
import { EarlyExit, type Ending } from '../exit-code.ts';
import type { Command, Io } from '../io.ts';
import { printResult, writeFile } from '../outputs.ts';
import { installedValues } from '../plan/sides.ts';
import { addressOf, CLUSTER_OPTIONS, CONFIG_OPTIONS, helmMajor } from '../shared-options.ts';
import { answered, withCluster } from '../with-cluster.ts';

const OPTIONS = {
  ...CLUSTER_OPTIONS,
  chart: valueOption('--chart <reference>', 'the chart reference, as for helm upgrade', {
    default: 'grafana/pyroscope',
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

/** @throws EarlyExit if the migration cannot end with that version */
function targetOf(word: string | undefined): string {
  const version = word === undefined ? CHART.newest : asVersion(word);
  if (version === undefined)
    throw usageError(`--chart-version: ${JSON.stringify(word)} is not a version such as ${CHART.newest}`);
  if (!isBefore(version, FIRST_CHART.soundInDual)) return version;
  throw usageError(
    `--chart-version ${version}: its server does not start in dual; end with chart ${FIRST_CHART.soundInDual} or a newer one`,
  );
}

async function stateOf(cluster: Cluster, release: string, flags: NextFlags, io: Io): Promise<MigrationState> {
  const helm = helmMajor(flags.helm);
  const targetChart = targetOf(flags.chartVersion);
  const installed = answered(await cluster.release(release));
  const history = answered(await phaseHistory(cluster, installed));
  const revision = history.currentRevision?.revision;
  return {
    release,
    ...addressOf(flags, io),
    chartRef: flags.chart ?? 'grafana/pyroscope',
    chart: installed.chartVersion,
    values: installedValues(installed, helm),
    targetChart,
    ...(revision !== undefined && { revision }),
    helm,
    timeLine: timeLineOf(history.revisions),
  };
}

function show(state: MigrationState, flags: NextFlags, io: Io): Ending {
  const now = new Date();
  const steps = migrationSteps(state, now);
  if (flags.runbook !== undefined) writeFile(flags.runbook, runbook(state, steps, now), io);
  const [next] = steps;
  if (next) return printResult(stepText(next), io);
  const { release, values, chart } = state;
  if (values.phase === 'off')
    throw new EarlyExit(`phasegate: both storage layers of ${release} are off; no chart renders that`);
  return printResult(`${release} is in ${values.phase} on chart ${chart}: nothing left to do\n`, io);
}

/** `phasegate next`: one step, the one that is safe. */
export const next: Command = async (argv, io) => {
  const { flags, args } = readCommandLine(argv, SHAPE);
  const [release] = args;
  if (release === undefined || args.length > 1)
    throw usageError('next needs one release: phasegate next -n NAMESPACE RELEASE');
  return withCluster(addressOf(flags, io), io, async (cluster) =>
    show(await stateOf(cluster, release, flags, io), flags, io),
  );
};
