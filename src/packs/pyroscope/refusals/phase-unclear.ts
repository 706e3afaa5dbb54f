import type { Rule } from '../../../phase/finding.ts';

/** With nothing stated, the manifests must agree on a phase. */
export const phaseUnclear: Rule = {
  id: 'phase-unclear',
  severity: 'refusal',
  summary: 'no phase was asked for, and the manifests do not agree on one',
  message: ({ signals }) => ({
    what: `the manifests do not agree on a phase: ${signals}`,
    why: 'components are dropped and flags set by phase, and a guess could delete the storage that is in use',
    remedy:
      'say which one: --phase v1|dual|v2 (with Helm: --post-renderer-args --phase --post-renderer-args dual, or PHASEGATE_PHASE=dual)',
  }),
};

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
