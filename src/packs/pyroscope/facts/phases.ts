import type { Phase as PhaseOfPack, Sign } from '../../../pack.ts';
import { READERS, WRITERS } from './components.ts';

/** In the order of the migration. */
export const PHASES = ['v1', 'dual', 'v2'] as const;
export type PyroscopePhase = (typeof PHASES)[number];

/** The two stores of the migration. */
export type PyroscopeStore = 'v1' | 'v2';
export const STORES: readonly PyroscopeStore[] = ['v1', 'v2'];

const isPhase = (text: string): text is PyroscopePhase => (PHASES as readonly string[]).includes(text);

/** Where values switch the stores on and off. */
export const STORAGE_PATH = ['architecture', 'storage'] as const;

/** What the chart and the server make of a phase (charts 1.15.1 to 2.2.1, servers 1.15.0 to 2.2.1). */
export interface PhaseFacts extends PhaseOfPack<PyroscopePhase> {
  readonly writes: readonly PyroscopeStore[];
  readonly reads: readonly PyroscopeStore[];
  /** -write-path. */
  readonly writePath: string;
  /** -architecture.storage of servers 2.x. */
  readonly architecture: string;
  /** Seconds until a single binary is ready after its start (servers 1.21.0 and 2.2.1). */
  readonly readyAfter: number;
}

/** Pre-releases of 2.0.0 are charts 2.x. */
const FIRST_CHART_2 = '2.0.0-0';
const CHARTS_1 = { before: FIRST_CHART_2 };
const CHARTS_2 = { from: FIRST_CHART_2 };

/** What the manifests of a phase show beside its architecture and write path. */
interface Shown {
  /** -enable-query-backend. */
  readonly queryBackend: readonly string[];
  /** -all.enable-v1-write-path and -all.enable-v1-read-path. */
  readonly v1Modules: 'true' | 'false';
  /** Where the chart leaves flags out. */
  readonly leftOut: readonly Sign[];
}

type Row = Omit<PhaseFacts, 'signs' | 'values' | 'reads'> & Shown;

function phase({ queryBackend, v1Modules, leftOut, ...facts }: Row): PhaseFacts {
  return {
    ...facts,
    reads: facts.writes,
    values: STORES.map((store) => [[...STORAGE_PATH, store], facts.writes.includes(store)] as const),
    signs: [
      { flag: 'architecture.storage', is: [facts.architecture], charts: CHARTS_2 },
      { flag: 'write-path', is: [facts.writePath] },
      { flag: 'enable-query-backend', is: queryBackend, unless: 'enable-query-backend-from' },
      { flag: 'all.enable-v1-write-path', is: [v1Modules], charts: CHARTS_1 },
      { flag: 'all.enable-v1-read-path', is: [v1Modules], charts: CHARTS_1 },
      ...leftOut,
    ],
  };
}

const NO_WRITE_PATH = { flag: 'write-path', is: [], components: WRITERS } as const;
/** Dual alone names a time, and only where `auto` is not the server's default. */
const NO_TIME: Sign = { flag: 'enable-query-backend-from', is: [] };

export const PHASE_FACTS: Readonly<Record<PyroscopePhase, PhaseFacts>> = {
  v1: phase({
    id: 'v1',
    title: 'v1 alone',
    writes: ['v1'],
    writePath: 'ingester',
    architecture: 'v1',
    readyAfter: 16,
    queryBackend: ['false'],
    v1Modules: 'true',
    leftOut: [
      { ...NO_WRITE_PATH, charts: CHARTS_1 },
      { flag: 'enable-query-backend', is: [], components: READERS, charts: CHARTS_1 },
      NO_TIME,
    ],
  }),
  dual: phase({
    id: 'dual',
    title: 'v1 and v2 side by side',
    writes: ['v1', 'v2'],
    writePath: 'combined',
    architecture: 'v1-v2-dual',
    readyAfter: 62,
    queryBackend: ['true', 'false'],
    v1Modules: 'true',
    leftOut: [],
  }),
  v2: phase({
    id: 'v2',
    title: 'v2 alone',
    writes: ['v2'],
    writePath: 'segment-writer',
    architecture: 'v2',
    readyAfter: 47,
    queryBackend: ['true'],
    v1Modules: 'false',
    leftOut: [
      { ...NO_WRITE_PATH, charts: CHARTS_2 },
      { flag: 'architecture.storage', is: [], charts: CHARTS_2 },
      NO_TIME,
    ],
  }),
};

const phaseWhere = (holds: (facts: PhaseFacts) => boolean): PyroscopePhase | undefined =>
  PHASES.find((one) => holds(PHASE_FACTS[one]));

/** @param path a value of -write-path */
export const phaseOfWritePath = (path: string | undefined): PyroscopePhase | undefined =>
  phaseWhere(({ writePath }) => writePath === path);

/** @param storage a value of -architecture.storage */
export const phaseOfArchitecture = (storage: string | undefined): PyroscopePhase | undefined =>
  phaseWhere(({ architecture }) => architecture === storage);

/** The phase that two toggles ask for; `off` where both are. */
export const phaseOfToggles = (v1: boolean, v2: boolean): PyroscopePhase | 'off' =>
  phaseWhere(({ writes }) => writes.includes('v1') === v1 && writes.includes('v2') === v2) ?? 'off';

/** Whether a phase writes to a store; a phase that is not known does not. */
export const hasStore = (phase: string | undefined, store: PyroscopeStore): boolean =>
  phase !== undefined && isPhase(phase) && PHASE_FACTS[phase].writes.includes(store);

/** Whether a step leaves dual out, so that no store has both what was and what comes. */
export const skipsDual = (from: PyroscopePhase, to: PyroscopePhase): boolean =>
  from !== to && from !== 'dual' && to !== 'dual';

/** The phases in which a store is on. */
export const phasesWith = (store: PyroscopeStore): readonly PyroscopePhase[] =>
  PHASES.filter((one) => hasStore(one, store));

/** The phase in which a store is on and the other one off. */
export const phaseOfOnly = (store: PyroscopeStore): PyroscopePhase =>
  phaseWhere(({ writes }) => writes.length === 1 && writes[0] === store) ?? store;

/** The storage toggles of a phase for a message: `architecture.storage.v1: true and v2: false`. */
export const togglesInWords = (phase: string | undefined): string =>
  `architecture.storage.v1: ${hasStore(phase, 'v1')} and v2: ${hasStore(phase, 'v2')}`;
