import { isBefore } from '../../../chart/versions.ts';
import type { FindingArgs } from '../../../step/finding.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { phaseOfToggles } from '../settings.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import { STORAGE_PATH } from '../values/toggles.ts';
import type { PyroscopeRule } from './rule.ts';
import { flipsUnannounced, unwrittenToggles } from './shared/unwritten-toggles.ts';

/** Both toggles as they stand in a phase, ready to be written down. */
const written = (phase: string): string =>
  `architecture.storage.v1: ${phase === 'v2' ? 'false' : 'true'} and architecture.storage.v2: ${phase === 'v1' ? 'false' : 'true'}`;

function argsOf(values: PyroscopeChange): FindingArgs {
  const { chart, phase, previous } = values;
  const unwritten = unwrittenToggles(values);
  return {
    chart,
    phase,
    before: previous?.phase ?? '',
    fromChart: previous?.chart ?? '',
    keep: written(previous && flipsUnannounced(values) ? previous.phase : phase),
    missing: unwritten.map((layer) => `architecture.storage.${layer}`).join(' and '),
    nextFlips: isBefore(chart, FIRST_CHART.v2ByDefault) ? 1 : 0,
  };
}

/** What the new defaults make of toggles that are half written, before a chart brings them. */
function flipsLater(values: PyroscopeChange): boolean {
  const { chart, phase, toggles } = values;
  const unwritten = unwrittenToggles(values);
  if (!isBefore(chart, FIRST_CHART.v2ByDefault) || phase === 'off') return false;
  const v1 = unwritten.includes('v1') ? false : toggles.v1;
  const v2 = unwritten.includes('v2') ? true : toggles.v2;
  return phaseOfToggles(v1, v2) !== phase;
}

export const togglesUnsetAcross202: PyroscopeRule = {
  id: 'toggles-unset-across-2.0.2',
  severity: 'error',
  summary: 'storage toggles are left to defaults that chart 2.0.2 turns round',
  why: `Up to chart 2.0.1 \`v1\` is on and \`v2\` off by default; from 2.0.2 on it is the other way round. An upgrade with
unwritten toggles goes straight to v2 alone: pods stay healthy, and what was stored in v1 is out of sight.

Seen on an API server from chart 1.21.0 to 2.2.1: \`-architecture.storage=v2\` was rendered; \`--reuse-values\` keeps v1,
\`--reset-then-reuse-values\` does not. Write both toggles down. This is an error where the chart before is given and the
phase changes, else for your information.`,
  audit: ['A12'],
  since: '0.2.0',
  sources: ['charts 2.0.1 and 2.0.2, values.yaml', 'chart 1.21.0 to 2.2.1, upgraded on an API server'],
  valid: [
    { values: 'architecture:\n  storage:\n    v1: true\n    v2: false\n', fromChart: '1.21.0' },
    { chart: '1.14.0', values: 'minio:\n  enabled: true\n' },
    { chart: '2.0.2', values: 'architecture:\n  storage:\n    v2: true\n' },
    {
      chart: '2.0.1',
      values: 'architecture:\n  storage:\n    v1: true\n    v2: true\n',
      fromChart: '1.21.0',
    },
  ],
  invalid: [
    { values: 'minio:\n  enabled: true\n', at: 'architecture.storage' },
    { values: 'minio:\n  enabled: true\n', fromChart: '1.21.0', at: 'architecture.storage' },
    { chart: '2.0.2', values: 'minio:\n  enabled: true\n', fromChart: '2.0.1', at: 'architecture.storage' },
    {
      values: 'architecture:\n  storage:\n    v2: true\n',
      fromChart: '2.0.1',
      at: 'architecture.storage.v1',
    },
    { chart: '1.15.1', values: 'architecture:\n  storage:\n    v1: true\n', at: 'architecture.storage.v2' },
  ],
  message: ({ chart, phase, before, fromChart, keep, missing, nextFlips, flips }) => {
    if (flips === 1) {
      return {
        what: `from chart ${fromChart} to ${chart} the release goes from ${before} to ${phase} by itself: ${missing} not written`,
        why: 'chart 2.0.2 turned the defaults round: pods stay healthy, and what the phase before stored is out of sight or no longer written',
        remedy: `write ${keep} before the upgrade, and change the phase in a step of its own`,
      };
    }
    return {
      what: `${missing} not written: defaults of chart ${chart} decide, and they say ${phase}`,
      why:
        nextFlips === 1
          ? 'chart 2.0.2 turns the defaults round: an upgrade to it would change the phase without a word'
          : 'charts before 2.0.2 had the defaults the other way round: an upgrade from one of them changes the phase without a word',
      remedy: `write ${keep}`,
    };
  },
  check(values) {
    const unwritten = unwrittenToggles(values);
    if (unwritten.length === 0 || isBefore(values.chart, FIRST_CHART.phases)) return [];
    const flips = flipsUnannounced(values);
    if (!flips && unwritten.length === 1 && !flipsLater(values)) return [];
    const [only, other] = unwritten;
    const at = only !== undefined && other === undefined ? [...STORAGE_PATH, only] : STORAGE_PATH;
    const args = { ...argsOf(values), flips: flips ? 1 : 0 };
    return [{ at, args, severity: flips ? 'error' : 'info' }];
  },
};
