import type { ManifestObject } from '../../../manifest/object.ts';
import { isV1Only, isV2Only } from '../components.ts';
import type { Migration } from '../migration.ts';
import type { Phase } from '../phases.ts';

const NOT_IN_PHASE: Record<Phase, (component: string) => boolean> = {
  v1: isV2Only,
  dual: () => false,
  v2: isV1Only,
};

const isDiscovery = (object: ManifestObject): boolean =>
  (object.kind === 'Role' || object.kind === 'RoleBinding') && object.name.endsWith('-discovery');

/**
 * Drops every object of the components that a phase does not have, and in v1 the Role and RoleBinding by which
 * the v2 clients find the metastore (charts 1.15.1 to 2.2.1 render them with v2 only).
 */
export function dropComponents(migration: Migration): void {
  const isOut = NOT_IN_PHASE[migration.target];
  for (const object of migration.release.objects) {
    const component = object.labels.get('app.kubernetes.io/component');
    if (component !== undefined && isOut(component)) migration.drop(object, 'phase');
    else if (migration.target === 'v1' && isDiscovery(object)) migration.drop(object, 'phase');
  }
}
