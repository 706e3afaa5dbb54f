import type { Report } from '../../../../lint/finding.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import type { PyroscopeRule } from '../rule.ts';
import { writtenBackend } from '../shared/backend.ts';
import { mayBeConfigured } from '../shared/certain-config.ts';
import { isExperimentChart } from '../shared/experiment-charts.ts';
import { EXPERIMENT, experimentVariable } from '../shared/experiment-variable.ts';
import { once } from '../shared/once.ts';
import { renderedText } from '../shared/rendered-text.ts';

const variable = (text: string): string => `pyroscope:\n  extraEnvVars:\n    ${EXPERIMENT}: ${text}\n`;
const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const BUCKET = '  structuredConfig:\n    storage:\n      backend: s3\n';
const AT = `pyroscope.extraEnvVars.${EXPERIMENT}`;

function report(values: PyroscopeValues, component: ComponentValues): Report[] {
  const at = experimentVariable(component);
  const text = renderedText(at);
  if (!at || text === undefined) return [];
  if (values.phase !== 'v1') return text === '' ? [{ at, args: { state: 'empty' } }] : [];
  if (text === '') return [];
  const hasBucket = writtenBackend(values, component) || mayBeConfigured(values, 'storage', 'backend');
  return [
    { at, args: { state: hasBucket ? 'bucket' : 'no bucket' }, severity: hasBucket ? 'warning' : 'error' },
  ];
}

const WHY: Readonly<Record<string, string>> = {
  empty:
    'the chart leaves its own out, and the server knows no flag of v2: flag provided but not defined: -query-backend.address',
  bucket: 'the server starts the modules of v2 beside v1, without an address for any of them',
  'no bucket': 'the server starts the modules of v2 and exits: storage bucket is required for segment writer',
};

export const experimentVariableAgainstPhase: PyroscopeRule = {
  id: 'experiment-variable-against-phase',
  severity: 'error',
  summary: `${EXPERIMENT} is written by hand against the phase`,
  why: `Charts 1.15.1 to 1.21.0 set the variable themselves with v2 on, unless \`extraEnvVars\` hold it. Left over in v1 it
switches v2's modules on: server 1.21.0 exited without a bucket, \`segment-writer: storage bucket is required for segment
writer\`; with one it runs more than was asked for (a warning). Empty with v2 on it hides every flag of v2, and the server
exits: \`flag provided but not defined: -query-backend.address\`.

Leave the variable to the chart.`,
  audit: ['B8'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 1.21.0, rendered by helm', 'server 1.21.0, started'],
  valid: [
    { chart: '1.21.0', values: `${DUAL}${variable('"1"')}` },
    { chart: '1.21.0', values: variable('""') },
    { chart: '2.0.0', values: variable('"1"') },
  ],
  invalid: [
    { chart: '1.21.0', values: variable('"1"'), at: AT },
    { chart: '1.15.1', values: `${variable('"1"')}${BUCKET}`, at: AT },
    { chart: '1.21.0', values: `${DUAL}${variable('""')}`, at: AT },
  ],
  message: ({ state }) => ({
    what: state === 'empty' ? `${EXPERIMENT} is empty with v2 on` : `${EXPERIMENT} is set with v2 off`,
    why: WHY[String(state)] ?? '',
    remedy: `take ${EXPERIMENT} out of pyroscope.extraEnvVars: the chart sets it with v2 on`,
  }),
  check: (values) =>
    isExperimentChart(values) && values.phase !== 'off'
      ? once(values.components.flatMap((component) => report(values, component)))
      : [],
};
