import type { PyroscopePhase, PyroscopeStore } from './phases.ts';

/** The ring of those who write what a store gets. */
export interface Ring {
  /** In metrics; the component that joins it has the same name. */
  readonly name: string;
  /** The distributor's page about it. */
  readonly page: string;
}

export const RINGS: Readonly<Record<PyroscopeStore, Ring>> = {
  v1: { name: 'ingester', page: '/ring' },
  v2: { name: 'segment-writer', page: '/ring-segment-writer' },
};

/** One component of Pyroscope, by the chart's label `app.kubernetes.io/component` (charts 1.15.1 to 2.2.1). */
export interface ComponentFacts {
  readonly name: string;
  /** The phases that have it. */
  readonly phases: readonly PyroscopePhase[];
  /** Its part in the one store that it belongs to; a store that lacks one of these parts takes no writes or gives no answers. */
  readonly part?: 'writer' | 'reader' | 'index';
  /** It may be left out of a phase that has it. */
  readonly isOptional?: true;
  /** Its volume holds what stands nowhere else. */
  readonly keepsData?: true;
  /** The ring that it joins. */
  readonly ring?: Ring;
}

/**
 * single-binary: one StatefulSet `all`. microservices: components with those of v2 among them, or the chart's own. legacy:
 * components that `pyroscope.components` lists, without those of v2.
 */
export type Layout = 'single-binary' | 'microservices' | 'legacy';

/** The one component of the single binary. */
export const ALL = 'all';

const EVERY_PHASE = ['v1', 'dual', 'v2'] as const;
const WITH_V1 = ['v1', 'dual'] as const;
const WITH_V2 = ['dual', 'v2'] as const;

/** All components that the chart knows. */
export const COMPONENTS: readonly ComponentFacts[] = [
  { name: ALL, phases: EVERY_PHASE, keepsData: true },

  { name: 'distributor', phases: EVERY_PHASE },
  { name: 'query-frontend', phases: EVERY_PHASE },
  { name: 'tenant-settings', phases: EVERY_PHASE, isOptional: true },
  { name: 'ad-hoc-profiles', phases: EVERY_PHASE, isOptional: true },

  { name: 'ingester', phases: WITH_V1, part: 'writer', ring: RINGS.v1, keepsData: true },
  { name: 'compactor', phases: WITH_V1 },
  { name: 'store-gateway', phases: WITH_V1 },
  { name: 'querier', phases: WITH_V1, part: 'reader' },
  { name: 'query-scheduler', phases: WITH_V1 },

  { name: 'metastore', phases: WITH_V2, part: 'index', keepsData: true },
  { name: 'segment-writer', phases: WITH_V2, part: 'writer', ring: RINGS.v2 },
  { name: 'compaction-worker', phases: WITH_V2 },
  { name: 'query-backend', phases: WITH_V2, part: 'reader' },
  { name: 'admin', phases: WITH_V2, isOptional: true },
];

/** The ports that the chart gives its containers where values name no others. */
export const PORTS = { http: 4040, grpc: 9095, raft: 9099 } as const;

const byName: ReadonlyMap<string, ComponentFacts> = new Map(COMPONENTS.map((one) => [one.name, one]));

const namesWhere = (holds: (component: ComponentFacts) => boolean): readonly string[] =>
  COMPONENTS.filter(holds).map(({ name }) => name);

/** Whether a label names one of Pyroscope's own components; charts of others ride along in a release. */
export const isComponent = (name: string): boolean => byName.has(name);

/** Whether a phase has a component; it does not touch what is not Pyroscope's own. */
export const isInPhase = (name: string, phase: PyroscopePhase): boolean =>
  byName.get(name)?.phases.includes(phase) ?? true;

/** The stores that a component serves. */
export const storesServedBy = (name: string): readonly PyroscopeStore[] =>
  (['v1', 'v2'] as const).filter((store) => isInPhase(name, store));

const servesOnly =
  (store: PyroscopeStore) =>
  (name: string): boolean =>
    storesServedBy(name).every((one) => one === store);

export const isV1Only = servesOnly('v1');
export const isV2Only = servesOnly('v2');

export const V1_ONLY = namesWhere(({ name }) => isV1Only(name));
/** What every phase has, but for the single binary's own. */
export const SHARED = namesWhere(({ name }) => name !== ALL && storesServedBy(name).length > 1);

/** The components that must run in a phase. */
export const neededIn = (phase: PyroscopePhase, layout: Layout): readonly string[] =>
  layout === 'single-binary'
    ? [ALL]
    : namesWhere(({ name, phases, isOptional }) => name !== ALL && phases.includes(phase) && !isOptional);

/** Without these parts the stores of a phase take no writes, or give no answers. */
export const partsOf = (phase: PyroscopePhase): readonly string[] =>
  namesWhere(({ phases, part }) => part !== undefined && phases.includes(phase));

/** The component that writes what a store gets. */
export const writerOf = (store: PyroscopeStore): string => RINGS[store].name;

/** These send profiles on to the stores. */
export const WRITERS: readonly string[] = [ALL, 'distributor'];

/** Whether the chart gives a component the write path: charts from 2.0.0 on give it to every one. */
export const decidesWritePath = (name: string, chartMajor: number): boolean =>
  chartMajor >= 2 || WRITERS.includes(name);

/** These ask the stores. */
export const READERS: readonly string[] = [ALL, 'query-frontend'];

export const decidesAnswers = (name: string): boolean => READERS.includes(name);

/** The component, in every phase, that clients of a part can ask in its place: those who push, and those who query. */
export function askedInstead(name: string): string | undefined {
  const part = byName.get(name)?.part;
  const pair = part === 'writer' ? WRITERS : part === 'reader' ? READERS : [];
  return pair.find((one) => one !== ALL);
}

/** These hold the index of v2. */
export const METASTORES: readonly string[] = [ALL, ...namesWhere(({ part }) => part === 'index')];
