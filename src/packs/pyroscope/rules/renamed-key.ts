import type { Report, ValuePath } from '../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { CHART } from '../chart/index.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';

const AGENT = 'agent:\n  enabled: true\n';

/** Keys with a successor, and the switch within that tells whether they are in use. */
const SUCCEEDED: ReadonlyArray<{ readonly path: ValuePath; readonly inUse: ValuePath }> = [
  { path: ['agent'], inUse: ['agent', 'enabled'] },
];

function report({ chart, given }: PyroscopeChange): readonly Report[] {
  return SUCCEEDED.flatMap(({ path, inUse }) => {
    const successor = CHART.keyAt(path, chart)?.deprecated;
    const node = given(...inUse);
    if (successor === undefined || !node || !isTrueInTemplate(node)) return [];
    return [{ at: node, args: { key: path.join('.'), successor } }];
  });
}

export const renamedKey: PyroscopeRule = {
  id: 'renamed-key',
  severity: 'info',
  summary: 'a key in use has a successor under another name',
  why: `Some keys are still read while another has taken their place: the sub-chart \`agent\` installs Grafana Agent, which is
at its end of life, and \`alloy\` is its successor. Their values differ, so nothing is renamed for you.

Nothing else was renamed between charts 1.14.0 and 2.2.1, nor in the flags of servers 1.15.0 to 2.2.1.`,
  since: '0.2.0',
  sources: ['charts 1.14.0 to 2.2.1, values.yaml'],
  valid: [
    { values: 'agent:\n  enabled: false\n' },
    { values: 'alloy:\n  enabled: true\n' },
    { values: 'agent: []\n' },
  ],
  invalid: [
    { values: AGENT, at: 'agent.enabled' },
    { chart: '1.14.0', values: AGENT, at: 'agent.enabled' },
  ],
  message: ({ key, successor }) => ({
    what: `${key} has a successor: ${successor}`,
    why: 'what it installs is at its end of life and gets no more fixes',
    remedy: `set ${successor}.enabled: true and ${key}.enabled: false, and carry the scrape settings over`,
  }),
  check: report,
};
