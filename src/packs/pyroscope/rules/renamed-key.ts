import type { Path } from '../../../pack.ts';
import { CHART } from '../chart/index.ts';
import { chartOf, type PyroscopeRule } from '../read/facts.ts';

const AGENT = 'agent:\n  enabled: true\n';

/** Keys with a successor, and the switch within that tells whether they are in use. */
const SUCCEEDED: ReadonlyArray<{ readonly key: string; readonly inUse: Path }> = [
  { key: 'agent', inUse: ['agent', 'enabled'] },
];

export const renamedKey: PyroscopeRule = {
  id: 'renamed-key',
  severity: 'info',
  needs: ['values'],
  summary: 'a key in use has a successor under another name',
  why: 'It installs software that has reached its end of life and no longer gets fixes.',
  details: `Some keys still work but have a successor: the sub-chart \`agent\` installs Grafana Agent, which has
reached its end of life, and \`alloy\` is its successor. Their values differ, so nothing is renamed for you.

Nothing else was renamed between charts 1.14.0 and 2.2.1, nor in the flags of servers 1.15.0 to 2.2.1.`,
  sources: ['charts 1.14.0 to 2.2.1, values.yaml'],
  good: [
    { values: 'agent:\n  enabled: false\n' },
    { values: 'alloy:\n  enabled: true\n' },
    { values: 'agent: []\n' },
  ],
  bad: [
    { values: AGENT, at: 'agent.enabled' },
    { chart: '1.14.0', values: AGENT, at: 'agent.enabled' },
  ],
  judge({ now }, report) {
    const { values } = now;
    for (const { key, inUse } of SUCCEEDED) {
      const successor = CHART.keyAt([key], chartOf(now))?.deprecated;
      if (successor === undefined || !values?.isWritten(...inUse) || !values.isTrue(...inUse)) continue;
      report({
        at: values.at(...inUse) ?? values.place(...inUse),
        what: `${key} has a successor: ${successor}`,
        fix: `set ${successor}.enabled: true and ${key}.enabled: false, and carry the scrape settings over`,
      });
    }
  },
};
