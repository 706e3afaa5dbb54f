import { isBefore } from '../../chart/versions.ts';
import { type Known, known, unsure } from '../../pack.ts';
import { isV1Only, isV2Only } from './components.ts';
import { FIRST_CHART } from './facts/charts.ts';
import { PHASES, type Phase } from './phases.ts';
import { componentsOf, type Release } from './release.ts';
import type { Workload } from './workload.ts';

/** What one trace of the manifests says: the phases it fits. */
export interface PhaseSignal {
  readonly about: string;
  readonly fits: readonly Phase[];
}

/** The phase that the manifests stand in; undefined where their traces do not agree on one. */
export interface PhaseReading {
  readonly phase: Phase | undefined;
  /** The same without looking at which components are there: what the flags alone say. */
  readonly phaseOfFlags: Phase | undefined;
  readonly signals: readonly PhaseSignal[];
}

const ALL_PHASES: readonly Phase[] = PHASES;
const WRITE_PATHS: Record<string, readonly Phase[]> = {
  ingester: ['v1'],
  combined: ['dual'],
  'segment-writer': ['v2'],
};
const ARCHITECTURES: Record<string, readonly Phase[]> = { v1: ['v1'], 'v1-v2-dual': ['dual'], v2: ['v2'] };

function flagSignal(workload: Workload, flag: string, fits: Record<string, readonly Phase[]>): PhaseSignal[] {
  const value = workload.flags.value(flag);
  if (value === undefined) return [];
  return [{ about: `${workload.component} -${flag}=${value}`, fits: fits[value] ?? [] }];
}

/** Only these two take the flags on 1.x; on 2.x the chart gives them to every component. */
const takesWritePath = (workload: Workload): boolean =>
  workload.component === 'all' || workload.component === 'distributor';
const takesQueries = (workload: Workload): boolean =>
  workload.component === 'all' || workload.component === 'query-frontend';

function writePathSignals(workload: Workload, chartMajor: number): PhaseSignal[] {
  const found = flagSignal(workload, 'write-path', WRITE_PATHS);
  if (found.length > 0 || !takesWritePath(workload)) return found;
  return [{ about: `${workload.component} without -write-path`, fits: [chartMajor >= 2 ? 'v2' : 'v1'] }];
}

function queryBackendSignals(workload: Workload, chartMajor: number): PhaseSignal[] {
  const from = workload.flags.value('enable-query-backend-from');
  if (from !== undefined)
    return [{ about: `${workload.component} -enable-query-backend-from=${from}`, fits: ['dual'] }];
  const fits: Record<string, readonly Phase[]> = { true: ['dual', 'v2'], false: ['v1', 'dual'] };
  const found = flagSignal(workload, 'enable-query-backend', fits);
  if (found.length > 0 || chartMajor >= 2 || !takesQueries(workload)) return found;
  return [{ about: `${workload.component} without -enable-query-backend`, fits: ['v1'] }];
}

function workloadSignals(workload: Workload, chartMajor: number): PhaseSignal[] {
  const keepsV1: Record<string, readonly Phase[]> = { true: ['v1', 'dual'], false: ['v2'] };
  return [
    ...flagSignal(workload, 'architecture.storage', ARCHITECTURES),
    ...writePathSignals(workload, chartMajor),
    ...queryBackendSignals(workload, chartMajor),
    ...flagSignal(workload, 'all.enable-v1-write-path', keepsV1),
    ...flagSignal(workload, 'all.enable-v1-read-path', keepsV1),
  ];
}

function componentSignals(release: Release): PhaseSignal[] {
  const components = [...componentsOf(release.workloads)];
  // The legacy layout has the same components in every phase.
  if (release.layout !== 'microservices') return [];
  const v1 = components.filter(isV1Only);
  const v2 = components.filter(isV2Only);
  if (v1.length === 0 && v2.length === 0) return [];
  if (v2.length === 0) return [{ about: `v1-only components alone (${v1.join(', ')})`, fits: ['v1'] }];
  if (v1.length === 0) return [{ about: `v2-only components alone (${v2.join(', ')})`, fits: ['v2'] }];
  const leavesV1 = isBefore(release.chart.value, FIRST_CHART.leavingV1Out);
  return [{ about: 'components of v1 and of v2', fits: leavesV1 ? ['dual', 'v2'] : ['dual'] }];
}

function agreedPhase(signals: readonly PhaseSignal[]): Phase | undefined {
  const fitting = ALL_PHASES.filter((phase) => signals.every((signal) => signal.fits.includes(phase)));
  return fitting.length === 1 && signals.length > 0 ? fitting[0] : undefined;
}

/**
 * Reads the phase off the manifests: write path, storage architecture, query-backend flags, `all.enable-v1-*` and
 * components must agree on one (facts on the chart's renders, charts 1.15.1 to 2.2.1).
 */
export function readPhase(release: Release): PhaseReading {
  const flags = release.workloads.flatMap((one) => workloadSignals(one, release.chartMajor));
  const signals = [...flags, ...componentSignals(release)];
  return { phase: agreedPhase(signals), phaseOfFlags: agreedPhase(flags), signals };
}

const signalsIn = (signals: readonly PhaseSignal[]): string =>
  [
    ...new Map(
      signals.map(({ about, fits }) => [about, `${about} (${fits.join(' or ') || 'no phase'})`]),
    ).values(),
  ]
    .slice(0, 6)
    .join(', ') || 'no workload is in the stream';

/** The phase of a reading, as states hold it. */
export const knownPhase = ({ phase, signals }: PhaseReading): Known<Phase> =>
  phase ? known(phase, 'chart') : unsure(`the manifests do not agree on a phase: ${signalsIn(signals)}`);
