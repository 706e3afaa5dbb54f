import type { Finding } from '../pack.ts';
import type { ReleaseName } from './intent.ts';

/** One edit, for the report: what was done to which object, and why (`phase` or a correction's id). */
export interface EditRecord {
  readonly reason: string;
  readonly action: 'drop' | 'set' | 'add' | 'remove';
  readonly object: string;
  readonly document: number;
  readonly what: string;
  readonly before?: string;
}

/** A decision and where it came from, both in words. */
export interface Decision {
  readonly about: string;
  readonly value: string;
  readonly source: string;
}

/** What a run of render made of one release. */
export interface ReleaseOutcome extends ReleaseName {
  /** Name of the pack. */
  readonly pack: string;
  /** As the label `helm.sh/chart` has it, without the version. */
  readonly chartName: string;
  readonly from: string;
  readonly to: string;
  readonly decisions: readonly Decision[];
  readonly findings: readonly Finding[];
  readonly edits: readonly EditRecord[];
}
