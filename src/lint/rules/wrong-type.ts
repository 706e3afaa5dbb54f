import { engineRule } from './engine-rule.ts';

export const wrongType = engineRule({
  id: 'wrong-type',
  severity: 'error',
  summary: 'the chart cannot use a value of this type',
  why: `Templates fail on a list where they expect a map ("wrong type for value; expected map[string]interface {}"), or
render something that Kubernetes rejects.`,
  good: [{ values: 'pyroscope:\n  extraArgs:\n    log.level: info\n' }],
  bad: [{ values: 'pyroscope:\n  extraArgs:\n    - log.level=info\n', at: 'pyroscope.extraArgs' }],
  message: ({ key = '', expected = '', found = '' }) => ({
    what: `${key} is ${found}, but the chart expects ${expected}`,
    why: 'helm fails in the template, or Kubernetes rejects the result',
    remedy: `write ${expected}`,
  }),
});
