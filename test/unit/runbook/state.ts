import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import type { Layout } from '../../../src/packs/pyroscope/facts/components.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import { migrationSteps } from '../../../src/packs/pyroscope/steps/guide.ts';
import { releaseValues, stateOfValues } from '../../../src/release/from-values.ts';
import type { HelmRelease } from '../../../src/step/runbook.ts';
import { type RunbookStep, runbookSteps } from '../../../src/step/runbook.ts';
import { fromJson, type MapNode } from '../../../src/values/tree.ts';
import { timeLine } from '../step/history.ts';

export const NOW = new Date('2026-11-21T10:00:30Z');

type Json = { readonly [key: string]: unknown };

/** Somebody's values, as `helm get values` gives them. */
export function written(json: Json): MapNode {
  const node = fromJson(json, { kind: 'file', file: '', line: 1, column: 1, start: 0, end: 0 });
  if (node.kind !== 'map') throw new TypeError('values are a map');
  return node;
}

/** What each mode needs to be one, with and without toggles of its own. */
const MODES: Readonly<Record<Layout, Json>> = {
  'single-binary': { pyroscope: { persistence: { enabled: true } } },
  legacy: { pyroscope: { components: { ingester: { kind: 'StatefulSet' }, distributor: {} } } },
  microservices: { architecture: { microservices: { enabled: true } } },
};

const togglesOf = (phase: string): Json => ({ v1: phase !== 'v2', v2: phase !== 'v1' });

/** Values of a mode in a phase, with more under `architecture.storage` and under `pyroscope`. */
export function valuesIn(mode: Layout, phase: string, more: { storage?: Json; pyroscope?: Json } = {}): Json {
  const { architecture = {}, pyroscope = {} } = MODES[mode] as { architecture?: Json; pyroscope?: Json };
  return {
    architecture: { ...architecture, storage: { ...togglesOf(phase), ...more.storage } },
    pyroscope: { ...pyroscope, ...more.pyroscope },
  };
}

export interface Installed extends Partial<Omit<HelmRelease, 'release' | 'namespace' | 'chartRef'>> {
  readonly values?: Json;
  /** The installed chart, known or not. */
  readonly chart?: string;
  /** The chart to end with. */
  readonly targetChart?: string;
  /** In the words of history(): `v1@0 dual@5!deployed`. */
  readonly revisions?: string;
  readonly first?: number;
}

/** The state that values and a chart make. */
export function stateIn(json: Json, chart = '2.2.1'): PyroscopeState {
  const textOf = (): string => '';
  const release = releaseValues({ user: written(json), chart, helm: 4, textOf }, pyroscope);
  return stateOfValues(pyroscope, release, textOf);
}

/** What the pack says is left. */
export function left({ values, chart, targetChart = '2.2.1', revisions, first }: Installed = {}) {
  const now = stateIn(values ?? valuesIn('single-binary', 'v1'), chart);
  const history = timeLine(revisions ?? 'v1@0!deployed', first);
  const of = { now, history, asked: () => undefined, options: {}, clock: NOW.getTime() };
  return migrationSteps(of, targetChart);
}

export function stepsOf(installed: Installed = {}): readonly RunbookStep[] {
  const { values, targetChart, revisions, first, chart = '2.2.1', helm = 4, ...rest } = installed;
  const steps = left(installed);
  if (typeof steps === 'string') throw new RangeError(steps);
  const release = {
    release: 'profiles',
    namespace: 'observability',
    chartRef: 'grafana/pyroscope',
    helm,
    ...rest,
  };
  const { phases } = pyroscope;
  const { keepsValues } = PYROSCOPE_CHART;
  return runbookSteps(steps, { release, chart, phases, ...(keepsValues && { keepsValues }) });
}

export const idsOf = (steps: readonly RunbookStep[]): string => steps.map(({ id }) => id).join(' ');

export function step(id: string, installed?: Installed): RunbookStep {
  const steps = stepsOf(installed);
  const found = steps.find((one) => one.id === id);
  if (!found) throw new RangeError(`no step ${id}: ${idsOf(steps)}`);
  return found;
}

/** The words behind each stand of a flag. */
export const given = (command: readonly string[], flag: string): readonly string[] =>
  command.flatMap((word, at) => (command[at - 1] === flag ? [word] : []));

export const settings = ({ command }: RunbookStep): readonly string[] => given(command, '--set');
