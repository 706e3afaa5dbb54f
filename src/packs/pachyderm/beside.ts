import { both } from '../../english.ts';
import { type Beside, likely, type ManifestObject, type Peer } from '../../pack.ts';
import { shellWord } from '../../shell.ts';
import { shownObject } from './read/beside.ts';
import type { PachydermFacts, PachydermState } from './read/facts.ts';
import { setOf } from './read/ports.ts';
import { isOfHelm, takenByHelm, takenByUndeploy } from './read/removal.ts';

/** A cluster with everything that its manifests hold. */
interface Side {
  /** `this cluster`. */
  readonly called: string;
  readonly state: PachydermState;
  readonly objects: readonly ManifestObject[];
}

const named = (objects: readonly ManifestObject[]): string => both(objects.map(shownObject));

/** What the removal of one cluster takes from the other, as a sentence. */
function removalOf(removed: Side, kept: Side): string {
  if (isOfHelm(removed.state)) {
    const taken = takenByHelm(removed.objects, kept.objects);
    return taken.length === 0
      ? `helm uninstall of ${removed.called} takes nothing of ${kept.called}`
      : `helm uninstall of ${removed.called} takes ${named(taken)}, which ${kept.called} needs as well`;
  }
  const { always, withMetadata } = takenByUndeploy(kept.objects);
  const taken = [
    ...(always.length > 0 ? [named(always)] : []),
    ...(withMetadata.length > 0 ? [`with --metadata also ${named(withMetadata)}`] : []),
  ];
  return taken.length === 0
    ? `pachctl undeploy of ${removed.called} takes nothing of ${kept.called}`
    : `pachctl undeploy of ${removed.called} takes from ${kept.called}: ${taken.join('; ')}`;
}

/** The gate that asks for the nodePorts of all namespaces; nothing where the cluster has none. */
function portsFree({ namespace, version, ports }: PachydermState): Beside['unknown'] {
  const sets = new Set(ports.flatMap((port) => setOf(port) ?? []));
  const words = [
    `-n ${shellWord(likely(namespace) || 'NAMESPACE')}`,
    `--version ${shellWord(likely(version) || 'VERSION')}`,
    `--port-set ${sets.has('migration') ? 'migration' : 'normal'}`,
  ];
  return sets.size === 0
    ? []
    : [
        {
          title: 'no Service of any namespace holds its nodePorts',
          detail: `phasegate pachyderm verify ports-free ${words.join(' ')} shows it`,
        },
      ];
}

/** What a plan says of two clusters: what the removal of one takes from the other, and what only the API server knows (audit D-9, D-13). */
export function beside({
  now,
  others,
  peer,
}: {
  readonly now: PachydermState;
  readonly others: readonly ManifestObject[];
  readonly peer: Peer<PachydermFacts>;
}): Beside {
  const own: Side = {
    called: 'this cluster',
    state: now,
    objects: [...(now.objects ?? []), ...others],
  };
  const other: Side = { called: 'the other cluster', state: peer.state, objects: peer.objects };
  return {
    consequences: [removalOf(other, own), removalOf(own, other)],
    unknown: [
      ...portsFree(now),
      {
        title: 'the API server takes the manifests',
        detail:
          'kubectl apply --dry-run=server shows it, behind this plan and not in its place: it sees no two equal nodePorts within one manifest',
      },
    ],
  };
}
