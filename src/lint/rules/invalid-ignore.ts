import { engineRule } from './engine-rule.ts';

export const invalidIgnore = engineRule({
  id: 'invalid-ignore',
  severity: 'error',
  summary: 'an ignore that phasegate cannot apply',
  why: 'An ignore must name a known rule and give a reason. `until=` takes a date such as 2027-01-31.',
  good: [],
  bad: [
    {
      values: '# phasegate-ignore unknown-kye: kept\npyroscope:\n  replicaCount: 1\n',
      at: '',
    },
  ],
  message: ({ problem = '', remedy = '' }) => ({
    what: String(problem),
    why: 'it has no effect',
    remedy: String(remedy),
  }),
});
