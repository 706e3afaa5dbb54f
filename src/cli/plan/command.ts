import { EarlyExit } from '../../early-exit.ts';
import { overrideNotes } from '../../guard/stamp.ts';
import type { Cluster, InstalledRelease } from '../../live/cluster.ts';
import type { LiveProblem } from '../../live/problems.ts';
import { allRefusals } from '../../live/rights.ts';
import { likely, type Pack, type State, sure } from '../../pack.ts';
import { type SeenHistory, seenInCluster } from '../../release/beside-helm.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import { type PhaseHistory, phaseHistory, storedReleases } from '../../release/history.ts';
import { judgeStep } from '../../release/judge-step.ts';
import { fluxOf } from '../../release/operator.ts';
import type { PeerFile } from '../../release/peer.ts';
import { PLAN_FORMATS } from '../../report/plan/index.ts';
import { type PlanReport, verdictOf } from '../../report/plan/plan-report.ts';
import { err, type Result } from '../../result.ts';
import { NOTHING_PERMITTED } from '../../rules/judge.ts';
import { judgeGate } from '../../step/gate.ts';
import { fieldConflict, valuesNotGiven } from '../../step/gate-findings.ts';
import { NO_HISTORY, type TimeLine } from '../../step/time-line.ts';
import { emptyMap } from '../../values/tree.ts';
import { withLibrary } from '../../yaml/library.ts';
import type { Ending } from '../exit-code.ts';
import { loadConfig } from '../inputs.ts';
import { installedRelease } from '../installed-release.ts';
import type { Command, Io } from '../io.ts';
import { printResult, readOutputs, writeOutputs } from '../outputs.ts';
import { packOfRelease } from '../release-pack.ts';
import { pathsFor, placedBy } from '../repository-paths.ts';
import { packsWithSettings } from '../settings-of-packs.ts';
import { addressOf, answered, withCluster } from '../shared-options.ts';
import { comparingPack, installedManifests, ownManifests, ownRelease, planBeside } from './beside.ts';
import { buildPlan, type PlanInput, planFindings } from './build-plan.ts';
import { type PlanFlags, readPlanFlags } from './flags.ts';
import { type Permitted, permittedIn } from './permitted.ts';
import { liveSides, OFFLINE_RELEASE, offlineSides, type PlannedState, type PlanSides } from './sides.ts';

/** Refused steps and errors of the linter end in refusal; a closed gate may open by waiting, and does not. */
const endingOf = (report: PlanReport): Ending =>
  ['refused', 'errors'].includes(verdictOf(report)) ? 'refused' : 'done';

async function printPlan(report: PlanReport, flags: PlanFlags, io: Io): Promise<Ending> {
  const printed = await writeOutputs(
    readOutputs(flags.format, PLAN_FORMATS),
    async (format, paint) => {
      const findings = report.findings.map(placedBy(pathsFor(format, io)));
      return (await PLAN_FORMATS[format]())({ ...report, findings }, paint);
    },
    io,
  );
  return printResult(printed, io, endingOf(report));
}

/** What --accept-data-loss names, and the release that it should name. */
const acceptedLossOf = ({
  release = OFFLINE_RELEASE,
  acceptDataLoss: named,
}: PlanFlags): PlanInput['accepted'] => (named === undefined ? undefined : { named, release });

/** One run of plan: what was asked, and what the config says. */
interface PlanRun extends Permitted {
  readonly flags: PlanFlags;
  readonly io: Io;
  readonly packs: readonly Pack[];
}

/** @throws EarlyExit if flags, config or baseline cannot be used */
async function startPlan(argv: readonly string[], io: Io, packs: readonly Pack[]): Promise<PlanRun> {
  const flags = readPlanFlags(argv);
  const release = { name: flags.release ?? '', namespace: addressOf(flags, io).namespace };
  const { silencer, accepted: acceptedInConfig } = await permittedIn(flags, release, io, packs);
  const accepted: PlanRun['accepted'] = (pack) => {
    const { acceptLoss, acceptUnknownChart } = acceptedInConfig(pack);
    return { acceptLoss, acceptUnknownChart: flags.acceptUnknownChart || acceptUnknownChart };
  };
  return { flags, io, packs: await packsWithSettings(flags, io, packs), silencer, accepted };
}

/** What live and offline plans have in common. */
async function planInput(
  { before, after, release }: PlanSides,
  timeLine: TimeLine,
  pack: ChartPack,
  { flags, silencer, accepted }: PlanRun,
): Promise<Omit<PlanInput, 'release'>> {
  const time = new Date();
  const loss = acceptedLossOf(flags);
  const judged = judgeStep(pack, {
    before: before.state,
    after: after.state,
    history: timeLine,
    permissions: {
      ...NOTHING_PERMITTED,
      ...accepted(pack.name),
      acceptDataLoss: loss !== undefined && loss.named === loss.release,
    },
    clock: time.getTime(),
  });
  const file = [...flags.toValues, ...flags.values].at(-1);
  const findings = await planFindings(release, pack, silencer.settingsOf(file));
  return {
    pack,
    time,
    before,
    after,
    judged,
    timeLine,
    findings,
    silencer,
    file,
    accepted: loss,
  };
}

async function manifestsOf(
  flags: PlanFlags,
  before: State | undefined,
  pack: Pack,
  { io, isCompared }: { readonly io: Io; readonly isCompared: boolean },
): Promise<PlanInput['manifests']> {
  const file = before && ownManifests(flags, io);
  if (file === undefined || before === undefined) return undefined;
  const { text, shownAs } = file;
  const held = await withLibrary(() => storedReleases(text, [pack]));
  const after = (held.find(({ name }) => name === flags.release) ?? held[0])?.state;
  if (after) return { before, after };
  // Of a pack that nothing wakes, only the comparison reads them.
  if (isCompared) return undefined;
  throw new EarlyExit(`phasegate: ${shownAs}: no release that phasegate knows in this file`);
}

/** The plan of a step of an installed release. @throws EarlyExit if an input cannot be used */
async function livePlan(
  installed: InstalledRelease,
  history: PhaseHistory & { readonly seen: Result<SeenHistory, LiveProblem> },
  pack: ChartPack,
  run: PlanRun,
  cluster: Cluster,
): Promise<PlanReport> {
  const { flags, io } = run;
  const sides = await liveSides(installed, pack, flags, io);
  const own = async () => ownManifests(flags, io) ?? installedManifests(installed, cluster);
  const beside = await planBeside(pack, own, flags, io);
  const isCompared = beside !== undefined;
  const manifests = await manifestsOf(flags, history.current?.state, pack, { io, isCompared });
  const { current, seen } = history;
  const { timeLine, conflicts, workloads }: SeenHistory = seen.ok
    ? seen.value
    : { timeLine: history.timeLine, conflicts: [], workloads: [] };
  const input = await planInput(sides, timeLine, pack, run);
  const { name, namespace } = installed;
  const { minSoakMs } = flags;
  const last = installed.history.at(-1);
  const [from, to] = [sides.before, sides.after].map(({ state }) => sure(state.phase));
  const gate = judgeGate({
    phases: from === undefined || to === undefined ? undefined : { from, to },
    needs: input.judged.transition,
    findings: input.judged.findings,
    timeLine: input.timeLine,
    now: input.time.getTime(),
    ...(minSoakMs !== undefined && { minSoakMs }),
    checks: undefined,
    lastStatus: last?.status,
    ...(last && { lastDescription: last.description }),
    operator: fluxOf(current?.source.objects ?? []),
    problems: seen.ok || input.judged.transition.soakMs === undefined ? [] : [seen.error],
  });
  const { kubeContext } = addressOf(flags, io);
  const release = { name, namespace, ...(kubeContext !== undefined && { kubeContext }) };
  const { forgotten = [] } = sides;
  const met = [
    ...(forgotten.length === 0 ? [] : [valuesNotGiven(forgotten)]),
    ...(from === to ? [] : conflicts.map(fieldConflict)),
    ...overrideNotes(workloads),
  ];
  return buildPlan({ ...input, release, gate, manifests, met, beside });
}

/** The plan of a step between values files. @throws EarlyExit if an input cannot be used */
async function offlinePlan(run: PlanRun): Promise<PlanReport> {
  const { packs, flags, io } = run;
  const { pack, ...sides } = await offlineSides(packs, flags, io);
  const beside = await planBeside(pack, () => givenManifests(flags, io), flags, io);
  const input = await planInput(sides, NO_HISTORY, pack, run);
  return buildPlan({ ...input, release: { name: OFFLINE_RELEASE, namespace: '' }, beside });
}

/** Those of --manifests, which the flags are checked for. */
async function givenManifests(flags: PlanFlags, io: Io): Promise<PeerFile> {
  const file = ownManifests(flags, io);
  if (file === undefined) throw new TypeError('a peer is compared with manifests');
  return file;
}

/** The plan of a cluster beside another one, off the manifests of both. @throws EarlyExit if an input cannot be used */
async function pairPlan(run: PlanRun): Promise<PlanReport> {
  const { packs, flags, io } = run;
  const pack = comparingPack(packs, flags.pack);
  const file = await givenManifests(flags, io);
  const { state } = await ownRelease(pack, file);
  const beside = await planBeside(pack, async () => file, flags, io);
  if (beside === undefined) throw new TypeError('a pair needs a peer');
  const sideOf = (one: State, source: string): PlannedState => ({
    ...{ state: one, user: emptyMap(), source },
    // Manifests of no chart have the version 0.0.0.
    chart: '',
  });
  const judged = judgeStep(pack, { before: state, after: state, clock: Date.now() });
  return buildPlan({
    ...{ pack, judged, beside, isPair: true },
    before: sideOf(beside.state, beside.source),
    after: sideOf(state, file.shownAs),
    ...{ time: new Date(), timeLine: NO_HISTORY, findings: [], silencer: run.silencer },
    ...{ file: undefined, accepted: undefined },
    release: { name: likely(state.release) ?? pack.name, namespace: likely(state.namespace) ?? '' },
  });
}

/** Whether a plan is of manifests alone. */
const isOfPair = ({ fromValues, toValues, manifests }: PlanFlags): boolean =>
  fromValues.length + toValues.length === 0 && manifests !== undefined;

/** `phasegate plan`: what a step will do, before it is taken. */
export const plan: Command = async (argv, io, packs) => {
  const run = await startPlan(argv, io, packs);
  const { flags } = run;
  const { release } = flags;
  if (release === undefined)
    return printPlan(await (isOfPair(flags) ? pairPlan : offlinePlan)(run), flags, io);
  return withCluster(addressOf(flags, io), io, async (cluster) => {
    const installed = await installedRelease(cluster, release);
    const pack = await packOfRelease(run.packs, installed, cluster);
    if (flags.stamp) {
      const { before, after } = await liveSides(installed, pack, flags, io);
      const { printStamp } = await import('./print-stamp.ts');
      const gate = (await loadConfig(flags, io, packs))?.config.gate;
      const step = { before: before.state, next: after.state, accepted: run.accepted(pack.name), gate };
      return printStamp({ cluster, release, pack, ...step }, flags, io);
    }
    const history = answered(await phaseHistory(cluster, installed, [pack]));
    const asked = await seenInCluster(cluster, release, history, Date.now());
    const seen = asked.ok ? asked : err(await allRefusals(cluster, release, asked.error));
    return printPlan(await livePlan(installed, { ...history, seen }, pack, run, cluster), flags, io);
  });
};
