import type { CheckResult } from '../../checks/check.ts';
import type { Cluster, InstalledRelease } from '../../live/cluster.ts';
import { clusterSkew } from '../../live/history.ts';
import { urlEndpoint } from '../../live/http.ts';
import { checkContext, type VerifyQuestion } from '../../packs/pyroscope/checks/context.ts';
import { runChecks } from '../../packs/pyroscope/checks/index.ts';
import { PHASES, type Phase } from '../../packs/pyroscope/facts/phases.ts';
import { phaseHistory } from '../../packs/pyroscope/steps/installed.ts';
import { buildReport } from '../../packs/pyroscope/steps/verify-report.ts';
import type { VerifyReport } from '../../report/verify/verify-report.ts';
import { timeLineOf } from '../../step/time-line.ts';
import { oneOf, usageError } from '../command-line.ts';
import { EarlyExit } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { durationOf } from '../shared-options.ts';
import { answered } from '../with-cluster.ts';
import type { VerifyFlags } from './command.ts';

/** What the flags ask for; without a phase it is left to the manifest. */
export interface VerifyOptions extends Omit<VerifyQuestion, 'phase'> {
  readonly phase?: Phase;
  readonly minSoakMs?: number;
}

const HOUR = 3_600_000;

function endpointOf(flag: string, word: string): ReturnType<typeof urlEndpoint> {
  if (URL.canParse(word)) return urlEndpoint(new URL(word));
  throw usageError(`${flag}: ${JSON.stringify(word)} is not a URL`);
}

/** @throws EarlyExit if a word is not a phase, duration or URL */
export function readVerifyOptions(flags: VerifyFlags, io: Io): VerifyOptions {
  const { tenant, prometheusUrl, url } = flags;
  const phase = flags.phase === undefined ? undefined : oneOf(PHASES, flags.phase, '--phase', 'phase');
  const sinceMs = durationOf(flags.since, '--since') ?? HOUR;
  const minSoakMs = durationOf(flags.minSoak);
  return {
    ...(phase !== undefined && { phase }),
    ...(tenant !== undefined && { tenant }),
    sinceMs,
    ...(minSoakMs !== undefined && { minSoakMs }),
    ...(prometheusUrl !== undefined && { prometheus: endpointOf('--prometheus-url', prometheusUrl) }),
    ...(url !== undefined && { server: endpointOf('--url', url) }),
    signal: io.interrupted,
  };
}

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

/** Asks everything once. @throws EarlyExit if the cluster cannot be asked, or holds nothing to verify */
export async function verifyRelease(
  cluster: Cluster,
  name: string,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const installed = answered(await cluster.release(name));
  const { current: stored, currentRevision, revisions } = answered(await phaseHistory(cluster, installed));
  if (!stored || !currentRevision)
    throw new EarlyExit(`phasegate: release ${name} has never deployed Pyroscope`);
  const phase = options.phase ?? stored.phase;
  if (phase === undefined)
    throw new EarlyExit('phasegate: the installed manifest does not show its phase; pass --phase');
  const context = answered(await checkContext(cluster, installed, stored, { ...options, phase }));
  const checks: CheckResult[] = [...clockCheck(installed, new Date())];
  for await (const check of runChecks(context)) checks.push(check);
  const { kubeContext } = cluster.address;
  return buildReport({
    installed,
    ...(kubeContext !== undefined && { kubeContext }),
    stored,
    revision: currentRevision.revision,
    phase,
    phaseSource: options.phase ? '--phase' : `the manifest of revision ${currentRevision.revision}`,
    timeLine: timeLineOf(revisions),
    checks,
    ...(options.minSoakMs !== undefined && { minSoakMs: options.minSoakMs }),
    now: new Date(),
  });
}
