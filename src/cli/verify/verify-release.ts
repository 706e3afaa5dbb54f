import type { CheckResult } from '../../checks/check.ts';
import type { Cluster, InstalledRelease } from '../../live/cluster.ts';
import { clusterSkew } from '../../live/history.ts';
import { checkContext } from '../../packs/pyroscope/checks/context.ts';
import { runChecks } from '../../packs/pyroscope/checks/index.ts';
import { phaseHistory } from '../../packs/pyroscope/steps/installed.ts';
import { buildReport } from '../../packs/pyroscope/steps/verify-report.ts';
import type { VerifyReport } from '../../report/verify/verify-report.ts';
import { err, ok, type Result } from '../../result.ts';
import { timeLineOf } from '../../step/time-line.ts';
import { problemText } from '../live/with-cluster.ts';
import type { AskedByFlags } from './question.ts';

/** Only said where it is wrong: with clocks apart no time in a phase can be told. */
function clockCheck({ name, namespace, history }: InstalledRelease, now: Date): readonly CheckResult[] {
  const skew = clusterSkew(history, now);
  if (!skew) return [];
  return [
    {
      id: 'clocks-agree',
      title: 'The clocks agree',
      status: 'failed',
      seen: skew.what,
      expected: 'no revision in the future',
      why: skew.remedy,
      command: `date -u; helm history -n ${namespace} ${name}`,
    },
  ];
}

/** Asks everything once. @param seen takes each result as soon as it is there @returns the message for exit code 2 */
export async function verifyRelease(
  cluster: Cluster,
  name: string,
  asked: AskedByFlags,
  seen: (check: CheckResult) => void = () => undefined,
): Promise<Result<VerifyReport, string>> {
  const installed = await cluster.release(name);
  if (!installed.ok) return err(problemText(installed.error));
  const history = await phaseHistory(cluster, installed.value);
  if (!history.ok) return err(problemText(history.error));
  const { current: stored, currentRevision, revisions } = history.value;
  if (!stored || !currentRevision)
    return err(`phasegate: release ${name} holds no Pyroscope that was ever deployed\n`);
  const phase = asked.phase ?? stored.phase;
  if (phase === undefined)
    return err('phasegate: the installed manifest does not show its phase; say it with --phase\n');
  const context = await checkContext(cluster, installed.value, stored, { ...asked, phase });
  if (!context.ok) return err(problemText(context.error));
  const checks: CheckResult[] = [...clockCheck(installed.value, new Date())];
  for await (const check of runChecks(context.value)) {
    checks.push(check);
    seen(check);
  }
  const { kubeContext } = cluster.address;
  return ok(
    buildReport({
      installed: installed.value,
      ...(kubeContext !== undefined && { kubeContext }),
      stored,
      revision: currentRevision.revision,
      phase,
      phaseSource: asked.phase ? '--phase' : `the manifest of revision ${currentRevision.revision}`,
      timeLine: timeLineOf(revisions),
      checks,
      ...(asked.minSoakMs !== undefined && { minSoakMs: asked.minSoakMs }),
      now: new Date(),
    }),
  );
}
