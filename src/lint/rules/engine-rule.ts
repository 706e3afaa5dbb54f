import type { LintRule } from '../rule.ts';

type Told = 'id' | 'severity' | 'summary' | 'why' | 'message' | 'valid' | 'invalid';

/** A rule of the engine itself, which no pack brings; its findings are made where its name says. */
export const engineRule = (rule: Pick<LintRule, Told>): LintRule => ({
  since: '0.2.0',
  sources: ['Helm 3.21 and 4.2'],
  ...rule,
});
