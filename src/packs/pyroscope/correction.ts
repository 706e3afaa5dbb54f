import type { Finding, FindingArgs, Rule } from '../../step/finding.ts';
import type { Migration } from './migration.ts';

/** A fault of the chart's render that phasegate mends, and says that it did. */
export interface Correction {
  readonly rule: Rule & { readonly auditId: string };
  /** Made without being asked for; the others want `--correct`. */
  readonly byDefault: boolean;
  /** It minds --correct and --no-correct itself. */
  readonly isJudged?: true;
  readonly apply: (migration: Migration) => readonly Finding[];
}

/** A correction that changes where data is looked for: it is made, or left, only when told. */
export interface AskedCorrection extends Correction {
  /** What is said while nobody has decided. */
  readonly undecided: Rule;
  /** What the messages are made of where the condition holds; undefined where it does not. */
  readonly condition: (migration: Migration) => FindingArgs | undefined;
}
