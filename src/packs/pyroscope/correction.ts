import type { Finding, Rule } from '../../step/finding.ts';
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
