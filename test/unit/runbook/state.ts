import { releaseValues } from '../../../src/lint/build-release.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import type { Layout } from '../../../src/packs/pyroscope/read/facts.ts';
import { migrationSteps } from '../../../src/packs/pyroscope/steps/guide.ts';
import type { MigrationState } from '../../../src/packs/pyroscope/steps/upgrade.ts';
import { pyroscopeValues } from '../../../src/packs/pyroscope/values/pyroscope-values.ts';
import type { RunbookStep } from '../../../src/step/runbook.ts';
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

export interface Installed extends Partial<Omit<MigrationState, 'values' | 'timeLine'>> {
  readonly values?: Json;
  /** In the words of history(): `v1@0 dual@5!deployed`. */
  readonly revisions?: string;
  readonly first?: number;
  /** The known chart that stands for an installed one that is not. */
  readonly readAs?: string;
}

export function state({ values: json, revisions, first, readAs, ...rest }: Installed = {}): MigrationState {
  const { chart = '2.2.1' } = rest;
  const user = written(json ?? valuesIn('single-binary', 'v1'));
  const release = releaseValues({ user, chart: readAs ?? chart, helm: 4, textOf: () => '' }, CHART);
  return {
    release: 'profiles',
    namespace: 'observability',
    chartRef: 'grafana/pyroscope',
    chart,
    targetChart: '2.2.1',
    helm: 4,
    ...rest,
    values: pyroscopeValues(release),
    timeLine: timeLine(revisions ?? 'v1@0!deployed', first),
  };
}

export const stepsOf = (installed?: Installed): readonly RunbookStep[] =>
  migrationSteps(state(installed), NOW);

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
