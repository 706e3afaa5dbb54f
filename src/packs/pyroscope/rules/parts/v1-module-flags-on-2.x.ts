import type { Report } from '../../../../lint/finding.ts';
import { flagSupport } from '../../facts/flags.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeRule } from '../rule.ts';
import { isChart2 } from '../shared/experiment-charts.ts';
import { knownServer } from '../shared/known-server.ts';
import { once } from '../shared/once.ts';
import { isV1ModuleFlag } from '../shared/v1-module-flags.ts';

const LEFT = 'pyroscope:\n  extraArgs:\n    all.enable-v1-read-path: "false"\n';

function reports(component: ComponentValues): Report[] {
  const server = knownServer(component);
  if (server === undefined) return [];
  return [...component.extraArgs]
    .filter(([flag]) => isV1ModuleFlag(flag) && flagSupport(flag, server) === 'unknown')
    .map(([flag, at]) => ({ at, on: 'key', args: { flag, server } }));
}

export const v1ModuleFlagsOn2: PyroscopeRule = {
  id: 'v1-module-flags-on-2.x',
  severity: 'error',
  summary: 'extraArgs keep all.enable-v1-*, flags that servers from 2.0.0 on do not know',
  why: `\`all.enable-v1-write-path\` and \`all.enable-v1-read-path\` are flags of servers 1.20 and 1.21. Server 2.x was seen to
exit: \`flag provided but not defined: -all.enable-v1-read-path\`. From 2.0.0 on \`-architecture.storage\`, which the chart
writes from the toggles, says which parts run.`,
  audit: ['B10'],
  since: '0.2.0',
  sources: ['servers 1.20.3 to 2.2.1, -help-all', 'server 2.2.1, started'],
  valid: [
    { chart: '1.21.0', values: `architecture:\n  storage:\n    v2: true\n${LEFT}` },
    { values: 'pyroscope:\n  extraArgs:\n    enable-query-backend: "true"\n' },
  ],
  invalid: [
    { values: LEFT, at: 'pyroscope.extraArgs.all\\.enable-v1-read-path' },
    {
      chart: '2.0.0',
      values: LEFT.replace('read', 'write'),
      at: 'pyroscope.extraArgs.all\\.enable-v1-write-path',
    },
  ],
  message: ({ flag, server }) => ({
    what: `extraArgs keep -${flag} of 1.x, which server ${server} does not know`,
    why: `the server exits at start: flag provided but not defined: -${flag}`,
    remedy: `take "${flag}" out of extraArgs: from 2.0.0 on the toggles alone decide which parts run`,
  }),
  check: (values) => (isChart2(values) ? once(values.components.flatMap(reports)) : []),
};
