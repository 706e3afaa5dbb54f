import type { Cluster } from '../../live/cluster.ts';
import { runChecks } from '../../packs/pyroscope/checks/index.ts';
import { phaseHistory } from '../../packs/pyroscope/installed/phase-history.ts';
import { buildReport } from '../../packs/pyroscope/verify/build-report.ts';
import { checkContext } from '../../packs/pyroscope/verify/check-context.ts';
import type { CheckResult } from '../../phase/check.ts';
import { timeLineOf } from '../../phase/time-line.ts';
import type { VerifyReport } from '../../report/verify/verify-report.ts';
import { err, ok, type Result } from '../../result.ts';
import { problemText } from '../live/with-cluster.ts';
import type { AskedByFlags } from './question.ts';

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
  const checks: CheckResult[] = [];
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
