import type { Cluster, InstalledRelease, Revision } from '../live/cluster.ts';
import type { AsyncResult } from '../live/problems.ts';
import { type Pack, type State, sure } from '../pack.ts';
import { ok } from '../result.ts';
import type { PhaseRevision } from './time-line.ts';

/** A release as its manifest shows it, and the pack that knows it. */
export interface KnownRelease<P extends Pick<Pack, 'partial'>> {
  readonly pack: P;
  readonly state: State;
}

/** Reads a stored manifest; undefined where no pack knows anything in it. */
export type ReadManifest<P extends Pick<Pack, 'partial'>> = (
  manifest: string,
) => Promise<KnownRelease<P> | undefined>;

/** The revisions of a release, each with the phase that its manifest shows. */
export interface InstalledPhases<P extends Pick<Pack, 'partial'>> {
  readonly revisions: readonly PhaseRevision[];
  /** What the newest revision that was deployed holds; undefined where no pack knows it. */
  readonly current: KnownRelease<P> | undefined;
  /** That revision; undefined where none was ever deployed. */
  readonly currentRevision: Revision | undefined;
}

const wasDeployed = ({ status }: Revision): boolean => status === 'deployed' || status === 'superseded';

/** Reads the stored manifest of every revision that Helm keeps (10 by default). */
export async function readInstalledPhases<P extends Pick<Pack, 'partial'>>(
  cluster: Pick<Cluster, 'manifest'>,
  { name, history }: InstalledRelease,
  read: ReadManifest<P>,
): AsyncResult<InstalledPhases<P>> {
  const revisions: PhaseRevision[] = [];
  const currentRevision =
    history.findLast(({ status }) => status === 'deployed') ?? history.findLast(wasDeployed);
  let current: KnownRelease<P> | undefined;
  for (const one of history) {
    const text = await cluster.manifest(name, one.revision);
    if (!text.ok) return text;
    const known = await read(text.value);
    if (one === currentRevision) current = known;
    const phase = known && sure(known.state.phase);
    const partial = known?.pack.partial?.(known.state);
    const { revision, updated, status, chart } = one;
    revisions.push({
      revision,
      updated,
      status,
      chart,
      ...(phase !== undefined && { phase }),
      ...(partial !== undefined && { partial }),
    });
  }
  return ok({ revisions, current, currentRevision });
}
