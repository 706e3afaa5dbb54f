import { engineRule } from './engine-rule.ts';

export const invalidValue = engineRule({
  id: 'invalid-value',
  severity: 'error',
  summary: 'the value is not one of those allowed',
  why: 'The schema of the chart, or the one given with `--schema`, restricts the value to a list, a range or a pattern.',
  good: [{ values: 'pyroscope:\n  image:\n    pullPolicy: Always\n' }],
  bad: [{ values: 'pyroscope:\n  image:\n    pullPolicy: Sometimes\n', at: 'pyroscope.image.pullPolicy' }],
  message: ({ key = '', expected = '' }) => ({
    what: `${key} must be ${expected}`,
    why: 'the schema allows nothing else; Kubernetes or the server may reject the result',
    remedy: `write ${expected}`,
  }),
});
