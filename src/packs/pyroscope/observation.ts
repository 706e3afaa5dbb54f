import type { Finding, Rule } from '../../step/finding.ts';
import type { Migration } from './migration.ts';

/** A warning or note about what the render, as it leaves, will do. */
export interface Observation {
  readonly rule: Rule;
  readonly check: (migration: Migration) => readonly Finding[];
}
