import { engineRule } from './engine-rule.ts';

export const expiredIgnore = engineRule({
  id: 'expired-ignore',
  severity: 'warning',
  summary: 'an ignore whose end date has passed',
  why: 'From the day after `until=` an ignore silences nothing any more.',
  valid: [],
  invalid: [
    {
      values:
        '# phasegate-ignore unknown-key: until the move until=2020-01-31\npyroscope:\n  replicaCuont: 1\n',
      at: '',
    },
  ],
  message: ({ rule = '', until = '' }) => ({
    what: `this ignore of ${rule} ended on ${until}`,
    why: 'it silences nothing any more',
    remedy: 'mend what it covered, or give it a new date with its reason',
  }),
});
