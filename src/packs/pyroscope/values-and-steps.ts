import { isBefore } from '../../chart/versions.ts';
import { known, type Pack, type Tree } from '../../pack.ts';
import { PYROSCOPE_CHART } from './chart/pyroscope-chart.ts';
import { FIRST_CHART } from './facts/charts.ts';
import { PHASE_FACTS, PHASES, phaseOfToggles, STORAGE_PATH } from './facts/phases.ts';
import { SETTINGS } from './facts/settings.ts';
import { storesOf } from './facts/stores.ts';
import type { PyroscopeFacts } from './read/facts.ts';
import { readValues } from './read/values.ts';
import { partialDual } from './read/weights.ts';
import { RULES } from './rules/index.ts';
import { routes } from './steps/routes.ts';
import { transition } from './steps/transition.ts';

/** The phase that written toggles ask for, over the chart's defaults for one left out; `off` where both are off. */
function phaseAsked(values: Tree, chart: string) {
  const [v1, v2] = [[...STORAGE_PATH, 'v1'] as const, [...STORAGE_PATH, 'v2'] as const];
  const written = values.has(...v2) ? v2 : values.has(...v1) ? v1 : undefined;
  if (written === undefined) return undefined;
  const v1ByDefault = isBefore(chart, FIRST_CHART.v2ByDefault);
  const isOn = (path: typeof v1 | typeof v2, byDefault: boolean): boolean =>
    values.has(...path) ? values.isTrue(...path) : byDefault;
  return known(
    phaseOfToggles(isOn(v1, v1ByDefault), isOn(v2, !v1ByDefault)),
    'person',
    values.at(...written)?.place ?? values.place(...written),
  );
}

/** What lint, plan and next know of Pyroscope. */
export const valuesAndSteps = {
  api: 1,
  name: 'pyroscope',
  title: 'Grafana Pyroscope',
  phases: PHASES.map((id) => PHASE_FACTS[id]),
  rules: RULES,
  settings: SETTINGS,
  charts: [PYROSCOPE_CHART] as const,
  readValues,
  phaseAsked,
  stores: storesOf,
  transition,
  partial: partialDual,
  routes,
  stored: 'profiles',
  steps: async (of, target) => (await import('./steps/guide.ts')).migrationSteps(of, target),
} satisfies Partial<Pack<PyroscopeFacts>>;
