import { engineRule } from './engine-rule.ts';

export const expiredIgnore = engineRule({
  id: 'expired-ignore',
  severity: 'warning',
  summary: 'an ignore whose end date has passed',
  why: 'An ignore stops working the day after its `until=` date.',
  good: [],
  bad: [
    {
      values:
        '# phasegate-ignore unknown-key: until the move until=2020-01-31\npyroscope:\n  replicaCuont: 1\n',
      at: '',
    },
  ],
  message: ({ rule = '', until = '' }) => ({
    what: `this ignore of ${rule} expired on ${until}`,
    why: 'it no longer has any effect',
    remedy: 'fix what it covered, or set a new date and give the reason',
  }),
});
