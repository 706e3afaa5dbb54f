import { type Known, sure } from '../../../pack.ts';
import { redactLine } from '../../../redaction.ts';
import type { PlannedComponent, PlannedFlag, PlannedRoute } from '../../../report/plan/plan-report.ts';
import { utcTime } from '../../../times.ts';
import { ALL, storesServedBy } from '../facts/components.ts';
import { PHASE_FACTS, type Phase, phaseOfWritePath, type Store } from '../facts/phases.ts';
import { asWeight } from '../facts/settings.ts';
import { stateOfValues } from '../read/values.ts';
import { dataVolumeOf } from '../read/volumes.ts';
import { dualWrites } from '../read/weights.ts';
import { renderedText } from '../rules/shared/rendered-text.ts';
import { replicasOf } from '../rules/shared/replicas.ts';
import { STORE_TONES, toneOfStores } from '../stores.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { StoredManifest, StoredWorkload } from './installed.ts';
import { stateOf } from './release-state.ts';

function servedBy(name: string): Pick<PlannedComponent, 'stores' | 'tone'> {
  const stores = storesServedBy(name);
  return { stores, tone: toneOfStores(stores) ?? 'both' };
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

/** The workloads before and after, by name: which come and go, and what happens to their volumes. */
export function plannedComponents(
  before: PyroscopeValues,
  after: PyroscopeValues,
): readonly PlannedComponent[] {
  const of = ({ components }: PyroscopeValues, name: string) => components.find((one) => one.name === name);
  const names = new Set([...before.components, ...after.components].map(({ name }) => name));
  return [...names].flatMap((name) => planned(name, of(before, name), of(after, name)));
}

const route = (store: Store, share: number): PlannedRoute => ({ store, tone: STORE_TONES[store], share });

const only = (store: Store): readonly PlannedRoute[] => [route(store, 1)];

/** The one store that gets everything in a phase; undefined if both are on. */
function loneStore(phase: Phase): Store | undefined {
  const [store, other] = PHASE_FACTS[phase].writes;
  return other === undefined ? store : undefined;
}

/**
 * Where profiles are written to; one random draw decides both routes of dual (audit A5). Where extraArgs name one path,
 * the server takes it, and the other store gets nothing.
 */
export function writeRoutes(values: PyroscopeValues): readonly PlannedRoute[] {
  if (values.phase === 'off') return [];
  const [writes] = dualWrites(stateOfValues(values));
  const path = phaseOfWritePath(sure(writes?.path));
  const store = loneStore(path ?? values.phase);
  if (store !== undefined) return only(store);
  if (!writes || path !== 'dual') return [];
  const share = (weight: Known<string>): number => asWeight(sure(weight)) ?? 1;
  return [route('v1', share(writes.ingester)), route('v2', share(writes.segmentWriter))];
}

/** Which store answers queries, and from when on. */
export function readRoutes(values: PyroscopeValues): readonly PlannedRoute[] {
  if (values.phase === 'off') return [];
  const store = loneStore(values.phase);
  if (store !== undefined) return only(store);
  const { queryBackendFrom: from } = stateOf(values);
  if (from === 'never') return only('v1');
  if (from === '0') return only('v2');
  const split =
    from === undefined || from === 'auto' ? 'the first compacted v2 block of each tenant' : utcTime(from);
  return [
    { ...route('v1', 1), note: `before ${split}` },
    { ...route('v2', 1), note: `from ${split}` },
  ];
}

/** A flag's value with credentials hidden. */
const shown = (flag: string, value: string): string => redactLine(`-${flag}=${value}`).slice(flag.length + 2);

function changed(before: StoredWorkload, after: StoredWorkload): readonly PlannedFlag[] {
  const names = [...new Set([...before.flags.keys(), ...after.flags.keys()])].toSorted();
  return names.flatMap((flag): PlannedFlag[] => {
    const [was, is] = [before.flags.get(flag), after.flags.get(flag)];
    if (was === is) return [];
    return [
      {
        component: after.component,
        flag,
        ...(was !== undefined && { before: shown(flag, was) }),
        ...(is !== undefined && { after: shown(flag, is) }),
      },
    ];
  });
}

/** Flags that change on components which stay. */
export function plannedFlags(before: StoredManifest, after: StoredManifest): readonly PlannedFlag[] {
  return after.workloads.flatMap((workload) => {
    const old = before.workloads.find(({ component }) => component === workload.component);
    return old ? changed(old, workload) : [];
  });
}
