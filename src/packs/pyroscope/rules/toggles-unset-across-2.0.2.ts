import { isBefore } from '../../../chart/versions.ts';
import { likely, sure, type Violation } from '../../../pack.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { phaseOfToggles, STORAGE_PATH } from '../facts/phases.ts';
import { chartOf, type PyroscopeCase, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import {
  flipsUnannounced,
  isLayerOn,
  isWithoutStorage,
  type Layer,
  unwrittenToggles,
} from '../read/toggles.ts';
import { DUAL, oneBinary, PHASE_FLAGS_2, V1 } from './examples.ts';

/** Both toggles as they stand in a phase, ready to be written down. */
const written = (phase: string | undefined): string =>
  `architecture.storage.v1: ${phase !== 'v2'} and architecture.storage.v2: ${phase !== 'v1'}`;

/** Whether the new defaults change what half-written toggles mean, before a chart brings them. */
function flipsLater(state: PyroscopeState, unwritten: readonly Layer[]): boolean {
  if (!isBefore(chartOf(state), FIRST_CHART.v2ByDefault) || isWithoutStorage(state)) return false;
  const v1 = unwritten.includes('v1') ? false : isLayerOn(state, 'v1');
  const v2 = unwritten.includes('v2') ? true : isLayerOn(state, 'v2');
  return phaseOfToggles(v1, v2) !== likely(state.phase);
}

/** Whether render is asked for nothing and finds the phase that its chart has by default since 2.0.2. */
const isByDefault = ({ now, rendered, asked }: PyroscopeCase): boolean =>
  rendered !== undefined &&
  asked('phase') === undefined &&
  sure(now.phase) === 'v2' &&
  !isBefore(chartOf(now), FIRST_CHART.v2ByDefault);

const chosenByDefault = (now: PyroscopeState): Violation => ({
  at: now.components.map(({ object }) => object)[0],
  severity: 'info',
  what: `nothing that phasegate was given states the phase: v2 is the default of chart ${chartOf(now)}`,
  why: 'The manifests do not show whether somebody chose it. Charts before 2.0.2 had the defaults the other way round: an upgrade from one of them silently changes the phase.',
  fix: `write ${written('v2')} in the values if v2 is meant, or give --phase`,
});

/** Audit A12. */
export const togglesUnsetAcross202: PyroscopeRule = {
  id: 'toggles-unset-across-2.0.2',
  severity: 'error',
  summary: 'storage toggles are left to defaults that chart 2.0.2 changes',
  why: 'Chart 2.0.2 swapped the two defaults: an upgrade across it silently changes the phase.',
  details: `Up to chart 2.0.1, \`v1\` is on and \`v2\` off by default; from 2.0.2 on it is the other way round. An upgrade with
unset toggles goes straight to v2 alone: pods stay healthy, but v1 data is not visible.

On an API server, an upgrade from chart 1.21.0 to 2.2.1 rendered \`-architecture.storage=v2\`. \`--reuse-values\` keeps v1,
\`--reset-then-reuse-values\` does not. Set both toggles. This is an error if the previous chart is given and the phase
changes, and an info otherwise.

Manifests do not show who chose their phase. Where no flag, variable, config or value that render is given states it, and it is
v2 on a chart that has v2 by default, render says so with \`--diff\` and in its reports.`,
  audit: ['A12'],
  sources: ['charts 2.0.1 and 2.0.2, values.yaml', 'chart 1.21.0 to 2.2.1, upgraded on an API server'],
  get good() {
    return [
      { values: V1, fromChart: '1.21.0' },
      { chart: '1.14.0', values: 'minio:\n  enabled: true\n' },
      { chart: '2.0.2', values: 'architecture:\n  storage:\n    v2: true\n' },
      {
        chart: '2.0.1',
        values: DUAL,
        fromChart: '1.21.0',
      },
      { manifests: oneBinary('2.2.1', { data: 'template', args: PHASE_FLAGS_2.v2 }), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: 'minio:\n  enabled: true\n', at: 'architecture.storage' },
      { values: 'minio:\n  enabled: true\n', fromChart: '1.21.0', at: 'architecture.storage' },
      { chart: '2.0.2', values: 'minio:\n  enabled: true\n', fromChart: '2.0.1', at: 'architecture.storage' },
      {
        values: 'architecture:\n  storage:\n    v2: true\n',
        fromChart: '2.0.1',
        at: 'architecture.storage.v1',
      },
      { chart: '1.15.1', values: 'architecture:\n  storage:\n    v1: true\n', at: 'architecture.storage.v2' },
      { manifests: oneBinary('2.2.1', { data: 'template', args: PHASE_FLAGS_2.v2 }), at: 'name: pyroscope' },
    ];
  },
  judge(of, report) {
    const { now, before } = of;
    if (now.values === undefined) {
      if (isByDefault(of)) report(chosenByDefault(now));
      return;
    }
    const chart = chartOf(now);
    const unwritten = unwrittenToggles(now);
    if (unwritten.length === 0 || isBefore(chart, FIRST_CHART.phases)) return;
    const from = before && flipsUnannounced(now, before) ? before : undefined;
    if (!from && unwritten.length === 1 && !flipsLater(now, unwritten)) return;
    const phase = likely(now.phase) ?? 'off';
    const missing = unwritten.map((layer) => `architecture.storage.${layer}`).join(' and ');
    const path = unwritten.length === 1 ? [...STORAGE_PATH, ...unwritten] : STORAGE_PATH;
    const at = { in: 'values', path, on: 'value' } as const;
    if (from) {
      const was = likely(from.phase);
      report({
        at,
        what: `from chart ${chartOf(from)} to ${chart} the release silently goes from ${was ?? 'off'} to ${phase}: ${missing} not set`,
        why: 'Chart 2.0.2 swapped the defaults: pods stay healthy, but data of the previous phase is not visible, or its storage is no longer written.',
        fix: `set ${written(was)} before the upgrade, and change the phase in a separate step`,
      });
      return;
    }
    report({
      at,
      severity: 'info',
      what: `${missing} not set: the defaults of chart ${chart} select ${phase}`,
      why: isBefore(chart, FIRST_CHART.v2ByDefault)
        ? 'Chart 2.0.2 swaps the defaults: an upgrade to it would silently change the phase.'
        : 'Charts before 2.0.2 had the defaults the other way round: an upgrade from one of them silently changes the phase.',
      fix: `set ${written(phase)}`,
    });
  },
};
