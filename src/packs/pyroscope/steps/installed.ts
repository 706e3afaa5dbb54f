import type { Cluster, InstalledRelease, Revision } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { type ManifestObject, objectsIn } from '../../../manifest/object.ts';
import { likely, sure } from '../../../pack.ts';
import { readRelease, stateOfManifests } from '../../../release/from-manifests.ts';
import { releasesIn } from '../../../release/recognise.ts';
import { ok } from '../../../result.ts';
import type { PhaseRevision } from '../../../step/time-line.ts';
import { splitDocuments } from '../../../yaml/documents.ts';
import { withLibrary } from '../../../yaml/library.ts';
import { readDocument } from '../../../yaml/read.ts';
import type { Layout } from '../facts/components.ts';
import type { Phase } from '../facts/phases.ts';
import { asWeight } from '../facts/settings.ts';
import { pyroscope } from '../index.ts';
import { chartOf, type PyroscopeState } from '../read/facts.ts';
import { commonWrites } from '../read/weights.ts';

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
  readonly layout: Layout;
  /** Undefined where its traces do not agree on one. */
  readonly phase: Phase | undefined;
  readonly workloads: readonly StoredWorkload[];
  /** Left out where nothing was read. */
  readonly state?: PyroscopeState;
}

function objectsOf(text: string): readonly ManifestObject[] {
  return splitDocuments(text).flatMap((document) => {
    const parsed = readDocument(document);
    return parsed.ok && parsed.root?.kind === 'map' ? objectsIn(document, parsed.root) : [];
  });
}

function stored(state: PyroscopeState): StoredManifest {
  return {
    chart: chartOf(state),
    layout: likely(state.layout) ?? 'single-binary',
    phase: sure(state.phase),
    state,
    workloads: state.components.map(({ name, kind, replicas, flags, object, server }) => ({
      component: name,
      kind,
      replicas: sure(replicas),
      flags: new Map(Object.entries(flags).map(([flag, value]) => [flag, likely(value) ?? ''])),
      image: object?.images[0] ?? '',
      server: likely(server) ?? '',
    })),
  };
}

/**
 * Reads one release of a manifest; undefined where it holds none of Pyroscope. Documents that are no YAML are passed over.
 * @param name of the release, where a stream may hold several; the first of them where it is left out
 * @throws LibraryNeeded
 */
export function readStoredManifest(text: string, name?: string): StoredManifest | undefined {
  const groups = releasesIn(pyroscope, objectsOf(text));
  const group = name === undefined ? groups[0] : groups.find((one) => one.name === name);
  if (group === undefined) return undefined;
  const release = readRelease(pyroscope, group);
  return stored(stateOfManifests({ ...release, release }) as PyroscopeState);
}

/** The revisions of a release, each with the phase that its manifest shows. */
export interface PhaseHistory {
  readonly revisions: readonly PhaseRevision[];
  /** The manifest of the newest revision that was deployed; undefined where it holds no Pyroscope. */
  readonly current: StoredManifest | undefined;
  readonly currentRevision: Revision | undefined;
}

/** Why dual was in force only in part. */
function partOf({ state }: StoredManifest): string | undefined {
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
