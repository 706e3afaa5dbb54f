import { inPhase } from '../../checks/case.ts';
import { type CheckResult, runChecks } from '../../checks/check.ts';
import { type LiveQuestion, liveContext } from '../../checks/context.ts';
import { capitalised, either } from '../../english.ts';
import type { Cluster, InstalledRelease } from '../../live/cluster.ts';
import { clusterSkew } from '../../live/helm.ts';
import { urlEndpoint } from '../../live/http.ts';
import { allRefusals } from '../../live/rights.ts';
import { type Case, type Known, known, type Pack, sure } from '../../pack.ts';
import { type JudgedServers, judgeServers, withServers } from '../../release/from-server.ts';
import { phaseHistory } from '../../release/history.ts';
import { shownPage } from '../../report/describe-findings.ts';
import { type VerifyReport, verifyReport } from '../../report/verify/verify-report.ts';
import { err } from '../../result.ts';
import { timeLineOf } from '../../step/time-line.ts';
import { oneOf, usageError } from '../command-line.ts';
import { EarlyExit } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { answered, durationOf } from '../shared-options.ts';
import type { VerifyFlags } from './command.ts';

/** What the flags ask for. */
export interface VerifyOptions extends LiveQuestion {
  readonly packs: readonly Pack[];
  /** A phase of any of them; the one that the manifest shows where it is left out. */
  readonly phase?: string;
  readonly minSoakMs?: number;
}

const HOUR = 3_600_000;

function endpointOf(flag: string, word: string): ReturnType<typeof urlEndpoint> {
  if (URL.canParse(word)) return urlEndpoint(new URL(word));
  throw usageError(`${flag}: ${JSON.stringify(word)} is not a URL`);
}

const phasesOf = (packs: readonly Pack[]): readonly string[] => [
  ...new Set(packs.flatMap(({ phases }) => phases.map(({ id }) => id))),
];

/** @throws EarlyExit if a word is not a phase, duration or URL */
export function readVerifyOptions(flags: VerifyFlags, io: Io, packs: readonly Pack[]): VerifyOptions {
  const { tenant, prometheusUrl, url } = flags;
  const phase =
    flags.phase === undefined ? undefined : oneOf(phasesOf(packs), flags.phase, '--phase', 'phase');
  const sinceMs = durationOf(flags.since, '--since') ?? HOUR;
  const minSoakMs = durationOf(flags.minSoak);
  return {
    packs,
    ...(phase !== undefined && { phase }),
    ...(tenant !== undefined && { tenant }),
    sinceMs,
    ...(minSoakMs !== undefined && { minSoakMs }),
    ...(prometheusUrl !== undefined && { prometheus: endpointOf('--prometheus-url', prometheusUrl) }),
    ...(url !== undefined && { server: endpointOf('--url', url) }),
    signal: io.interrupted,
  };
}

/** Told where it fails. */
export const CLOCKS_AGREE = {
  id: 'clocks-agree',
  title: 'The clocks agree',
  expected: 'no revision in the future',
  why: 'While clocks disagree, nobody can tell how long a phase has lasted.',
} as const;

function clockCheck({ name, namespace, history }: InstalledRelease, now: Date): readonly CheckResult[] {
  const skew = clusterSkew(history, now);
  if (!skew) return [];
  return [
    {
      ...CLOCKS_AGREE,
      status: 'failed',
      seen: skew.what,
      why: `${CLOCKS_AGREE.why} ${skew.remedy}`,
      command: `date -u; helm history -n ${namespace} ${name}`,
    },
  ];
}

/** What rules say of the running servers, in the form of checks; an info holds nothing up. */
const asChecks = ({ findings, isYoung, unread }: JudgedServers): readonly CheckResult[] => [
  ...unread,
  ...findings.map(({ rule, severity, place, what, why, fix, doubts }): CheckResult => {
    const wrong = isYoung ? 'waiting' : doubts.length > 0 ? 'unknown' : 'failed';
    return {
      id: rule,
      title: `Rule ${rule}`,
      status: severity === 'info' ? 'skipped' : wrong,
      seen: place?.in === 'server' ? `${what} (${shownPage(place)})` : what,
      expected: 'no finding of this rule',
      why: `${why} ${capitalised(fix)}.`,
    };
  }),
];

const titleOf = ({ title, name }: Pack): string => title ?? name;

/** The phase to prove. @throws EarlyExit where there is none, or where the pack has no such phase */
function phaseToProve(pack: Pack, asked: string | undefined, shown: Known<string>): string {
  const phase = asked ?? sure(shown);
  if (phase === undefined)
    throw new EarlyExit('phasegate: the installed manifest does not show its phase; pass --phase');
  const phases = phasesOf([pack]);
  if (phases.includes(phase)) return phase;
  throw usageError(`--phase: ${titleOf(pack)} has no phase ${JSON.stringify(phase)}; use ${either(phases)}`);
}

/** Asks everything once. @throws EarlyExit if the cluster cannot be asked, or holds nothing to verify */
export async function verifyRelease(
  cluster: Cluster,
  name: string,
  { packs, phase: asked, minSoakMs, ...question }: VerifyOptions,
): Promise<VerifyReport> {
  const found = await cluster.release(name);
  const installed = answered(found.ok ? found : err(await allRefusals(cluster, name, found.error)));
  const phases = answered(await phaseHistory(cluster, installed, packs));
  const { current, others, currentRevision: revision } = phases;
  if (!revision)
    throw new EarlyExit(`phasegate: release ${name} was never deployed: there is nothing to verify`);
  if (!current)
    throw new EarlyExit(
      `phasegate: release ${name} belongs to no pack: the manifest of revision ${revision.revision} holds nothing of ${either(packs.map(titleOf))}\n  do:  name a release that does, as helm list shows it`,
    );
  const { pack, state } = current;
  if (others.length > 0)
    throw new EarlyExit(
      `phasegate: release ${name} holds ${titleOf(pack)} more than once, as ${[current, ...others].map(({ chartName }) => chartName).join(' and ')}: verify would prove the phase of one alone`,
    );
  const phase = phaseToProve(pack, asked, state.phase);
  const live = withServers(answered(await liveContext(cluster, installed, question, pack)), pack, state);
  const timeLine = timeLineOf(phases.revisions);
  const proven = known(phase, asked === undefined ? 'chart' : 'person');
  const of: Case = {
    now: inPhase(state, proven),
    asked: (word) => (word === 'phase' && asked !== undefined ? proven : undefined),
    options: {},
    clock: live.now(),
    history: timeLine,
  };
  const checks: CheckResult[] = [...clockCheck(installed, new Date(of.clock))];
  for await (const check of runChecks(pack.checks, of, live)) checks.push(check);
  checks.push(...asChecks(await judgeServers(pack, live, { ...of, now: state })));
  const { kubeContext } = cluster.address;
  return verifyReport({
    pack,
    installed,
    ...(kubeContext !== undefined && { kubeContext }),
    revision,
    phase,
    phaseSource: asked === undefined ? `the manifest of revision ${revision.revision}` : '--phase',
    of: { ...of, clock: Date.now() },
    timeLine,
    checks,
    ...(minSoakMs !== undefined && { minSoakMs }),
  });
}
