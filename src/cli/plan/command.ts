import { phaseHistory } from '../../packs/pyroscope/steps/installed.ts';
import { PLAN_FORMATS } from '../../report/plan/index.ts';
import type { PlanReport } from '../../report/plan/plan-report.ts';
import type { Ending } from '../exit-code.ts';
import type { Command, Io } from '../io.ts';
import { printResult, readOutputs, writeOutputs } from '../outputs.ts';
import { addressOf } from '../shared-options.ts';
import { answered, withCluster } from '../with-cluster.ts';
import { livePlan, offlinePlan } from './build-plan.ts';
import { type PlanFlags, readPlanFlags } from './flags.ts';

/** Refused steps and errors of the linter end in refusal; a closed gate may open by waiting, and does not. */
const endingOf = ({ notices, findings }: PlanReport): Ending =>
  notices.some(({ severity }) => severity === 'refusal') ||
  findings.some(({ severity }) => severity === 'error')
    ? 'refused'
    : 'done';

async function printPlan(report: PlanReport, flags: PlanFlags, io: Io): Promise<Ending> {
  const printed = await writeOutputs(
    readOutputs(flags.format, PLAN_FORMATS),
    async (format, paint) => (await PLAN_FORMATS[format]())(report, paint),
    io,
  );
  return printResult(printed, io, endingOf(report));
}

/** `phasegate plan`: what a step will do, before it is taken. */
export const plan: Command = async (argv, io) => {
  const flags = readPlanFlags(argv);
  const { release } = flags;
  if (release === undefined) return printPlan(await offlinePlan(flags, io), flags, io);
  return withCluster(addressOf(flags, io), io, async (cluster) => {
    const installed = answered(await cluster.release(release));
    const history = answered(await phaseHistory(cluster, installed));
    return printPlan(await livePlan(installed, history, flags, io), flags, io);
  });
};
