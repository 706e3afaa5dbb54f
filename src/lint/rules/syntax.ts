import { engineRule } from './engine-rule.ts';

export const syntax = engineRule({
  id: 'syntax',
  severity: 'error',
  summary: 'Helm cannot read the file',
  why: 'The file is no YAML, or YAML that Helm refuses: nothing in it can be judged, and helm fails with it.',
  valid: [{ values: 'pyroscope:\n  replicaCount: 1\n' }],
  invalid: [{ values: 'pyroscope:\n\treplicaCount: 1\n', at: '' }],
  message: ({ problem = '' }) => ({
    what: String(problem),
    why: 'helm fails with this file; what stands in it was not looked at',
    remedy: 'mend this place and lint again',
  }),
});
