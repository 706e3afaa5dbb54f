import { engineRule } from './engine-rule.ts';

export const yaml11Boolean = engineRule({
  id: 'yaml-1.1-boolean',
  severity: 'info',
  summary: 'Helm reads this word as a boolean, newer YAML as text',
  why: `Helm reads YAML 1.1, where y, n, yes, no, on and off are booleans. Editors, yq and other tools read YAML 1.2 and see
texts. The fix writes what Helm reads; put the word in quotes where a text is meant.`,
  valid: [{ values: 'alloy:\n  enabled: false\n' }, { values: 'pyroscope:\n  nameOverride: "no"\n' }],
  invalid: [{ values: 'alloy:\n  enabled: off\n', at: 'alloy.enabled', fixed: 'alloy:\n  enabled: false\n' }],
  message: ({ word = '', value = '' }) => ({
    what: `${word} is the boolean ${value} to Helm`,
    why: 'tools that read YAML 1.2 take it for a text',
    remedy: `write ${value}, or "${word}" where the text is meant`,
  }),
});
