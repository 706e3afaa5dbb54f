import type { Severity } from '../step/finding.ts';
import type { Decision, EditRecord } from '../step/pack.ts';

/** A finding with its text, as reports show it. */
export interface ReportedFinding {
  readonly ruleId: string;
  readonly auditId?: string;
  readonly severity: Severity;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  /** Place in the stream, counted from 1. */
  readonly line?: number;
  readonly column?: number;
  /** The line itself, secrets hidden. */
  readonly source?: string;
}

export interface ReportedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly from: string;
  readonly to: string;
  readonly decisions: readonly Decision[];
  readonly findings: readonly ReportedFinding[];
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
