import type { Cluster, InstalledRelease, Revision } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import type { PhaseRevision } from '../../../step/time-line.ts';
import { asWeight } from '../weights.ts';
import { readStoredManifest, type StoredManifest } from './stored-manifest.ts';

/** The revisions of a release, each with the phase that its manifest shows. */
export interface PhaseHistory {
  readonly revisions: readonly PhaseRevision[];
  /** The manifest of the newest revision that was deployed; undefined where it holds no Pyroscope. */
  readonly current: StoredManifest | undefined;
  readonly currentRevision: Revision | undefined;
}

const SEGMENT_WEIGHT = 'write-path.segment-writer-weight';

/** What the server takes where the flag is missing (audit A6). */
const DEFAULT_SEGMENT_WEIGHT = '0';

/** Why dual was in force only in part. */
function partOf({ phase, workloads }: StoredManifest): string | undefined {
  if (phase !== 'dual') return undefined;
  const writers = workloads.filter(({ flags }) => flags.get('write-path') === 'combined');
  const weights = writers.map(({ flags }) => flags.get(SEGMENT_WEIGHT) ?? DEFAULT_SEGMENT_WEIGHT);
  const low = weights.find((text) => (asWeight(text) ?? 1) < 1);
  return low === undefined ? undefined : `v2 got a share of ${low} of the writes`;
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
    const stored = await readStoredManifest(text.value);
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
