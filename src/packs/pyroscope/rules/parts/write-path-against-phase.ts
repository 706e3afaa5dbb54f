import { isBefore } from '../../../../chart/versions.ts';
import type { Report } from '../../../../lint/finding.ts';
import { FIRST_CHART } from '../../facts/charts.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import type { PyroscopeRule } from '../rule.ts';
import { configured } from '../shared/certain-config.ts';
import { writersOf } from '../shared/dual-weights.ts';
import { isChart2 } from '../shared/experiment-charts.ts';
import { once } from '../shared/once.ts';
import { renderedText } from '../shared/rendered-text.ts';
import { storageInForce } from '../shared/storage-in-force.ts';

const OWN = { v1: 'ingester', v2: 'segment-writer' } as const;
const V2 = 'architecture:\n  storage:\n    v1: false\n    v2: true\n';
const V1 = 'architecture:\n  storage:\n    v1: true\n    v2: false\n';
const args = (path: string): string => `pyroscope:\n  extraArgs:\n    write-path: ${path}\n`;
const limits = (path: string): string =>
  `pyroscope:\n  structuredConfig:\n    limits:\n      write_path: ${path}\n`;
const IN_ARGS = 'pyroscope.extraArgs.write-path';

/** What a component takes its write path from; the chart itself writes one in v1, which beats the configuration. */
function writtenPath(values: PyroscopeValues, component: ComponentValues, phase: 'v1' | 'v2') {
  const own = component.extraArgs.get('write-path');
  if (own) return { node: own, key: 'extraArgs."write-path"' };
  const node = phase === 'v2' && isChart2(values) ? configured(values, 'limits', 'write_path') : undefined;
  return node && { node, key: 'limits.write_path' };
}

function report(values: PyroscopeValues, component: ComponentValues): Report[] {
  const phase = storageInForce(values, component);
  if (phase !== 'v1' && phase !== 'v2') return [];
  const written = writtenPath(values, component, phase);
  const text = renderedText(written?.node);
  if (!written || text === undefined || text === OWN[phase]) return [];
  const { node, key } = written;
  return [{ at: node, args: { key, text, phase, own: OWN[phase], major: values.chartMajor } }];
}

/** 1.x: in v1 the flag is unknown altogether (v2-leftovers-in-v1), and v2 shut v1 down from 1.19.2 on. */
function concerned(values: PyroscopeValues): readonly ComponentValues[] {
  if (isChart2(values)) return values.components;
  const isShutDown = !isBefore(values.chart, FIRST_CHART.leavingV1Out) && values.phase === 'v2';
  return isShutDown && values.mode !== 'legacy' ? writersOf(values) : [];
}

export const writePathAgainstPhase: PyroscopeRule = {
  id: 'write-path-against-phase',
  severity: 'error',
  summary: 'a write path that the one storage in use does not have',
  why: `With one storage alone there is one write path: \`segment-writer\` for v2, \`ingester\` for v1. A leftover of dual in
\`extraArgs.write-path\`, or with v2 in \`limits.write_path\`, made server 2.2.1 exit:
\`write-path=segment-writer is required for v2 storage layer\` (and the like for v1). Server 1.21.0 starts with v2 alone and
\`combined\`, is ready, and answers every push with 500 \`empty ring\`.

Take the key out: without it the chart and the server choose the phase's own path. In v1 of 2.x the chart's flag beats
\`limits.write_path\`, which is left alone.`,
  audit: ['B9'],
  since: '0.2.0',
  sources: ['charts 2.0.0 to 2.2.1, rendered by helm', 'servers 1.21.0 and 2.2.1, started'],
  valid: [
    { values: `${V2}${args('segment-writer')}` },
    { values: `${V2}${limits('segment-writer')}` },
    { values: `${V1}${args('ingester')}` },
    { values: `${V1}${limits('combined')}` },
    { values: `${V2.replace('false', 'true')}${args('combined')}` },
    { chart: '1.21.0', values: `${V1}${args('combined')}` },
    { chart: '1.19.1', values: `${V2}${args('combined')}` },
    { chart: '1.21.0', values: `${V2}${limits('combined')}` },
    {
      chart: '2.0.1',
      values: 'pyroscope:\n  extraArgs:\n    architecture.storage: v2\n    write-path: segment-writer\n',
    },
  ],
  invalid: [
    { values: `${V2}${args('combined')}`, at: IN_ARGS },
    { values: `${V2}${limits('combined')}`, at: 'pyroscope.structuredConfig.limits.write_path' },
    { chart: '2.0.0', values: `${V1}${args('segment-writer')}`, at: IN_ARGS },
    { chart: '1.19.2', values: `${V2}${args('combined')}`, at: IN_ARGS },
  ],
  message: ({ key, text, phase, own, major }) => ({
    what: `${key} is ${text === '' ? 'empty' : text}, with ${phase} alone in use`,
    why:
      major === 1
        ? 'the distributor goes on writing to ingesters that are gone: every push fails with 500 "empty ring"'
        : `the server exits at start: write-path=${own} is required for ${phase} storage layer`,
    remedy: `take write-path out (or set it to ${own}, the only one that ${phase} has)`,
  }),
  check: (values) => once(concerned(values).flatMap((component) => report(values, component))),
};
