import { celText, entryIn } from '../../guard/phase-in-cel.ts';
import type { Guard, KeptResource } from '../../pack.ts';
import type { PachydermPhase } from './facts/phases.ts';
import { SUITE } from './read/manifests.ts';

/** By the label that pachctl undeploy goes by: it names no release. */
const MATCHES = `${entryIn('oldObject.metadata.?labels', 'suite')} == ${celText(SUITE)}`;

const keptOf = (apiVersion: string, resource: string): KeptResource => ({
  apiVersion,
  resource,
  matches: MATCHES,
  namesRelease: false,
});

const CLUSTER_WIDE = [
  ['core/v1', 'persistentvolumes'],
  ['storage.k8s.io/v1', 'storageclasses'],
  ['rbac.authorization.k8s.io/v1', 'clusterroles'],
  ['rbac.authorization.k8s.io/v1', 'clusterrolebindings'],
] as const;

/**
 * pachctl undeploy takes what is outside namespaces from every cluster of Pachyderm, and with --metadata the volumes of etcd
 * (audit D-53, D-54). No flag shows a phase, so no step is held.
 */
export const GUARD: Guard<PachydermPhase> = {
  kept: [
    keptOf('core/v1', 'persistentvolumeclaims'),
    ...CLUSTER_WIDE.map(([apiVersion, resource]) => ({
      ...keptOf(apiVersion, resource),
      isClusterWide: true as const,
    })),
  ],
};
