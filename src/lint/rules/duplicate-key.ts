import { engineRule } from './engine-rule.ts';

export const duplicateKey = engineRule({
  id: 'duplicate-key',
  severity: 'warning',
  summary: 'a key appears twice in the same map',
  why: 'Helm silently uses the last of two equal keys, with everything below it. The first one is lost, not merged.',
  good: [{ values: 'pyroscope:\n  replicaCount: 1\nalloy:\n  enabled: false\n' }],
  bad: [{ values: 'pyroscope:\n  replicaCount: 1\npyroscope:\n  nameOverride: x\n', at: 'pyroscope' }],
  message: ({ key = '', line = '' }) => ({
    what: `duplicate key ${key}`,
    why: `Helm uses this one and drops the one on line ${line}, with everything below it`,
    remedy: 'merge the two, or remove one',
  }),
});
