import type { Cluster, InstalledRelease, Revision } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { type ManifestObject, objectsIn } from '../../../manifest/object.ts';
import { sure } from '../../../pack.ts';
import { err, ok } from '../../../result.ts';
import type { StatedIntent } from '../../../step/pack.ts';
import type { PhaseRevision } from '../../../step/time-line.ts';
import { splitDocuments } from '../../../yaml/documents.ts';
import { withLibrary } from '../../../yaml/library.ts';
import { readDocument, readText } from '../../../yaml/read.ts';
import type { Phase } from '../facts/phases.ts';
import { groupReleases, readRelease } from '../find-releases.ts';
import type { PyroscopeState } from '../read/facts.ts';
import { stateOfManifests } from '../read/manifests.ts';
import { asWeight, commonWrites } from '../read/weights.ts';
import { knownPhase, readPhase } from '../read-phase.ts';
import type { Release } from '../release.ts';

/** One Deployment or StatefulSet of a stored manifest. */
export interface StoredWorkload {
  readonly component: string;
  readonly kind: string;
  readonly replicas: number | undefined;
  /** Flags by name without dashes; one without a value is empty. */
  readonly flags: ReadonlyMap<string, string>;
  readonly image: string;
  readonly server: string;
}

/** What a release's manifest, as Helm stores it, says of Pyroscope. */
export interface StoredManifest {
  readonly chart: string;
  readonly layout: Release['layout'];
  /** Undefined where its traces do not agree on one. */
  readonly phase: Phase | undefined;
  readonly workloads: readonly StoredWorkload[];
  /** Left out where nothing was read. */
  readonly state?: PyroscopeState;
}

const NOTHING_STATED: StatedIntent = {
  settings: new Map(),
  choices: { correct: new Set(), noCorrect: new Set(), acceptLoss: false },
};

function objectsOf(text: string): readonly ManifestObject[] {
  return splitDocuments(text).flatMap((document) => {
    const parsed = readDocument(document);
    return parsed.ok && parsed.root?.kind === 'map' ? objectsIn(document, parsed.root) : [];
  });
}

function readEmbedded(text: string) {
  const parsed = readText(text);
  return parsed.ok ? ok(parsed.root) : err(parsed.problem);
}

function stored(release: Release): StoredManifest {
  const reading = readPhase(release);
  const { chart, layout, workloads, objects } = release;
  return {
    chart: chart.value,
    layout,
    phase: reading.phase,
    state: stateOfManifests({ release, workloads, objects, phase: knownPhase(reading) }),
    workloads: workloads.map(({ object, component, replicas, flags, image, server }) => ({
      component,
      kind: object.kind ?? '',
      replicas,
      flags: new Map(flags.all().map(({ name, value }) => [name, value ?? ''])),
      image,
      server: server.value,
    })),
  };
}

/**
 * Reads one release of a manifest; undefined where it holds none of Pyroscope. Documents that are no YAML are passed over.
 * @param name of the release, where a stream may hold several; the first of them where it is left out
 * @throws LibraryNeeded
 */
export function readStoredManifest(text: string, name?: string): StoredManifest | undefined {
  const groups = groupReleases(objectsOf(text));
  const group = name === undefined ? groups[0] : groups.find((one) => one.name === name);
  return group && stored(readRelease(group, NOTHING_STATED, readEmbedded));
}

/** The revisions of a release, each with the phase that its manifest shows. */
export interface PhaseHistory {
  readonly revisions: readonly PhaseRevision[];
  /** The manifest of the newest revision that was deployed; undefined where it holds no Pyroscope. */
  readonly current: StoredManifest | undefined;
  readonly currentRevision: Revision | undefined;
}

/** Why dual was in force only in part. */
export function partOf({ state }: Pick<StoredManifest, 'state'>): string | undefined {
  const text = state && sure(commonWrites(state)?.segmentWriter);
  return (asWeight(text) ?? 1) < 1 ? `v2 got a share of ${text} of the writes` : undefined;
}

const wasDeployed = ({ status }: Revision): boolean => status === 'deployed' || status === 'superseded';

/** Reads the stored manifest of every revision that Helm keeps (10 by default). */
export async function phaseHistory(
  cluster: Pick<Cluster, 'manifest'>,
  { name, history }: InstalledRelease,
): AsyncResult<PhaseHistory> {
  const revisions: PhaseRevision[] = [];
  const currentRevision =
    history.findLast(({ status }) => status === 'deployed') ?? history.findLast(wasDeployed);
  let current: StoredManifest | undefined;
  for (const one of history) {
    const text = await cluster.manifest(name, one.revision);
    if (!text.ok) return text;
    const stored = await withLibrary(() => readStoredManifest(text.value));
    if (one === currentRevision) current = stored;
    const { revision, updated, status, chart } = one;
    const partial = stored && partOf(stored);
    revisions.push({
      revision,
      updated,
      status,
      chart,
      ...(stored?.phase !== undefined && { phase: stored.phase }),
      ...(partial !== undefined && { partial }),
    });
  }
  return ok({ revisions, current, currentRevision });
}
