import { inPhase } from '../../checks/case.ts';
import { type CheckResult, runChecks } from '../../checks/check.ts';
import { type LiveQuestion, liveContext } from '../../checks/context.ts';
import { oneOf, usageError } from '../../command-line.ts';
import { EarlyExit } from '../../early-exit.ts';
import { capitalised, either } from '../../english.ts';
import { type ClockSkew, historySkew } from '../../live/clocks.ts';
import type { Cluster, InstalledRelease } from '../../live/cluster.ts';
import { urlEndpoint } from '../../live/http.ts';
import type { LiveProblem } from '../../live/problems.ts';
import { type Case, type Known, known, type Pack, sure } from '../../pack.ts';
import { seenInCluster } from '../../release/beside-helm.ts';
import { type JudgedServers, judgeServers, podsOf, withServers } from '../../release/from-server.ts';
import { phaseHistory } from '../../release/history.ts';
import { shownPage } from '../../report/describe-findings.ts';
import { soakOfRelease, type VerifyReport, verifyReport } from '../../report/verify/verify-report.ts';
import { provenSoak } from '../../step/soak.ts';
import { type TimeLine, unaskedRollback } from '../../step/time-line.ts';
import { installedRelease } from '../installed-release.ts';
import type { Io } from '../io.ts';
import { answered, durationOf } from '../shared-options.ts';
import type { VerifyFlags } from './command.ts';
import { GUARD_STANDS, guardCheck, OVERRIDE_LEFT, overrideCheck } from './guard-check.ts';

/** What the flags ask for. */
export interface VerifyOptions extends LiveQuestion {
  readonly packs: readonly Pack[];
  /** A phase of any of them; the one that the manifest shows where it is left out. */
  readonly phase?: string;
  readonly minSoakMs?: number;
  /** Whether it is asked again and again: then all of the soak is compared once it is over, and the last hour until then. */
  readonly isWatched?: boolean;
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
const CLOCKS_AGREE = {
  id: 'clocks-agree',
  title: 'The clocks agree',
  expected: 'no revision in the future, and less than 2 minutes between this machine and the servers',
  why: 'While clocks disagree, it is unknown how long a phase has lasted.',
} as const;

const clockCheck = (
  { name, namespace }: InstalledRelease,
  skew: ClockSkew | undefined,
): readonly CheckResult[] =>
  skew === undefined
    ? []
    : [
        {
          ...CLOCKS_AGREE,
          ...{ status: 'failed', seen: skew.what, why: `${CLOCKS_AGREE.why} ${skew.remedy}` },
          command: `date -u; helm history -n ${namespace} ${name}`,
        },
      ];

/** Told where a rollback brought the phase: that holds nothing up. */
const GATE_ASKED = {
  id: 'gate-asked',
  title: 'A gate let the phase in',
  expected: 'an upgrade with a gate',
  why: 'Helm runs no post-renderer for a rollback. Look at one with phasegate plan before you take it.',
} as const;

function rollbackCheck(timeLine: TimeLine): readonly CheckResult[] {
  const seen = unaskedRollback(timeLine);
  return seen === undefined ? [] : [{ ...GATE_ASKED, status: 'skipped', seen }];
}

/** Told where it could not be asked: without it Helm's history alone says how long the phase has lasted. */
const BESIDE_HELM = {
  id: 'beside-helm',
  title: "Nothing stood beside Helm's history",
  expected: 'no pod template of another phase since the phase began',
  why: 'A workload that was edited by hand and put back has not been in its phase all the time.',
} as const;

const besideUnknown = ({ what, remedy }: LiveProblem): CheckResult => ({
  ...BESIDE_HELM,
  ...{ status: 'unknown', seen: what, problem: { what, remedy } },
});

/** What verify shows beside the checks of a pack. */
export const CHECKS_OF_VERIFY = [
  ...[CLOCKS_AGREE, GATE_ASKED, BESIDE_HELM],
  ...[GUARD_STANDS, OVERRIDE_LEFT],
] as const;

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
  { packs, phase: asked, minSoakMs, isWatched = false, ...question }: VerifyOptions,
): Promise<VerifyReport> {
  const installed = await installedRelease(cluster, name);
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
  const beside = await seenInCluster(cluster, name, phases, Date.now());
  const { timeLine } = beside.ok ? beside.value : phases;
  const proven = known(phase, asked === undefined ? 'chart' : 'person');
  const of: Case = {
    now: inPhase(state, proven),
    asked: (word) => (word === 'phase' && asked !== undefined ? proven : undefined),
    options: {},
    clock: Date.now(),
    history: timeLine,
  };
  const soak = soakOfRelease({ pack, phase, of, timeLine, ...(minSoakMs !== undefined && { minSoakMs }) });
  const compared = isWatched && soak?.soak.isLongEnough === false ? undefined : soak;
  const toProve = compared && provenSoak(compared.soak, compared.neededMs);
  const asking = { ...question, ...(toProve && { soak: toProve }) };
  const opened = await liveContext(cluster, installed, asking, podsOf(pack, state));
  const live = withServers(answered(opened), pack, state);
  const checks: CheckResult[] = [
    ...rollbackCheck(timeLine),
    ...(beside.ok || soak === undefined ? [] : [besideUnknown(beside.error)]),
  ];
  for await (const check of runChecks(pack.checks, of, live)) checks.push(check);
  checks.push(await guardCheck(cluster, pack, installed));
  if (beside.ok) checks.push(...overrideCheck(beside.value.workloads, installed.namespace));
  const skew = historySkew(installed.history, new Date(of.clock)) ?? live.clockSkew?.();
  checks.unshift(...clockCheck(installed, skew));
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
