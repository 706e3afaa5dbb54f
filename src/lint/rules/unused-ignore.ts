import { engineRule } from './engine-rule.ts';

export const unusedIgnore = engineRule({
  id: 'unused-ignore',
  severity: 'warning',
  summary: 'an ignore that is not needed',
  why: 'What it silenced is fixed or has moved. If it stays, it hides the next mistake of the same kind.',
  good: [],
  bad: [
    {
      values: '# phasegate-ignore unknown-key: kept for the old chart\npyroscope:\n  replicaCount: 1\n',
      at: '',
    },
  ],
  message: ({ rule = '' }) => ({
    what: `${rule} reports nothing here`,
    why: 'an unused ignore hides the next mistake of the same kind',
    remedy: 'remove the ignore',
  }),
});
