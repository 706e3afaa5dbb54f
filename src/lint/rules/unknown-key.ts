import { engineRule } from './engine-rule.ts';

export const unknownKey = engineRule({
  id: 'unknown-key',
  severity: 'warning',
  summary: 'the chart does not read this key',
  why: `Helm accepts any key, and the chart ignores those it does not know. The setting looks active but is not.`,
  good: [{ values: 'pyroscope:\n  replicaCount: 1\n' }],
  bad: [{ values: 'pyroscope:\n  replicaCuont: 1\n', at: 'pyroscope.replicaCuont' }],
  message: ({ key = '', near = '', where = '', chart = '', newest = '' }) => ({
    what: `chart ${newest === '' ? chart : `${newest}, the newest known,`} does not read ${key}${where === '' ? '' : ` in ${where}`}`,
    why:
      newest === ''
        ? 'Helm accepts it, but the chart ignores it'
        : `chart ${chart} may read it; if not, Helm accepts it and the chart ignores it`,
    remedy: near === '' ? 'remove it, or correct its name' : `did you mean ${near}?`,
  }),
});
