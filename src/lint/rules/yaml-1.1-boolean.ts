import { engineRule } from './engine-rule.ts';

export const yaml11Boolean = engineRule({
  id: 'yaml-1.1-boolean',
  severity: 'info',
  summary: 'Helm reads this word as a boolean, YAML 1.2 tools as a string',
  why: `Helm reads YAML 1.1, where y, n, yes, no, on and off are booleans. Editors, yq and other tools read YAML 1.2 and see
strings. The fix writes what Helm reads; quote the word if you mean the string.`,
  good: [{ values: 'alloy:\n  enabled: false\n' }, { values: 'pyroscope:\n  nameOverride: "no"\n' }],
  bad: [{ values: 'alloy:\n  enabled: off\n', at: 'alloy.enabled', after: 'alloy:\n  enabled: false\n' }],
  message: ({ word = '', value = '' }) => ({
    what: `Helm reads ${word} as the boolean ${value}`,
    why: 'tools that read YAML 1.2 see a string',
    remedy: `write ${value}, or "${word}" if you mean the string`,
  }),
});
