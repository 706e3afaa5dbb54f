import { engineRule } from './engine-rule.ts';

export const wrongType = engineRule({
  id: 'wrong-type',
  severity: 'error',
  summary: 'the value is of a type that the chart cannot use',
  why: `Templates fail on a list where they want a map ("wrong type for value; expected map[string]interface {}"), or print
something that Kubernetes refuses.`,
  valid: [{ values: 'pyroscope:\n  extraArgs:\n    log.level: info\n' }],
  invalid: [{ values: 'pyroscope:\n  extraArgs:\n    - log.level=info\n', at: 'pyroscope.extraArgs' }],
  message: ({ key = '', expected = '', found = '' }) => ({
    what: `${key} is ${found}, where the chart wants ${expected}`,
    why: 'helm fails in the template, or Kubernetes refuses what comes of it',
    remedy: `write ${expected}`,
  }),
});
