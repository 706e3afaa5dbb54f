import type { ManifestEditor, ManifestObject } from '../../../pack.ts';
import { isInPhase } from '../facts/components.ts';
import { hasStore, type PyroscopePhase } from '../facts/phases.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { setFlags } from './flags.ts';
import { removeV2Traces } from './v2-traces.ts';

const isDiscovery = ({ kind, name }: ManifestObject): boolean =>
  (kind === 'Role' || kind === 'RoleBinding') && name.endsWith('-discovery');

/**
 * Objects of components that a phase does not have, and in v1 the Role and RoleBinding by which the v2 clients find the
 * metastore (charts 1.15.1 to 2.2.1 render them with v2 only).
 */
export function drops(object: ManifestObject, to: PyroscopePhase): boolean {
  const component = object.labels['app.kubernetes.io/component'];
  if (component !== undefined && !isInPhase(component, to)) return true;
  return !hasStore(to, 'v2') && isDiscovery(object);
}

/** Makes the render mean what the chart itself renders for the phase. */
export function toPhase(of: PyroscopeCase, to: PyroscopePhase, edit: ManifestEditor): void {
  // Ports are found by the addresses among the flags, so they go first.
  if (!hasStore(to, 'v2')) removeV2Traces(of, edit);
  setFlags(of, to, edit);
}
