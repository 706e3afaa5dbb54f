import { both } from '../../../english.ts';
import type { ManifestObject } from '../../../pack.ts';
import type { Having } from '../../../rules/case.ts';
import type { PachydermFacts } from './facts.ts';
import { isClusterWide } from './names.ts';

export type BesideCase = Having<PachydermFacts, 'objects' | 'stream' | 'peer'>;

/** Every object of the stream, the release's or not: charts bring others along that no label tells as Pachyderm's. */
export const allObjects = ({ now, stream }: BesideCase): readonly ManifestObject[] => [
  ...now.objects,
  ...stream.others(),
];

/** How messages call an object: `ClusterRole pachyderm`. */
export const shownObject = ({ kind, name }: Pick<ManifestObject, 'kind' | 'name'>): string =>
  `${kind} ${name}`;

/** Cluster-wide objects that both clusters have by one name, of some kinds. */
export function sharedObjects(
  of: BesideCase,
  kinds: readonly string[],
): readonly (readonly [own: ManifestObject, other: ManifestObject])[] {
  const others = of.peer.objects.filter(isClusterWide);
  return allObjects(of)
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap((own) => {
      const other = others.find(({ kind, name }) => kind === own.kind && name === own.name);
      return other ? [[own, other] as const] : [];
    });
}

/** What two lists have in common, each item of the first once with the first of the second that it meets. */
export const meeting = <T, U>(
  ours: readonly T[],
  theirs: readonly U[],
  meets: (one: T, other: U) => boolean,
): readonly (readonly [own: T, other: U])[] =>
  ours.flatMap((own) => {
    const other = theirs.find((one) => meets(own, one));
    return other === undefined ? [] : [[own, other] as const];
  });

/** Where things are named, each place once: `STORAGE_URL of Deployment pachd and STORAGE_URL of Deployment pachw`. */
export const wheres = (named: readonly { readonly where: string }[]): string =>
  both([...new Set(named.map(({ where }) => where))]);
