import type { LintFinding } from '../lint/lint-result.ts';
import type { Decision, EditRecord } from '../release/intent.ts';

/** One release of a run. */
export interface ReportedRelease {
  /** Name of the pack. */
  readonly pack: string;
  readonly name: string;
  readonly namespace: string;
  readonly from: string;
  readonly to: string;
  readonly decisions: readonly Decision[];
  /** What was silenced or let through as well, by its `outcome`. */
  readonly findings: readonly LintFinding[];
  readonly edits: readonly EditRecord[];
}

/** What a run of render decided, found and changed; schemas/report.schema.json describes it. */
export interface RunReport {
  readonly tool: 'phasegate';
  readonly version: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly mode: string;
  readonly outcome: 'unchanged' | 'changed' | 'would change' | 'refused' | 'would refuse';
  readonly exitCode: number;
  readonly releases: readonly ReportedRelease[];
  readonly summary: { readonly documents: number; readonly dropped: number; readonly edited: number };
}
