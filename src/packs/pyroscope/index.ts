import { isBefore } from '../../chart/versions.ts';
import { known, type ManifestObject, type Pack, type Tree } from '../../pack.ts';
import { objectBehind } from '../../rules/objects.ts';
import { PYROSCOPE_CHART } from './chart/pyroscope-chart.ts';
import { chartArgs } from './chart-flags.ts';
import { FIRST_CHART } from './facts/charts.ts';
import { isComponent } from './facts/components.ts';
import { PHASE_FACTS, PHASES, phaseOfToggles, STORAGE_PATH } from './facts/phases.ts';
import { SETTINGS } from './facts/settings.ts';
import type { PyroscopeFacts } from './read/facts.ts';
import { hasTarget, IMAGE, readManifests, recognise } from './read/manifests.ts';
import { storesOf } from './read/stores.ts';
import { readValues } from './read/values.ts';
import { partialDual } from './read/weights.ts';
import { drops, toPhase } from './render/index.ts';
import { RULES } from './rules/index.ts';
import { routes } from './steps/routes.ts';
import { stepKind } from './steps/table.ts';
import { transition } from './steps/transition.ts';

const V2_TRACES = ['PYROSCOPE_METASTORE_SERVICE', 'PYROSCOPE_V2_EXPERIMENT', '-metastore.address='];

/** What the chart writes into every component's pod where v2 is on, in all of a release or nowhere. */
const wasRenderedWithV2 = (object: ManifestObject): boolean =>
  V2_TRACES.some((trace) => objectBehind(object).document.text.includes(trace));

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

/** Grafana Pyroscope: v1 to v2 storage, charts 1.15.1 to 2.2.1. */
export const pyroscope = {
  api: 1,
  name: 'pyroscope',
  title: 'Pyroscope',
  stored: 'profiles',
  phases: PHASES.map((phase) => PHASE_FACTS[phase]),
  rules: RULES,
  settings: SETTINGS,
  mentions: ['pyroscope', 'helm.sh/chart'],
  recognise,
  readManifests,
  drops,
  render: toPhase,
  flagOrder: (chart, objects) => chartArgs(chart, objects.some(wasRenderedWithV2)),
  isMainContainer: ({ args }, component) => hasTarget(args, component),
  isComponent,
  charts: [PYROSCOPE_CHART] as const,
  readValues,
  phaseAsked,
  stores: storesOf,
  transition,
  partial: partialDual,
  routes,
  readServer: async (live, installed) => (await import('./read/server.ts')).readServer(live, installed),
  checks: async () => (await import('./checks/index.ts')).CHECKS,
  guard: { step: stepKind, images: [IMAGE], podAnnotations: ['pyroscope', 'podAnnotations'] },
  steps: async (of, target) => (await import('./steps/guide.ts')).migrationSteps(of, target),
} satisfies Pack<PyroscopeFacts>;
