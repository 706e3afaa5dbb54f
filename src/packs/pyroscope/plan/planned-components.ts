import type { PlannedComponent } from '../../../report/plan/plan-report.ts';
import { ALL, isV1Only, isV2Only } from '../components.ts';
import { dataVolumeOf } from '../rules/shared/data-volume.ts';
import { renderedText } from '../rules/shared/rendered-text.ts';
import { replicasOf } from '../rules/shared/replicas.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';

function servedBy(name: string): Pick<PlannedComponent, 'stores' | 'tone'> {
  if (isV1Only(name)) return { stores: ['v1'], tone: 'old' };
  return isV2Only(name) ? { stores: ['v2'], tone: 'new' } : { stores: ['v1', 'v2'], tone: 'both' };
}

/** The single binary is a StatefulSet whatever the values say. */
const kindOf = (component: ComponentValues): string =>
  component.name === ALL ? 'StatefulSet' : (renderedText(component.value('kind')) ?? '');

const hasClaims = (component: ComponentValues | undefined): boolean =>
  component !== undefined && dataVolumeOf(component).kind === 'claimTemplate';

function claimsOf(
  before: ComponentValues | undefined,
  after: ComponentValues | undefined,
): PlannedComponent['claims'] {
  if (hasClaims(before)) return hasClaims(after) ? 'kept' : 'orphaned';
  return hasClaims(after) ? 'new' : 'none';
}

function planned(
  name: string,
  before: ComponentValues | undefined,
  after: ComponentValues | undefined,
): PlannedComponent[] {
  const shown = after ?? before;
  if (!shown) return [];
  const replicasBefore = before && replicasOf(before);
  const replicasAfter = after && replicasOf(after);
  return [
    {
      name,
      ...servedBy(name),
      kind: kindOf(shown),
      change: before && after ? 'kept' : after ? 'added' : 'removed',
      ...(replicasBefore !== undefined && { replicasBefore }),
      ...(replicasAfter !== undefined && { replicasAfter }),
      claims: claimsOf(before, after),
    },
  ];
}

/** The workloads before and after, by name: which come and go, and what becomes of their volumes. */
export function plannedComponents(
  before: PyroscopeValues,
  after: PyroscopeValues,
): readonly PlannedComponent[] {
  const of = ({ components }: PyroscopeValues, name: string) => components.find((one) => one.name === name);
  const names = new Set([...before.components, ...after.components].map(({ name }) => name));
  return [...names].flatMap((name) => planned(name, of(before, name), of(after, name)));
}
