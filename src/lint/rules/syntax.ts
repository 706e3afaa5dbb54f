import { engineRule } from './engine-rule.ts';

export const syntax = engineRule({
  id: 'syntax',
  severity: 'error',
  summary: 'Helm cannot read the file',
  why: 'The file is not YAML, or Helm rejects it. helm fails, and nothing in the file can be checked.',
  good: [{ values: 'pyroscope:\n  replicaCount: 1\n' }],
  bad: [{ values: 'pyroscope:\n\treplicaCount: 1\n', at: '' }],
  message: ({ problem = '' }) => ({
    what: String(problem),
    why: 'helm fails on this file, and nothing in it was checked',
    remedy: 'fix this line, then lint again',
  }),
});
