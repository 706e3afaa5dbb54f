import type { Report } from '../../../lint/finding.ts';
import type { LintRule, RuleOptions } from '../../../lint/rule.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';

/** A rule about values of the Pyroscope chart: what is known of it, and its check. */
export interface PyroscopeRule extends LintRule {
  readonly check: (values: PyroscopeChange, options: RuleOptions) => readonly Report[];
}
