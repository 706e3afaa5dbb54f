import type { RuleDescription, RuleOptions } from '../pack.ts';
import type { LintSeverity } from './finding.ts';

/** What a config says about rules, for one file. Rules are named as they are shown. */
export interface RuleSettings {
  readonly severityOf: (ruleId: string) => LintSeverity | 'off' | undefined;
  readonly optionsOf: (ruleId: string) => RuleOptions;
}

export const DEFAULT_SETTINGS: RuleSettings = { severityOf: () => undefined, optionsOf: () => ({}) };

/** The options a rule runs with: those of the config over its own defaults. */
export function effectiveOptions(
  { options = {} }: Pick<RuleDescription, 'options'>,
  given: RuleOptions,
): RuleOptions {
  const defaults = Object.entries(options).map(([name, option]) => [name, option.default] as const);
  return { ...Object.fromEntries(defaults), ...given };
}
