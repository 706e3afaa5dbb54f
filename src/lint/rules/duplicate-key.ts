import { engineRule } from './engine-rule.ts';

export const duplicateKey = engineRule({
  id: 'duplicate-key',
  severity: 'warning',
  summary: 'a key stands twice in one map',
  why: `Helm takes the later of two equal keys without a word, with all that is below it: what the first one says is gone, not
merged.`,
  valid: [{ values: 'pyroscope:\n  replicaCount: 1\nalloy:\n  enabled: false\n' }],
  invalid: [{ values: 'pyroscope:\n  replicaCount: 1\npyroscope:\n  nameOverride: x\n', at: 'pyroscope' }],
  message: ({ key = '', line = '' }) => ({
    what: `the key ${key} stands here a second time`,
    why: `Helm takes this one, and drops the one in line ${line} with all that is below it`,
    remedy: 'join the two, or take one away',
  }),
});
