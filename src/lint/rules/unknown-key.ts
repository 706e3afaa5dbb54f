import { engineRule } from './engine-rule.ts';

export const unknownKey = engineRule({
  id: 'unknown-key',
  severity: 'warning',
  summary: 'the chart does not read this key',
  why: `Helm takes any key, and a chart that does not know one ignores it: the setting looks made and is not.`,
  valid: [{ values: 'pyroscope:\n  replicaCount: 1\n' }],
  invalid: [{ values: 'pyroscope:\n  replicaCuont: 1\n', at: 'pyroscope.replicaCuont' }],
  message: ({ key = '', near = '', where = '', chart = '', newest = '' }) => ({
    what: `${key} is no key that chart ${newest === '' ? chart : `${newest}, the newest known,`} reads${where === '' ? '' : ` in ${where}`}`,
    why:
      newest === ''
        ? 'Helm passes it on, and nothing comes of it'
        : `chart ${chart} may read it; if not, Helm passes it on and nothing comes of it`,
    remedy: near === '' ? 'take it away, or look for its right name' : `did you mean ${near}?`,
  }),
});
