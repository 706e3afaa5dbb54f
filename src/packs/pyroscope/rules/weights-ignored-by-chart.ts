import type { Report } from '../../../lint/finding.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { asWeight, WEIGHTS } from '../weights.ts';
import type { PyroscopeRule } from './rule.ts';
import { extraArgSetting, weightPath, writersOf } from './shared/dual-weights.ts';
import { isExperimentChart } from './shared/experiment-charts.ts';
import { renderedText } from './shared/rendered-text.ts';

const dual = (migration: string): string =>
  `architecture:\n  storage:\n    v1: true\n    v2: true\n    migration:\n      ${migration}\n`;
/** What the dual phase of these charts comes to for either storage. */
const IN_FORCE = 1;

function report(values: PyroscopeValues, { flag, value: key }: (typeof WEIGHTS)[number]): Report[] {
  const node = values.given(...weightPath(key));
  const weight = asWeight(renderedText(node) ?? '');
  if (!node || weight === undefined || weight === IN_FORCE) return [];
  if (writersOf(values).some(({ extraArgs }) => extraArgs.has(flag))) return [];
  const args = { key, weight, chart: values.chart, instead: extraArgSetting(flag) };
  return [{ at: node, args, severity: values.phase === 'dual' ? 'warning' : 'info' }];
}

export const weightsIgnoredByChart: PyroscopeRule = {
  id: 'weights-ignored-by-chart',
  severity: 'warning',
  summary: 'charts before 2.0.0 do not pass the migration weights on',
  why: `Charts 1.15.1 to 1.21.0 know \`ingesterWeight\` and \`segmentWriterWeight\` and pass neither on: dual always writes
\`-write-path.segment-writer-weight=1\`, and the server's own weight for v1 is 1. Whatever the values say, each storage gets
every profile.

The flags themselves can be given in \`pyroscope.extraArgs\`. Take them out again before v2 is switched off: servers 1.x
know them only beside v2 and exit otherwise.`,
  audit: ['C2', 'B7'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 1.21.0, rendered by helm'],
  valid: [
    { chart: '1.21.0', values: dual('ingesterWeight: 1.0') },
    { chart: '2.0.0', values: dual('segmentWriterWeight: 0.5') },
    { chart: '1.14.0', values: dual('segmentWriterWeight: 0.5') },
    {
      chart: '1.21.0',
      values: `${dual('segmentWriterWeight: 0.5')}pyroscope:\n  extraArgs:\n    write-path.segment-writer-weight: 0.5\n`,
    },
  ],
  invalid: [
    {
      chart: '1.21.0',
      values: dual('segmentWriterWeight: 0.5'),
      at: 'architecture.storage.migration.segmentWriterWeight',
    },
    {
      chart: '1.15.1',
      values: dual('ingesterWeight: 0'),
      at: 'architecture.storage.migration.ingesterWeight',
    },
  ],
  message: ({ key, weight, chart, instead }) => ({
    what: `chart ${chart} ignores migration.${key}: ${weight}`,
    why: 'in dual each storage gets every profile, whatever the weights in the values say',
    remedy: `set ${instead}: ${weight} for as long as both storages are on (take it out before v2 is switched off), or leave ${key} out`,
  }),
  check: (values) => (isExperimentChart(values) ? WEIGHTS.flatMap((one) => report(values, one)) : []),
};
