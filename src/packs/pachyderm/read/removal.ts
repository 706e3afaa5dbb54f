import { isBefore } from '../../../chart/versions.ts';
import { likely, type ManifestObject } from '../../../pack.ts';
import type { PachydermState } from './facts.ts';
import { isPachyderm } from './manifests.ts';
import { isClusterWide } from './names.ts';

/** The first version that Helm removes, which takes the objects of its release alone. */
const BY_HELM = '2.0.0';

/** Whether a cluster is removed by Helm, and not by pachctl undeploy. */
export function isOfHelm({ version }: Pick<PachydermState, 'version'>): boolean {
  const known = likely(version);
  return known !== undefined && !isBefore(known, BY_HELM);
}

const WITH_METADATA: ReadonlySet<string> = new Set(['StorageClass', 'PersistentVolume']);

/** What pachctl undeploy of one cluster deletes of another one: it goes by a label, and a namespace does not limit it. */
export function takenByUndeploy(of: readonly ManifestObject[]): {
  readonly always: readonly ManifestObject[];
  readonly withMetadata: readonly ManifestObject[];
} {
  const taken = of.filter((one) => isClusterWide(one) && isPachyderm(one));
  return {
    always: taken.filter(({ kind }) => !WITH_METADATA.has(kind)),
    withMetadata: taken.filter(({ kind }) => WITH_METADATA.has(kind)),
  };
}

/** What helm uninstall of one release deletes of another one: cluster-wide objects that both have by one name (audit D-24, D-66). */
export const takenByHelm = (
  removed: readonly ManifestObject[],
  kept: readonly ManifestObject[],
): readonly ManifestObject[] =>
  kept.filter(
    (one) => isClusterWide(one) && removed.some(({ kind, name }) => kind === one.kind && name === one.name),
  );
