import type { RuleDescription } from '../pack.ts';
import type { Message } from '../step/message.ts';
import type { Fix, LintSeverity } from './finding.ts';
import type { Located } from './locate.ts';

/** A report with its rule and its place. */
export interface RawFinding extends Located {
  readonly rule: RuleDescription;
  /** As it is shown: `unknown-key`, `pyroscope/both-layers-off`. */
  readonly ruleId: string;
  readonly severity: LintSeverity;
  readonly message: Message;
  readonly fix?: Fix;
}
