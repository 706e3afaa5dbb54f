import type { Finding, Rule } from '../../step/finding.ts';
import type { Migration } from './migration.ts';

/** Something that would lose data or cannot be made by editing: nothing is written. */
export interface Refusal {
  readonly rule: Rule;
  readonly check: (migration: Migration) => readonly Finding[];
}
