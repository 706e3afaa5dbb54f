import type { Report } from '../../../lint/finding.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { asWeight, WEIGHTS } from '../weights.ts';
import type { PyroscopeRule } from './rule.ts';
import { weightPath, writersOf } from './shared/dual-weights.ts';
import { isChart2 } from './shared/experiment-charts.ts';
import { lacksWeights } from './shared/lacks-weights.ts';
import { once } from './shared/once.ts';
import { renderedText } from './shared/rendered-text.ts';

const ARGS = 'pyroscope:\n  extraArgs:\n    write-path: combined\n';
const DUAL = `architecture:\n  storage:\n    v1: true\n    v2: true\n${ARGS}`;
const WEIGHT = '    write-path.segment-writer-weight: 1\n';

/** The weight that the chart would have written: that of the values from 2.0.0 on, 1 before. */
function wanted(values: PyroscopeValues, key: string): number {
  const weight = isChart2(values) ? asWeight(renderedText(values.value(...weightPath(key))) ?? '') : 1;
  return weight ?? 1;
}

function report(values: PyroscopeValues, writer: ComponentValues): Report[] {
  const at = writer.extraArgs.get('write-path');
  if (!at || !lacksWeights(values, writer)) return [];
  const missing = WEIGHTS.filter(({ flag }) => !writer.extraArgs.has(flag));
  const keys = missing.map(({ flag, value }) => `"${flag}": ${wanted(values, value)}`);
  return [{ at, args: { keys: keys.join(' and '), component: writer.name } }];
}

export const combinedWithoutWeights: PyroscopeRule = {
  id: 'combined-without-weights',
  severity: 'error',
  summary: 'extraArgs write-path: combined without a weight for v2: v2 gets nothing',
  why: `The chart writes its weights only where it writes \`-write-path\` itself. With \`extraArgs.write-path: combined\` it leaves
them out, and the server's own weight for v2 is 0: servers 1.21.0 and 2.2.1 ran with \`combined\`, ingester 1 and
segment-writer 0. Dual looks active and v2 stays empty, so that phase 3 has no history.

Take \`write-path\` out of \`extraArgs\`, as the chart writes \`combined\` in dual anyway, or give the weights as well.`,
  audit: ['A6'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'servers 1.21.0 and 2.2.1, started'],
  valid: [
    { values: `${DUAL}${WEIGHT}` },
    { chart: '1.15.1', values: `${DUAL}${WEIGHT}` },
    { values: 'architecture:\n  storage:\n    v1: true\n    v2: true\n' },
    { chart: '1.14.0', values: ARGS },
  ],
  invalid: [
    { values: DUAL, at: 'pyroscope.extraArgs.write-path' },
    { chart: '1.15.1', values: DUAL, at: 'pyroscope.extraArgs.write-path' },
    {
      values: `architecture:\n  microservices:\n    enabled: true\n  storage:\n    v1: true\n    v2: true\n${ARGS}`,
      at: 'pyroscope.extraArgs.write-path',
    },
  ],
  message: ({ keys, component }) => ({
    what: `extraArgs give ${component} write-path: combined, but no weight for v2`,
    why: "the chart then writes no weights, and the server's own for v2 is 0: dual looks active and nothing reaches v2",
    remedy: `take write-path out of extraArgs (the chart writes combined in dual), or add ${keys} beside it`,
  }),
  check: (values) => once(writersOf(values).flatMap((writer) => report(values, writer))),
};
