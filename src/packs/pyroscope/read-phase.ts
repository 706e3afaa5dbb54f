import satisfies from 'semver/functions/satisfies.js';
import { isBefore } from '../../chart/versions.ts';
import { type Known, known, type Sign, unsure } from '../../pack.ts';
import { FIRST_CHART } from './facts/charts.ts';
import { isV1Only, isV2Only } from './facts/components.ts';
import { PHASE_FACTS, PHASES, type Phase } from './facts/phases.ts';
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

/** In the order in which they are told. */
const FLAGS = [
  'architecture.storage',
  'write-path',
  'enable-query-backend-from',
  'enable-query-backend',
  'all.enable-v1-write-path',
  'all.enable-v1-read-path',
];

/** A flag that is there says more than another beside it. */
const SAID_BY: Readonly<Record<string, string>> = { 'enable-query-backend': 'enable-query-backend-from' };

const signsOf = (phase: Phase, flag: string): readonly Sign[] =>
  PHASE_FACTS[phase].signs.filter((sign) => sign.flag === flag);

/** The phases that a flag's value fits, whichever chart writes it: those that give the flag no value take any. */
const fittingValue = (flag: string, value: string): readonly Phase[] =>
  PHASES.filter((phase) => {
    const signs = signsOf(phase, flag);
    return signs.length === 0 || signs.some(({ is }) => is.includes(value));
  });

const inRange = new Map<string, boolean>();

/** A stream asks the same few questions for every component, and reading a range takes longer than all the rest. */
function isInRange(chart: string, range: string): boolean {
  const key = `${chart} ${range}`;
  const known = inRange.get(key);
  if (known !== undefined) return known;
  const answer = satisfies(chart, range, { includePrerelease: true });
  inRange.set(key, answer);
  return answer;
}

/** The phases that a flag's absence fits; undefined where no phase is known by it. */
function fittingWithout(flag: string, component: string, chart: string): readonly Phase[] | undefined {
  const leavesOut = ({ is, components, charts }: Sign): boolean =>
    is.length === 0 &&
    (components?.includes(component) ?? true) &&
    (charts === undefined || isInRange(chart, charts));
  const found = PHASES.filter((phase) => signsOf(phase, flag).some(leavesOut));
  if (found.length === 0) return undefined;
  return PHASES.filter((phase) => found.includes(phase) || signsOf(phase, flag).length === 0);
}

function flagSignals({ component, flags }: Workload, flag: string, chart: string): PhaseSignal[] {
  const value = flags.value(flag);
  if (value !== undefined)
    return [{ about: `${component} -${flag}=${value}`, fits: fittingValue(flag, value) }];
  const fits = fittingWithout(flag, component, chart);
  const saysNothing = fits === undefined || fits.length === PHASES.length;
  return saysNothing ? [] : [{ about: `${component} without -${flag}`, fits }];
}

const workloadSignals = (workload: Workload, chart: string): PhaseSignal[] =>
  FLAGS.filter((flag) => workload.flags.value(SAID_BY[flag] ?? '') === undefined).flatMap((flag) =>
    flagSignals(workload, flag, chart),
  );

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
  const fitting = PHASES.filter((phase) => signals.every((signal) => signal.fits.includes(phase)));
  return fitting.length === 1 && signals.length > 0 ? fitting[0] : undefined;
}

/**
 * Reads the phase off the manifests: write path, storage architecture, query-backend flags, `all.enable-v1-*` and
 * components must agree on one (facts on the chart's renders, charts 1.15.1 to 2.2.1).
 */
export function readPhase(release: Release): PhaseReading {
  const flags = release.workloads.flatMap((one) => workloadSignals(one, release.chart.value));
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
