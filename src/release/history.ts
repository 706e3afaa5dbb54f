import { atMost } from '../live/at-most.ts';
import { type Cluster, type InstalledRelease, type Revision, revisionInForce } from '../live/cluster.ts';
import type { AsyncResult } from '../live/problems.ts';
import { readableObjects } from '../manifest/object.ts';
import { type Pack, type State, sure } from '../pack.ts';
import { ok } from '../result.ts';
import { wasDenied } from '../step/status-reason.ts';
import { type PhaseRevision, type TimeLine, timeLineOf } from '../step/time-line.ts';
import { splitDocuments } from '../yaml/documents.ts';
import { withLibrary } from '../yaml/library.ts';
import { readRelease, type StatedVersions, stateOfManifests } from './from-manifests.ts';
import type { ReleaseOutcome } from './intent.ts';
import { type ReleaseObjects, releasesIn } from './recognise.ts';

/** A release as a manifest holds it, and the pack whose product it is of. */
export interface StoredRelease {
  readonly pack: Pack;
  readonly name: string;
  readonly namespace: string;
  /** As its label names it; a subchart under an alias has the alias. */
  readonly chartName: string;
  readonly state: State;
  /** What it was read off. */
  readonly source: ReleaseObjects;
}

/**
 * Reads the releases that manifests hold; documents that cannot be read are passed over.
 * @param stated what somebody said of their versions
 * @throws LibraryNeeded
 */
export function storedReleases(
  text: string,
  packs: readonly Pack[],
  stated: StatedVersions = {},
): readonly StoredRelease[] {
  const objects = splitDocuments(text).flatMap(readableObjects);
  return packs.flatMap((pack) =>
    releasesIn(pack, objects).map((source) => {
      const release = readRelease(pack, source, stated);
      const { name, namespace, chartName } = release;
      const state = stateOfManifests({ ...release, release });
      return { pack, name, namespace, chartName, state, source };
    }),
  );
}

/**
 * Which of the stored releases is meant: where several have the name, as under an umbrella with two aliases of a chart,
 * the one of the same chart, and none where two may be.
 */
export function storedAs(
  held: readonly StoredRelease[],
  { name, namespace, chartName }: Pick<ReleaseOutcome, 'name' | 'namespace' | 'chartName'>,
): StoredRelease | undefined {
  const named = held.filter((one) => one.name === name);
  if (named.length <= 1) return named[0];
  const [own, ...others] = named.filter(
    (one) =>
      one.chartName === chartName &&
      (namespace === '' || one.namespace === '' || one.namespace === namespace),
  );
  return others.length === 0 ? own : undefined;
}

/** The revisions of a release, each with the phase that its manifest shows. */
export interface PhaseHistory {
  readonly revisions: readonly PhaseRevision[];
  /** By Helm's history alone; `seenInCluster` adds what stood beside it. */
  readonly timeLine: TimeLine;
  /** What each revision holds, by its number. */
  readonly stored: ReadonlyMap<number, StoredRelease>;
  /** What the newest revision that was deployed holds; undefined where no pack knows it. */
  readonly current: StoredRelease | undefined;
  /** What it holds of the same product beside that, under other aliases of the chart. */
  readonly others: readonly StoredRelease[];
  readonly currentRevision: Revision | undefined;
}

/** As Helm 3.21 and 4.2 describe a revision that a rollback made. */
const ROLLBACK = /^Rollback to (\d+)$/;

const wasDeployed = ({ status }: Revision): boolean => status === 'deployed' || status === 'superseded';

/** Manifests that are asked for side by side: a slow API server answers several as fast as one. */
const ASKED_AT_ONCE = 4;

/**
 * Reads the stored manifest of every revision that Helm keeps (10 by default). Where a release holds several products, the
 * first of the packs counts.
 * @param which finds the one that is meant
 */
export async function phaseHistory(
  cluster: Pick<Cluster, 'manifest'>,
  { name, history }: Pick<InstalledRelease, 'name' | 'history'>,
  packs: readonly Pack[],
  which = (held: readonly StoredRelease[]): StoredRelease | undefined =>
    held.find((release) => release.name === name) ?? held[0],
): AsyncResult<PhaseHistory> {
  const revisions: PhaseRevision[] = [];
  const held = new Map<number, StoredRelease>();
  const inForce = revisionInForce(history);
  const currentRevision = inForce && wasDeployed(inForce) ? inForce : undefined;
  let current: StoredRelease | undefined;
  let others: readonly StoredRelease[] = [];
  const inTurn = atMost(ASKED_AT_ONCE);
  const texts = await Promise.all(
    history.map(({ revision }) => inTurn(() => cluster.manifest(name, revision))),
  );
  for (const [at, one] of history.entries()) {
    const text = texts[at];
    if (text === undefined) continue;
    if (!text.ok) return text;
    const releases = await withLibrary(() => storedReleases(text.value, packs));
    const stored = which(releases);
    if (stored) held.set(one.revision, stored);
    if (one === currentRevision) {
      current = stored;
      others = releases.filter(
        (release) =>
          release !== stored && release.pack === stored?.pack && release.state.components.length > 0,
      );
    }
    const { revision, updated, status, chart, description } = one;
    const [, rolledBack] = ROLLBACK.exec(description) ?? [];
    const phase = stored && sure(stored.state.phase);
    const partial = stored?.pack.partial?.(stored.state);
    revisions.push({
      revision,
      updated,
      status,
      chart,
      ...(phase !== undefined && { phase }),
      ...(partial !== undefined && { partial }),
      ...(stored && { stores: stored.state.stores }),
      ...(status === 'failed' && wasDenied(description) && { isDenied: true }),
      ...(rolledBack !== undefined && { rollbackTo: Number(rolledBack) }),
    });
  }
  return ok({ revisions, timeLine: timeLineOf(revisions), stored: held, current, others, currentRevision });
}
