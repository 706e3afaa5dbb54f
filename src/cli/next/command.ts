import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Cluster } from '../../live/cluster.ts';
import { NEWEST_CHART } from '../../packs/pyroscope/chart-values/versions.ts';
import { migrationSteps, runbook } from '../../packs/pyroscope/steps/guide.ts';
import { phaseHistory } from '../../packs/pyroscope/steps/installed.ts';
import type { MigrationState } from '../../packs/pyroscope/steps/upgrade.ts';
import { asVersion, isBefore } from '../../packs/pyroscope/versions.ts';
import { err, ok, type Result } from '../../result.ts';
import { stepText } from '../../step/runbook.ts';
import { timeLineOf } from '../../step/time-line.ts';
import { type CommandShape, onOff, readCommandLine, single } from '../command-line.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import type { Command, ExitCode, Io } from '../io.ts';
import { addressOf, CLUSTER_OPTIONS, type ClusterFlags } from '../live/cluster-flags.ts';
import { problemText, withCluster } from '../live/with-cluster.ts';
import { installedValues } from '../plan/read-sides.ts';
import { helmMajor } from '../values-flags.ts';

interface NextFlags extends ClusterFlags {
  readonly chart?: string;
  readonly chartVersion?: string;
  readonly helm?: string;
  readonly runbook?: string;
  readonly debug: boolean;
}

const SHAPE: CommandShape = {
  name: 'phasegate next',
  description: 'print the next step of the migration: its command, its proof and its way back',
  options: [
    ...CLUSTER_OPTIONS,
    () => single('--chart <reference>', 'the chart as helm takes it (default grafana/pyroscope)'),
    () => single('--chart-version <version>', 'the chart version to end with (default: the newest known)'),
    () => single('--helm <major>', 'the Helm that the commands are for: 3 or 4 (default 4)'),
    () => single('--runbook <file>', 'write all steps that are left as Markdown'),
    () => onOff('--debug', 'stack traces of own failures'),
  ],
  args: 'RELEASE',
};

/** The first chart whose server starts in dual with the chart's own defaults (audit B1). */
const FIRST_TARGET = '1.20.3';

/** @returns the message for exit code 2 */
function targetOf(word: string | undefined): Result<string, string> {
  const version = word === undefined ? NEWEST_CHART : asVersion(word);
  if (version === undefined)
    return err(`phasegate: --chart-version: ${JSON.stringify(word)} is no version such as ${NEWEST_CHART}`);
  if (isBefore(version, FIRST_TARGET))
    return err(
      `phasegate: --chart-version ${version}: its server does not start in dual; end with chart ${FIRST_TARGET} or a newer one`,
    );
  return ok(version);
}

async function stateOf(
  cluster: Cluster,
  release: string,
  flags: NextFlags,
  io: Io,
): Promise<Result<MigrationState, string>> {
  const helm = helmMajor(flags.helm);
  if (!helm.ok) return helm;
  const target = targetOf(flags.chartVersion);
  if (!target.ok) return target;
  const installed = await cluster.release(release);
  if (!installed.ok) return err(problemText(installed.error));
  const history = await phaseHistory(cluster, installed.value);
  if (!history.ok) return err(problemText(history.error));
  const values = installedValues(installed.value);
  if (!values.ok) return values;
  const revision = history.value.currentRevision?.revision;
  return ok({
    release,
    ...addressOf(flags, io),
    chartRef: flags.chart ?? 'grafana/pyroscope',
    chart: installed.value.chartVersion,
    values: values.value,
    targetChart: target.value,
    ...(revision !== undefined && { revision }),
    helm: helm.value,
    timeLine: timeLineOf(history.value.revisions),
  });
}

function show(state: MigrationState, flags: NextFlags, io: Io): ExitCode {
  const now = new Date();
  const steps = migrationSteps(state, now);
  if (flags.runbook !== undefined) {
    try {
      writeFileSync(resolve(io.cwd, flags.runbook), runbook(state, steps, now));
    } catch (error) {
      return fail(
        io,
        `phasegate: ${flags.runbook} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      );
    }
  }
  const [next] = steps;
  if (next) return writeResult(stepText(next), io);
  const { release, values, chart } = state;
  if (values.phase === 'off')
    return fail(io, `phasegate: both storage layers of ${release} are off, which no chart renders`);
  return writeResult(`${release} is in ${values.phase} on chart ${chart}: nothing is left to do\n`, io);
}

/** `phasegate next`: one step, the one that is safe. */
export const next: Command = async (argv, io) => {
  const read = readCommandLine<NextFlags>(argv, SHAPE);
  if (!read.ok) return endUsage(read.error, io);
  const { flags, args } = read.value;
  const [release] = args;
  if (release === undefined || args.length > 1)
    return fail(io, 'phasegate: next takes one release: phasegate next -n NAMESPACE RELEASE');
  return withCluster(addressOf(flags, io), io, async (cluster) => {
    const state = await stateOf(cluster, release, flags, io);
    return state.ok ? show(state.value, flags, io) : fail(io, state.error);
  });
};
