import type { ManifestObject } from '../../../manifest/object.ts';
import { isInPhase } from '../facts/components.ts';
import { hasStore } from '../facts/phases.ts';
import type { Migration } from '../migration.ts';
import { addExperimentVariable, setFlags } from './flags.ts';
import { removeV2Traces } from './v2-traces.ts';

const isDiscovery = (object: ManifestObject): boolean =>
  (object.kind === 'Role' || object.kind === 'RoleBinding') && object.name.endsWith('-discovery');

/**
 * Drops every object of the components that a phase does not have, and in v1 the Role and RoleBinding by which
 * the v2 clients find the metastore (charts 1.15.1 to 2.2.1 render them with v2 only).
 */
export function dropComponents(migration: Migration): void {
  const { release, target } = migration;
  for (const object of release.objects) {
    const component = object.labels.get('app.kubernetes.io/component');
    if (component !== undefined && !isInPhase(component, target)) migration.drop(object, 'phase');
    else if (!hasStore(target, 'v2') && isDiscovery(object)) migration.drop(object, 'phase');
  }
}

/** Makes the render mean what the chart itself renders for the phase. Components are dropped before. */
export function transform(migration: Migration): void {
  // Ports are found by the addresses among the flags, so they go first.
  if (!hasStore(migration.target, 'v2')) removeV2Traces(migration);
  setFlags(migration);
  addExperimentVariable(migration);
}
