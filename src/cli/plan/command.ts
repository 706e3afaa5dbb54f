import type { LiveProblem } from '../../live/problems.ts';
import { phaseHistory } from '../../packs/pyroscope/steps/installed.ts';
import { endUsage, fail } from '../finish.ts';
import type { Command, ExitCode, Io } from '../io.ts';
import { addressOf } from '../live/cluster-flags.ts';
import { problemText, withCluster } from '../live/with-cluster.ts';
import { readPlanFlags } from './flags.ts';
import { livePlan } from './live-plan.ts';
import { offlinePlan } from './offline-plan.ts';
import { showPlan } from './show-plan.ts';

const cannotAsk = (problem: LiveProblem, io: Io): ExitCode => fail(io, problemText(problem));

/** `phasegate plan`: what a step will do, before it is taken. */
export const plan: Command = async (argv, io) => {
  const flags = readPlanFlags(argv);
  if (!flags.ok) return endUsage(flags.error, io);
  const { release } = flags.value;
  if (release === undefined) return showPlan(await offlinePlan(flags.value, io), flags.value, io);
  return withCluster(addressOf(flags.value, io), io, async (cluster) => {
    const installed = await cluster.release(release);
    if (!installed.ok) return cannotAsk(installed.error, io);
    const history = await phaseHistory(cluster, installed.value);
    if (!history.ok) return cannotAsk(history.error, io);
    return showPlan(await livePlan(installed.value, history.value, flags.value, io), flags.value, io);
  });
};
