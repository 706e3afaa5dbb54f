import { isBefore } from '../../../chart/versions.ts';
import { likely, sure } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { isV1Only } from '../facts/components.ts';
import { phaseOfToggles, STORAGE_PATH } from '../facts/phases.ts';
import { chartOf, hasV2, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { isLayerOn } from '../read/toggles.ts';
import { oneBinary, V1, V2 } from './examples.ts';

const SPLIT = '  microservices:\n    enabled: true\n';
const INGESTER = 'pyroscope:\n  components:\n    ingester:\n      kind: StatefulSet\n';
const COMPONENTS = ['pyroscope', 'components'] as const;

/** What is asked of a chart that takes the toggles and does nothing with them: off values it renders v1 whatever they say. */
function askedPhase(state: PyroscopeState): string | undefined {
  if (!state.values) return hasV2(state) ? likely(state.phase) : undefined;
  const isAsked = state.values.isWritten(...STORAGE_PATH, 'v2') && isLayerOn(state, 'v2');
  return isAsked ? phaseOfToggles(isLayerOn(state, 'v1'), true) : undefined;
}

/** Components of v1 that stay in v2 as values name them (audit C1). Render drops them. */
function staying(state: PyroscopeState): readonly string[] {
  const { values, components } = state;
  const isSplit = values?.isTrue('architecture', 'microservices', 'enabled') && values.has(...COMPONENTS);
  if (!isSplit || sure(state.phase) !== 'v2') return [];
  return components.filter(({ name }) => isV1Only(name)).map(({ name }) => name);
}

export const chartTooOldForMigration: PyroscopeRule = {
  id: 'chart-too-old-for-migration',
  severity: 'error',
  isFirst: true,
  summary: 'the chart is too old for the requested storage phase',
  why: `Storage phases came with chart ${FIRST_CHART.phases}: older charts silently ignore the toggles and stay in v1.`,
  details: `Storage phases came with chart 1.15.1. Older charts take \`architecture.storage\` and do nothing with it: the release
stays in v1.

Up to chart 1.19.1, with \`architecture.microservices.enabled\`, components that \`pyroscope.components\` names are rendered
whatever the phase: in v2 the ingesters, compactors and the other parts of v1 stay and run (14 workloads rendered instead
of 9, and all of them started). \`phasegate render\` drops them.`,
  audit: ['C1'],
  sources: ['charts 1.14.0 to 1.19.2, rendered by helm'],
  get good() {
    return [
      { chart: '1.14.0', values: V1 },
      { chart: '1.15.1', values: V2 },
      { chart: '1.19.1', values: V2 + SPLIT },
      { chart: '1.19.2', values: V2 + SPLIT + INGESTER },
      { values: `${V2}${SPLIT}    v2:\n      ingester:\n        kind: StatefulSet\n${INGESTER}` },
      { manifests: oneBinary('1.14.0'), asked: { phase: 'v1' } },
    ];
  },
  get bad() {
    return [
      { chart: '1.14.0', values: V2, at: 'architecture.storage.v2' },
      { chart: '1.19.1', values: V2 + SPLIT + INGESTER, at: 'pyroscope.components' },
      { chart: '1.15.1', values: V2 + SPLIT + INGESTER, at: 'pyroscope.components' },
      { manifests: oneBinary('1.14.0'), asked: { phase: 'dual' } },
    ];
  },
  judge({ now }, report) {
    const chart = chartOf(now);
    if (isBefore(chart, FIRST_CHART.phases)) {
      const phase = askedPhase(now);
      if (phase === undefined) return;
      report({
        at: now.values?.at(...STORAGE_PATH, 'v2'),
        what: `chart ${chart} has no storage phases, but ${phase} is requested`,
        fix: 'upgrade the chart first, in v1 (1.20.3 or newer, with architecture.storage.v1: true and v2: false), and switch v2 on after that',
      });
      return;
    }
    const left = isBefore(chart, FIRST_CHART.leavingV1Out) ? staying(now) : [];
    if (left.length === 0) return;
    report({
      at: now.values?.place(...COMPONENTS),
      severity: 'warning',
      what: `chart ${chart} goes on rendering ${left.join(', ')} in v2, as pyroscope.components names them`,
      why: 'The parts of v1 stay, run and cost, and nothing is written to them.',
      fix: `upgrade to chart ${FIRST_CHART.leavingV1Out} or later, or remove them from pyroscope.components`,
    });
  },
};
