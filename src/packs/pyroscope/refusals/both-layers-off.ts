import type { Rule } from '../../../step/finding.ts';

/** Both toggles false: the chart itself fails on it (charts 1.15.1 to 2.2.1). */
export const bothLayersOff: Rule = {
  id: 'both-layers-off',
  severity: 'refusal',
  summary: 'the values turn both storages off',
  message: ({ chart }) => ({
    what: 'the values turn both storages off',
    why: `chart ${chart} refuses it, too; with only v2: false written this is so since chart 2.0.2, whose default for v1 is false`,
    remedy: 'write both toggles: --set architecture.storage.v1=true --set architecture.storage.v2=false',
  }),
};
