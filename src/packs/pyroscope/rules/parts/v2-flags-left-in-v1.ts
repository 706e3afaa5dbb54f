import type { Report } from '../../../../lint/finding.ts';
import { flagSupport } from '../../facts/flags.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeRule } from '../rule.ts';
import { isExperimentChart } from '../shared/experiment-charts.ts';
import { EXPERIMENT, maySetExperiment } from '../shared/experiment-variable.ts';
import { knownServer } from '../shared/known-server.ts';
import { once } from '../shared/once.ts';

const V1 = 'architecture:\n  storage:\n    v1: true\n    v2: false\n';
const WEIGHT = 'pyroscope:\n  extraArgs:\n    write-path.segment-writer-weight: "1"\n';
const AT = 'pyroscope.extraArgs.write-path\\.segment-writer-weight';

function reports(component: ComponentValues): Report[] {
  const server = knownServer(component);
  if (server === undefined || maySetExperiment(component)) return [];
  return [...component.extraArgs]
    .filter(([flag]) => flagSupport(flag, server) === 'experiment')
    .map(([flag, at]) => ({ at, on: 'key', args: { flag, server } }));
}

export const v2FlagsLeftInV1: PyroscopeRule = {
  id: 'v2-flags-left-in-v1',
  severity: 'error',
  summary: 'extraArgs give a 1.x server in v1 flags that it knows only beside v2',
  why: `Servers 1.x know the flags of v2 only with the variable \`${EXPERIMENT}\`, which charts 1.15.1 to 1.21.0 set
with v2 on. After a rollback to v1 the flags in \`extraArgs\` stay and the variable goes: server 1.21.0 was seen to exit,
\`flag provided but not defined: -write-path.segment-writer-weight\` (and so for \`-enable-query-backend-from\`).

Take the flags out before v2 is switched off. \`null\` does not take one out: the chart then writes it without a value.`,
  audit: ['B7'],
  since: '0.2.0',
  sources: ['servers 1.15.0 to 1.21.0, -help-all with and without the variable', 'server 1.21.0, started'],
  valid: [
    { chart: '1.21.0', values: WEIGHT.replace('write-path.segment-writer-weight', 'log.level') },
    { chart: '1.21.0', values: `${V1.replace('false', 'true')}${WEIGHT}` },
    { chart: '2.0.0', values: `${V1}${WEIGHT}` },
  ],
  invalid: [
    { chart: '1.21.0', values: `${V1}${WEIGHT}`, at: AT },
    { chart: '1.15.1', values: WEIGHT, at: AT },
    { chart: '1.21.0', values: WEIGHT.replace('"1"', 'null'), at: AT },
  ],
  message: ({ flag, server }) => ({
    what: `extraArgs give server ${server} -${flag}, which it knows only with v2 on`,
    why: `the server exits at start: flag provided but not defined: -${flag}`,
    remedy: `take "${flag}" out of extraArgs while v2 is off`,
  }),
  check: (values) =>
    isExperimentChart(values) && values.phase === 'v1' ? once(values.components.flatMap(reports)) : [],
};
