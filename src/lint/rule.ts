import type { FindingArgs, Message } from '../step/finding.ts';
import type { LintSeverity } from './finding.ts';

/** Values that a rule must be silent about, or must report. They run as tests and are in the docs. */
export interface RuleExample {
  /** YAML of a values file. */
  readonly values: string;
  /** The pack's chart for examples where it is left out. */
  readonly chart?: string;
  readonly fromChart?: string;
  /** YAML of the values before a change. */
  readonly fromValues?: string;
}

export interface InvalidExample extends RuleExample {
  /** The path of the value or key that is reported, joined by `.` with dots inside keys as `\.`. */
  readonly at: string;
  /** The YAML after the rule's fix, for rules that have one. */
  readonly fixed?: string;
}

export interface RuleOption {
  readonly description: string;
  readonly type: 'string' | 'number' | 'boolean' | 'list of strings';
  readonly default: OptionValue;
}

export type OptionValue = string | number | boolean | readonly string[];
export type RuleOptions = Readonly<Record<string, OptionValue>>;

/** What is known of a lint rule apart from its check; docs, tables and tests come from it. */
export interface LintRule {
  /** Kebab-case; a pack's rules are shown as `<pack>/<id>`. */
  readonly id: string;
  readonly severity: LintSeverity;
  /** Earlier ids. */
  readonly formerly?: readonly string[];
  /** One line, without a full stop. */
  readonly summary: string;
  /** Short paragraphs of Markdown: what goes wrong, what was seen on a real server and which one, how to fix it. */
  readonly why: string;
  /** Ids of the audit that the rule comes from, such as A6. */
  readonly audit?: readonly string[];
  /** The version of phasegate that brought the rule. */
  readonly since: string;
  /** Names of sources: `chart 2.2.1 values.yaml`, `server 2.2.1 -help-all`, `migration guide, phase 2`, an upstream issue. */
  readonly sources: readonly string[];
  readonly options?: Readonly<Record<string, RuleOption>>;
  readonly valid: readonly RuleExample[];
  readonly invalid: readonly InvalidExample[];
  readonly message: (args: FindingArgs) => Message;
}
