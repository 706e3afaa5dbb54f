import { engineRule } from './engine-rule.ts';

export const unusedIgnore = engineRule({
  id: 'unused-ignore',
  severity: 'warning',
  summary: 'an ignore that nothing needs',
  why: 'What it silenced is mended or has moved. Left in place it would hide the next mistake of its kind.',
  valid: [],
  invalid: [
    {
      values: '# phasegate-ignore unknown-key: kept for the old chart\npyroscope:\n  replicaCount: 1\n',
      at: '',
    },
  ],
  message: ({ rule = '' }) => ({
    what: `nothing here is reported by ${rule}`,
    why: 'an ignore that is left in place hides the next mistake of its kind',
    remedy: 'take the ignore away',
  }),
});
