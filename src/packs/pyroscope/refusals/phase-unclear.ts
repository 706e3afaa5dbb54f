import type { Rule } from '../../../step/finding.ts';

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
