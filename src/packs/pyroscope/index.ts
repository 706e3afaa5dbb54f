import { isBefore, majorOf } from '../../chart/versions.ts';
import { known, type ManifestObject, type Pack, type Tree } from '../../pack.ts';
import { objectBehind } from '../../rules/objects.ts';
import { chartArgs } from './chart-flags.ts';
import { FIRST_CHART } from './facts/charts.ts';
import { isComponent } from './facts/components.ts';
import { PHASE_FACTS, PHASES, phaseOfToggles, STORAGE_PATH } from './facts/phases.ts';
import { SETTINGS } from './facts/settings.ts';
import { storesOf } from './facts/stores.ts';
import { live } from './live.ts';
import type { PyroscopeFacts } from './read/facts.ts';
import { readManifests, recognise } from './read/manifests.ts';
import { drops, render } from './render/index.ts';
import { RULES } from './rules/index.ts';
import { soak } from './soak.ts';

const V2_TRACES = ['PYROSCOPE_METASTORE_SERVICE', 'PYROSCOPE_V2_EXPERIMENT', '-metastore.address='];

/** What the chart writes into every component's pod where v2 is on, in all of a release or nowhere. */
const wasRenderedWithV2 = (object: ManifestObject): boolean =>
  V2_TRACES.some((trace) => objectBehind(object).document.text.includes(trace));

/** The toggles that a person wrote; the one that is left out is as the chart has it by default. */
function phaseAsked(values: Tree, chart: string) {
  const path = (['v2', 'v1'] as const)
    .map((layer) => [...STORAGE_PATH, layer])
    .find((one) => values.has(...one));
  if (path === undefined) return undefined;
  const v1ByDefault = isBefore(chart, FIRST_CHART.v2ByDefault);
  const isOn = (layer: 'v1' | 'v2', byDefault: boolean): boolean =>
    values.has(...STORAGE_PATH, layer) ? values.isTrue(...STORAGE_PATH, layer) : byDefault;
  return known(
    phaseOfToggles(isOn('v1', v1ByDefault), isOn('v2', !v1ByDefault)),
    'person',
    values.place(...path),
  );
}

/** Grafana Pyroscope: v1 to v2 storage, charts 1.15.1 to 2.2.1. */
export const pyroscope: Pack<PyroscopeFacts> = {
  api: 1,
  name: 'pyroscope',
  title: 'Pyroscope',
  stored: 'profiles',
  phases: PHASES.map((phase) => PHASE_FACTS[phase]),
  rules: RULES,
  settings: SETTINGS,
  mentions: ['helm.sh/chart', 'pyroscope'],
  recognise,
  readManifests,
  drops,
  render,
  flagOrder: (chart, objects) => chartArgs(majorOf(chart), objects.some(wasRenderedWithV2)),
  isComponent,
  phaseAsked,
  stores: storesOf,
  ...soak,
  ...live,
};
