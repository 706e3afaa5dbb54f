/** One step of a migration: a single helm upgrade, its proof and its way back. */
export interface MigrationStep {
  /** Kebab-case, such as `chart-upgrade`. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** Words of the command, each an argument. */
  readonly command: readonly string[];
  readonly verify: readonly string[];
  readonly rollback: readonly string[];
  /** What to know before it. */
  readonly notes: readonly string[];
}
