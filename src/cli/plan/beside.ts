import { usageError } from '../../command-line.ts';
import { EarlyExit } from '../../early-exit.ts';
import { either } from '../../english.ts';
import { type Cluster, type InstalledRelease, revisionInForce } from '../../live/cluster.ts';
import { type Beside, type Finding, likely, type Pack, type State } from '../../pack.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import {
  comparesPeers,
  judgeBeside,
  type OneRelease,
  type PeerFile,
  readOneRelease,
} from '../../release/peer.ts';
import { releaseTitle } from '../../report/blocks.ts';
import type { Result } from '../../result.ts';
import { withLibrary } from '../../yaml/library.ts';
import { refuseHelmReport } from '../helm-report.ts';
import { readTextOf } from '../inputs.ts';
import type { Io } from '../io.ts';
import { readPeerFile } from '../peer.ts';
import { addressOf, answered } from '../shared-options.ts';
import type { PlanFlags } from './flags.ts';

/** A release and the one beside it, as a plan tells of the two. */
export interface PlannedBeside extends Beside {
  readonly findings: readonly Finding[];
  /** The other one. */
  readonly state: State;
  /** Where it was read: `--peer old.yaml`. */
  readonly source: string;
  /** `pachyderm in pachyderm (--peer old.yaml)`. */
  readonly with: string;
}

function exitOnError<T>(read: Result<T, string>): T {
  if (read.ok) return read.value;
  throw new EarlyExit(read.error);
}

/** The manifests of --manifests; undefined where nobody gives them. @throws EarlyExit if they cannot be read */
export function ownManifests({ manifests }: PlanFlags, io: Io): PeerFile | undefined {
  if (manifests === undefined) return undefined;
  const shownAs = `--manifests ${manifests}`;
  const text = readTextOf(manifests, shownAs, io);
  refuseHelmReport(text, shownAs);
  return { text, shownAs };
}

/** What Helm applied for a release, where the step has no manifests of its own. @throws EarlyExit */
export async function installedManifests(
  { name, history }: InstalledRelease,
  cluster: Pick<Cluster, 'manifest'>,
): Promise<PeerFile> {
  const revision = revisionInForce(history)?.revision ?? 1;
  return {
    text: answered(await cluster.manifest(name, revision)),
    shownAs: `revision ${revision} of ${name}`,
  };
}

/** The pack whose rules compare two releases. @throws EarlyExit where no pack does, or the named one does not */
export function comparingPack(packs: readonly Pack[], named: string | undefined): ChartPack {
  const all = packs.filter(comparesPeers);
  const found = named === undefined ? all[0] : all.find(({ name }) => name === named);
  if (found?.charts?.[0] !== undefined) return found as ChartPack;
  throw usageError(`--peer is for ${either(all.map(({ name }) => name)) || 'packs that compare two'} alone`);
}

/** The release that manifests hold. @throws EarlyExit where there is none, or more than one */
export const ownRelease = (pack: Pack, file: PeerFile): Promise<OneRelease> =>
  withLibrary(() => exitOnError(readOneRelease(pack, file, 'this cluster')));

/**
 * Compares a release with the one that somebody names beside it; undefined where nobody does.
 * @param own its manifests, as they will be applied
 * @throws EarlyExit if the peer cannot be used
 */
export async function planBeside(
  pack: Pack,
  own: () => Promise<PeerFile>,
  flags: PlanFlags,
  io: Io,
): Promise<PlannedBeside | undefined> {
  const { namespace: _, ...address } = addressOf(flags, io);
  const file = await readPeerFile(flags, address, io);
  if (file === undefined) return undefined;
  if (!comparesPeers(pack)) comparingPack([pack], pack.name);
  const release = await ownRelease(pack, await own());
  return withLibrary(() => {
    const other = exitOnError(readOneRelease(pack, file, 'the other cluster'));
    const peer = { state: other.state, objects: other.objects };
    const said = pack.beside?.({ now: release.state, others: release.others, peer });
    const { release: called, namespace: where } = other.state;
    const [name, namespace] = [likely(called) ?? pack.name, likely(where) ?? ''];
    return {
      findings: judgeBeside(pack, release, peer, Date.now()),
      consequences: said?.consequences ?? [],
      unknown: said?.unknown ?? [],
      ...{ state: other.state, source: file.shownAs },
      with: `${releaseTitle({ name, namespace })} (${file.shownAs})`,
    };
  });
}
