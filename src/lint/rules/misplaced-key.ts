import { engineRule } from './engine-rule.ts';

export const misplacedKey = engineRule({
  id: 'misplaced-key',
  severity: 'warning',
  summary: 'the chart reads this key in another place',
  why: `A key that stands a level off is ignored like an unknown one. \`persistence\` at the top is the costly case: its author
believes to have a volume, and the data lies on an emptyDir.`,
  valid: [{ values: 'pyroscope:\n  persistence:\n    enabled: true\n' }],
  invalid: [{ values: 'persistence:\n  enabled: true\n', at: 'persistence' }],
  message: ({ key = '', place = '', chart = '', newest = '' }) => ({
    what: `chart ${newest === '' ? chart : `${newest}, the newest known,`} does not read ${key} here, but as ${place}`,
    why:
      newest === ''
        ? 'Helm passes it on, and nothing comes of it'
        : `chart ${chart} may read it here; if not, Helm passes it on and nothing comes of it`,
    remedy: `move it to ${place}`,
  }),
});
