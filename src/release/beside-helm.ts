import type { Cluster } from '../live/cluster.ts';
import type { AsyncResult } from '../live/problems.ts';
import type { LiveWorkload, LiveWorkloads, StoredTemplate } from '../live/workloads.ts';
import { type ParsedObject, readableObjects } from '../manifest/object.ts';
import { at } from '../manifest/query.ts';
import { type State, sure } from '../pack.ts';
import { ok } from '../result.ts';
import type { FieldConflict } from '../step/gate.ts';
import { movedStores, type PhaseSpan, type Stint, type TimeLine, timeLineOf } from '../step/time-line.ts';
import { utcTime } from '../times.ts';
import { bodyStart } from '../yaml/documents.ts';
import { withLibrary } from '../yaml/library.ts';
import { readRelease, stateOfManifests } from './from-manifests.ts';
import type { PhaseHistory, StoredRelease } from './history.ts';
import { phaseBySigns, signsIn } from './signs.ts';

/** Clocks of two machines may differ by as much. */
const TOLERATED_MS = 2 * 60_000;
/** As long as Helm's own hooks and rollout may take, after which an old template no longer stands for that reason. */
const ROLLOUT_MS = 15 * 60_000;
/** A StatefulSet that is made anew adopts all that is left of the one before within seconds. */
const ADOPTION_MS = 10_000;

/** When a template was in force for the last time, in milliseconds since 1970. */
interface Standing {
  readonly stored: StoredTemplate;
  /** Undefined where it may have come back, and nothing tells when. */
  readonly begin: number | undefined;
  /** `now` where it is in force; undefined where nothing tells. */
  readonly end: number | 'now' | undefined;
}

const isOf = (
  { kind, name }: Pick<LiveWorkload, 'kind' | 'name'>,
  one: { readonly kind: string; readonly workload: string },
): boolean => one.kind === kind && one.workload === name;

/** Whether all templates were changed in one moment, by a controller that adopted them. */
function wereAdopted(templates: readonly StoredTemplate[]): boolean {
  const times = templates.map(({ changed = '' }) => Date.parse(changed));
  return times.length > 1 && Math.max(...times) - Math.min(...times) <= ADOPTION_MS;
}

/**
 * When each template of a workload was in force last. A template that comes back keeps its creation date and gets the next
 * number: its old one is then missing below it. So where no number is missing below, it never came back. Otherwise a
 * ControllerRevision tells by its last change when it came back, and an old ReplicaSet when its last pods went.
 */
function standingsOf(templates: readonly StoredTemplate[]): readonly Standing[] {
  const ordered = templates.toSorted((one, other) => one.number - other.number);
  const isAdopted = wereAdopted(ordered);
  const begins = ordered.map(({ number, created, changed, kind }, index) => {
    if (number <= index + 1) return Date.parse(created);
    return kind === 'StatefulSet' && changed !== undefined && !isAdopted ? Date.parse(changed) : undefined;
  });
  // Whatever comes, or comes back, ends what is in force.
  const comings = [...begins, ...ordered.map(({ created }) => Date.parse(created))];
  const nextAfter = (begin: number): number | undefined =>
    comings.filter((time) => time !== undefined && time > begin).toSorted((a = 0, b = 0) => a - b)[0];
  return ordered.map((stored, index) => {
    const { kind, changed, replicas = 0 } = stored;
    const begin = begins[index];
    const isLast = index === ordered.length - 1;
    if (isLast || replicas > 0) return { stored, begin, end: 'now' as const };
    if (kind === 'Deployment' && changed !== undefined) return { stored, begin, end: Date.parse(changed) };
    return { stored, begin, end: begin === undefined ? undefined : nextAfter(begin) };
  });
}

/** A release as it would be with another pod template in one of its workloads; undefined where it has no such workload. */
function withTemplate(
  { pack, source }: StoredRelease,
  { kind, workload, template }: StoredTemplate,
): { readonly state: State; readonly object: ParsedObject; readonly phase: string | undefined } | undefined {
  const isMeant = (one: ParsedObject): boolean => one.kind === kind && one.name === workload;
  const old = source.objects.find(isMeant);
  const node = old && at(old.node, 'spec', 'template');
  if (old === undefined || node === undefined) return undefined;
  const { text, index } = old.document;
  // JSON in one line is YAML wherever a value may stand.
  const changed = `${text.slice(0, node.start)}${JSON.stringify(template)}\n${text.slice(node.end)}`;
  const document = { index, offset: 0, text: changed, bodyStart: bodyStart(changed) };
  const object = readableObjects(document).find(isMeant);
  if (object === undefined) throw new TypeError(`${kind} ${workload} cannot be read with another template`);
  const objects = source.objects.map((one) => (one === old ? object : one));
  const release = readRelease(pack, { ...source, objects });
  const own = release.workloads.filter((one) => one.object === object);
  const phases = pack.phases.map(({ id }) => id);
  return {
    state: stateOfManifests({ ...release, release }),
    object,
    phase: sure(phaseBySigns(signsIn(pack.phases, own, release.chart.value), phases)),
  };
}

/** What a template would make of a release that is in a phase. */
interface Other {
  /** The phase of the workload where it is another one. */
  readonly phase?: string;
  /** What it runs with, as a part of a sentence. */
  readonly runsWith: string;
}

/** How a release with a template differs from one of Helm's revisions; undefined where it is in the same phase, with the same stores. */
function differenceFrom(helms: StoredRelease, stored: StoredTemplate): Other | undefined {
  const read = withTemplate(helms, stored);
  if (read === undefined) return undefined;
  const { pack } = helms;
  const [was, is] = [sure(helms.state.phase), sure(read.state.phase)];
  // Among workloads that stay, one that goes to another phase leaves the whole unclear: then its own args name the phase.
  const other =
    is === was ? undefined : [read.phase, is].find((phase) => phase !== undefined && phase !== was);
  if (other !== undefined) return { phase: other, runsWith: `args of ${other}` };
  const isUnreadable = read.state.unreadable?.some(
    ({ object }) => object.kind === stored.kind && object.name === stored.workload,
  );
  if (isUnreadable) return { runsWith: 'args that cannot be read' };
  if (is === undefined) return { runsWith: 'args that show no phase' };
  const moved = movedStores(helms.state.stores, read.state.stores);
  if (moved.length > 0) return { runsWith: `its data elsewhere (${moved.join(', ')})` };
  const partial = pack.partial?.(read.state);
  return partial === undefined || partial === pack.partial?.(helms.state)
    ? undefined
    : { runsWith: `other weights (${partial})` };
}

/** Undefined where the template is one that Helm deployed in that time, or as good as one. */
function otherThan(helms: readonly StoredRelease[], stored: StoredTemplate): Other | undefined {
  let first: Other | undefined;
  for (const one of helms) {
    const difference = differenceFrom(one, stored);
    if (difference === undefined) return undefined;
    first ??= difference;
  }
  return first;
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** When the pods of what stood were gone: with the rollout that followed. Undefined where nothing tells. */
function goneAt(end: Standing['end'], starts: readonly number[], keepsOldPods: boolean): number | undefined {
  if (end === 'now') return undefined;
  // Later starts are those of a drained node, unless pods stay until somebody deletes them.
  const rolled = starts.filter((start) => end === undefined || keepsOldPods || start <= end + ROLLOUT_MS);
  const latest = Math.max(end ?? Number.NEGATIVE_INFINITY, ...rolled);
  return Number.isFinite(latest) ? latest : undefined;
}

function wordsOf(
  { kind, workload }: StoredTemplate,
  { phase, runsWith }: Other,
  isByHand: boolean | undefined,
  times: Pick<Stint, 'since' | 'until'>,
): string {
  const { since, until } = times;
  const when = until === undefined ? `since ${utcTime(since)}` : `until ${utcTime(until)}`;
  const [stood, ran] = until === undefined ? ['stands', 'runs'] : ['stood', 'ran'];
  const who = `${kind} ${workload}${isByHand === false ? ' still' : ''} ${ran}`;
  if (isByHand !== true) return `${who} with ${runsWith} ${when}`;
  if (phase === undefined) return `${who} by hand with ${runsWith} ${when}`;
  return `${phase} ${stood} by hand ${when}: ${who} with ${runsWith}`;
}

/** Whether a template came in the time that is asked about; undefined where it may have come back in it, at an unknown time. */
function cameIn({ stored, begin }: Standing, start: number): boolean | undefined {
  if (Date.parse(stored.created) > start + TOLERATED_MS) return true;
  return begin === undefined ? undefined : begin > start + TOLERATED_MS;
}

/**
 * A template of Helm's that came back in the time that is asked about: something else stood before it. Where nothing that is
 * kept can have, it is kept no longer, and may have been anything. Several revisions of Helm in that time explain it.
 */
function prunedBefore(
  { stored, begin }: Standing,
  { span, helms, live, workload }: OfWorkload,
): Stint | undefined {
  const start = Date.parse(span.since);
  if (begin === undefined || begin <= start + ROLLOUT_MS || begin <= Date.parse(stored.created))
    return undefined;
  const others = live.templates.filter((one) => isOf(workload, one) && one !== stored);
  if (helms.length > 1 || others.some(({ created }) => Date.parse(created) < begin)) return undefined;
  const { kind, workload: name } = stored;
  const what = `${kind} ${name} ran with a template that is no longer kept until ${utcTime(iso(begin))}`;
  return { since: span.since, until: iso(begin), what };
}

function stintOf(standing: Standing, { span, helms, live, now, workload }: OfWorkload): Stint | undefined {
  const { stored, begin, end } = standing;
  const start = Date.parse(span.since);
  const { keepsOldPods } = workload;
  const starts = live.pods.filter((pod) => isOf(workload, pod)).map(({ since }) => Date.parse(since));
  const gone = goneAt(end, starts, keepsOldPods);
  const isByHand = cameIn(standing, start);
  const stoodUntil = end === 'now' ? now : end === undefined || keepsOldPods ? gone : end;
  // Pods that have run since before show that nothing else ran in the meantime.
  if (!isByHand && stoodUntil !== undefined && stoodUntil <= start + ROLLOUT_MS) return undefined;
  const other = otherThan(helms, stored);
  if (other === undefined) return undefined;
  const since = Math.max(start, begin ?? Date.parse(stored.created));
  const times = {
    since: iso(since),
    ...(gone !== undefined && { until: iso(Math.max(gone, since)) }),
  };
  const { phase } = other;
  const what = wordsOf(stored, other, isByHand, times);
  return { ...times, ...(phase !== undefined && { phase }), what };
}

interface Asked {
  /** The time in a phase that is asked about: from its start until now. */
  readonly span: PhaseSpan;
  /** What Helm deployed in that time, the newest first. */
  readonly helms: readonly StoredRelease[];
  readonly live: LiveWorkloads;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface OfWorkload extends Asked {
  readonly workload: LiveWorkload;
}

/**
 * What stood in the cluster in the time of a span beside what Helm deployed: pod templates with another phase, with data
 * elsewhere, or unreadable. A restart, another scale, a drained node and Helm's own upgrades leave templates that are as
 * good as Helm's, and no trace here. What Kubernetes keeps no longer (10 templates a workload by default) is not seen.
 * @throws LibraryNeeded
 */
function stoodBeside(asked: Asked): readonly Stint[] {
  const { live } = asked;
  return live.workloads.flatMap((workload) => {
    const standings = standingsOf(live.templates.filter((one) => isOf(workload, one)));
    const of = { ...asked, workload };
    return standings.flatMap((one) => stintOf(one, of) ?? prunedBefore(one, of) ?? []);
  });
}

/** Helm 4 applies on the server, under its own name; Helm 3 changes whatever it finds. */
function conflictsOf({ kind, name, managers }: LiveWorkload): readonly FieldConflict[] {
  if (!managers.some((one) => one.manager === 'helm' && one.operation === 'Apply')) return [];
  return managers
    .filter(({ manager }) => manager !== 'helm')
    .flatMap(({ manager, argsOf }) =>
      argsOf.map((container) => ({
        manager,
        object: `${kind}/${name}`,
        field: `.spec.template.spec.containers[name="${container}"].args`,
      })),
    );
}

/** The history of a release, with what stood in the cluster beside it. */
export interface SeenHistory {
  readonly timeLine: TimeLine;
  readonly conflicts: readonly FieldConflict[];
  /** Those of the release that Helm applied, as they are now. */
  readonly workloads: readonly LiveWorkload[];
}

/**
 * Lays what the cluster shows on the time line of Helm's history, for the time in the present phase.
 * @param now milliseconds since 1970
 */
export async function seenInCluster(
  cluster: Pick<Cluster, 'workloads'>,
  name: string,
  { revisions, timeLine, stored, current }: PhaseHistory,
  now: number,
): AsyncResult<SeenHistory> {
  const live = await cluster.workloads(name);
  if (!live.ok) return live;
  const workloads = live.value.workloads.filter(({ kind, name: of }) =>
    current?.source.objects.some((one) => one.kind === kind && one.name === of),
  );
  const conflicts = workloads.flatMap(conflictsOf);
  const span = timeLine.spans.at(-1);
  if (!span?.certain || span.phase === undefined) return ok({ timeLine, conflicts, workloads });
  const helms = revisions
    .filter(({ revision, phase }) => revision >= span.revision && phase === span.phase)
    .flatMap(({ revision }) => stored.get(revision) ?? [])
    .toReversed();
  const stints = await withLibrary(() => stoodBeside({ span, helms, live: live.value, now }));
  return ok({ timeLine: timeLineOf(revisions, stints), conflicts, workloads });
}
