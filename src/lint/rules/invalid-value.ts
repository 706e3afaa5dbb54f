import { engineRule } from './engine-rule.ts';

export const invalidValue = engineRule({
  id: 'invalid-value',
  severity: 'error',
  summary: 'the value is none of those that are allowed',
  why: 'The schema of the chart, or the one given by `--schema`, bounds the value: a word of a list, a range, a pattern.',
  valid: [{ values: 'pyroscope:\n  image:\n    pullPolicy: Always\n' }],
  invalid: [
    { values: 'pyroscope:\n  image:\n    pullPolicy: Sometimes\n', at: 'pyroscope.image.pullPolicy' },
  ],
  message: ({ key = '', expected = '' }) => ({
    what: `${key} must be ${expected}`,
    why: 'the schema allows nothing else; Kubernetes or the server may refuse what comes of it',
    remedy: `write ${expected}`,
  }),
});
