import { engineRule } from './engine-rule.ts';

export const invalidIgnore = engineRule({
  id: 'invalid-ignore',
  severity: 'error',
  summary: 'an ignore that cannot be followed',
  why: 'An ignore names a known rule and gives a reason; `until=` is a date such as 2027-01-31.',
  valid: [],
  invalid: [
    {
      values: '# phasegate-ignore unknown-kye: kept\npyroscope:\n  replicaCount: 1\n',
      at: '',
    },
  ],
  message: ({ problem = '', remedy = '' }) => ({
    what: String(problem),
    why: 'it silences nothing',
    remedy: String(remedy),
  }),
});
