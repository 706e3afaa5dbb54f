import type { Cluster, InstalledRelease } from '../live/cluster.ts';
import type { LiveProblem } from '../live/problems.ts';
import { allRefusals } from '../live/rights.ts';
import { applierOf } from '../release/operator.ts';
import { err } from '../result.ts';
import { answered } from './shared-options.ts';

/** A release that Helm does not know may run all the same: `helm list` will never show it then. */
async function explained(cluster: Cluster, name: string, problem: LiveProblem): Promise<LiveProblem> {
  if (problem.kind !== 'no-release') return allRefusals(cluster, name, problem);
  const live = await cluster.workloads(name);
  const applier = live.ok ? applierOf(live.value.workloads) : undefined;
  if (applier === undefined) return problem;
  const workloads = 'its workloads come from `helm template`, which makes no Helm release';
  return {
    ...problem,
    what: `${problem.what.replace(/\.$/, '')}, but ${applier} applied ${name}: ${workloads}.`,
    remedy:
      'Change the values in Git. `phasegate lint` reads the Application or its values files, and `phasegate plan --from-values OLD --to-values NEW` shows the step; verify, next and the gate need the history of Helm.',
  };
}

/** A release as Helm has it. @throws EarlyExit if Helm does not know it, or cannot be asked */
export async function installedRelease(cluster: Cluster, name: string): Promise<InstalledRelease> {
  const found = await cluster.release(name);
  return answered(found.ok ? found : err(await explained(cluster, name, found.error)));
}
