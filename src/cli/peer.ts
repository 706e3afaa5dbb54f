import { usageError } from '../command-line.ts';
import { type ClusterAddress, revisionInForce } from '../live/cluster.ts';
import type { PeerFile } from '../release/peer.ts';
import { statedFor } from './command-line.ts';
import { refuseHelmReport } from './helm-report.ts';
import { readTextOf } from './inputs.ts';
import { installedRelease } from './installed-release.ts';
import type { Io } from './io.ts';
import { answered, PEER_OPTIONS, type PeerFlags, withCluster } from './shared-options.ts';

const statedPeer = (flags: PeerFlags, { env }: Pick<Io, 'env'>) => ({
  file: statedFor(PEER_OPTIONS, 'peer', flags, env),
  release: statedFor(PEER_OPTIONS, 'peerRelease', flags, env),
});

const NAMED = /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\/([^/]+)$/;

/** The Kubernetes cluster of a peer. */
export type PeerAddress = Omit<ClusterAddress, 'namespace'>;

/** The manifests that Helm applied for a release, without its hooks. @throws EarlyExit */
async function manifestsOf(word: string, shownAs: string, address: PeerAddress, io: Io): Promise<PeerFile> {
  const [, namespace, name] = NAMED.exec(word) ?? [];
  if (namespace === undefined || name === undefined)
    throw usageError(`${shownAs}: ${JSON.stringify(word)} does not name a release; write NAMESPACE/NAME`);
  return withCluster({ ...address, namespace }, io, async (cluster) => {
    const { history } = await installedRelease(cluster, name);
    const revision = revisionInForce(history)?.revision ?? 1;
    return { text: answered(await cluster.manifest(name, revision)), shownAs: `${shownAs} ${word}` };
  });
}

/**
 * The manifests of the peer that somebody names; undefined where nobody does.
 * @throws EarlyExit if they cannot be read, or are Helm's report about a release
 */
export async function readPeerFile(
  flags: PeerFlags,
  address: PeerAddress,
  io: Io,
): Promise<PeerFile | undefined> {
  const { file, release } = statedPeer(flags, io);
  if (file && release)
    throw usageError(`${file.shownAs} and ${release.shownAs} both name the other cluster; give one of them`);
  if (release) return manifestsOf(release.word, release.shownAs, address, io);
  if (file === undefined) return undefined;
  const shownAs = `${file.shownAs} ${file.word}`;
  const text = readTextOf(file.word, shownAs, io);
  refuseHelmReport(text, shownAs);
  return { text, shownAs };
}
