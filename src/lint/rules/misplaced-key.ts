import { engineRule } from './engine-rule.ts';

export const misplacedKey = engineRule({
  id: 'misplaced-key',
  severity: 'warning',
  summary: 'the chart reads this key somewhere else',
  why: `The chart ignores a key at the wrong level like an unknown one. \`persistence\` at the top level is the costly case:
its author expects a volume, but the data is on an emptyDir.`,
  good: [{ values: 'pyroscope:\n  persistence:\n    enabled: true\n' }],
  bad: [{ values: 'persistence:\n  enabled: true\n', at: 'persistence' }],
  message: ({ key = '', place = '', chart = '', newest = '' }) => ({
    what: `chart ${newest === '' ? chart : `${newest}, the newest known,`} does not read ${key} here; it reads ${place}`,
    why:
      newest === ''
        ? 'Helm accepts it, but the chart ignores it'
        : `chart ${chart} may read it here; if not, Helm accepts it and the chart ignores it`,
    remedy: `move it to ${place}`,
  }),
});
