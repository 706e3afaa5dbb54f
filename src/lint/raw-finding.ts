import type { FindingArgs, Message } from '../step/finding.ts';
import type { Fix, LintSeverity } from './finding.ts';
import type { Located } from './locate.ts';
import type { LintRule } from './rule.ts';

/** A report with its rule and its place, before it has a text. */
export interface RawFinding extends Located {
  readonly rule: LintRule;
  /** As it is shown: `unknown-key`, `pyroscope/both-layers-off`. */
  readonly ruleId: string;
  readonly severity: LintSeverity;
  readonly args: FindingArgs;
  readonly message?: Message;
  readonly fix?: Fix;
}
