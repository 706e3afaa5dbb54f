import { lazyByText } from '../lazy.ts';
import { showPath } from './finding.ts';
import type { LintFinding } from './lint-result.ts';

/** What is known and accepted: how often a rule reports a path of a file. Lines are left out, as they move. */
export interface BaselineEntry {
  readonly ruleId: string;
  /** As the baseline calls it, or the flag that set the value. */
  readonly file: string;
  readonly path: string;
  readonly count: number;
}

export interface Baseline {
  /** 2: files by their path from the folder of the baseline. 1: as they were called from some working directory. */
  readonly version: 1 | 2;
  readonly findings: readonly BaselineEntry[];
}

/** What a run with a baseline knows of files. */
export interface BaselineFiles {
  /** How the baseline calls a file that a finding is in. */
  readonly nameOf: (file: string) => string;
  /** The same for all names of one file in the baseline, whatever links lead to it. */
  readonly identityOf: (name: string) => string;
}

/** What a run can say of an entry that it had no finding for: it is needless, or the run did not look. */
export type IsNeedless = (entry: BaselineEntry) => boolean;

/** Entries by what they accept. */
class Entries {
  private readonly identityOf: (name: string) => string;

  constructor(private readonly files: BaselineFiles) {
    this.identityOf = lazyByText(files.identityOf);
  }

  keyOf({ ruleId, file, path }: Omit<BaselineEntry, 'count'>): string {
    return JSON.stringify([ruleId, this.identityOf(file), path]);
  }

  entryOf({ ruleId, file, flag, path }: LintFinding): Omit<BaselineEntry, 'count'> {
    const name = file === undefined ? (flag ?? '') : this.files.nameOf(file);
    return { ruleId, file: name, path: showPath(path) };
  }

  /** Of two entries for the same, as one file may have had two names, the one that accepts more. */
  byKey(entries: readonly BaselineEntry[]): Map<string, BaselineEntry> {
    const byKey = new Map<string, BaselineEntry>();
    for (const entry of entries) {
      const key = this.keyOf(entry);
      if (entry.count > (byKey.get(key)?.count ?? 0)) byKey.set(key, entry);
    }
    return byKey;
  }
}

const inOrder = (one: BaselineEntry, other: BaselineEntry): number => {
  const [a, b] = [one, other].map(({ ruleId, file, path }) => JSON.stringify([ruleId, file, path]));
  return (a ?? '') < (b ?? '') ? -1 : 1;
};

/** The baseline that accepts all of these findings and keeps these entries, in a stable order. */
export function baselineOf(
  findings: readonly LintFinding[],
  files: BaselineFiles,
  kept: readonly BaselineEntry[] = [],
): Baseline {
  const entries = new Entries(files);
  const found = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    const entry = entries.entryOf(finding);
    const key = entries.keyOf(entry);
    const { file, count } = found.get(key) ?? { file: entry.file, count: 0 };
    found.set(key, { ...entry, file, count: count + 1 });
  }
  const all = entries.byKey([...kept, ...found.values()]);
  return { version: 2, findings: [...all.values()].toSorted(inOrder) };
}

/** Whether a baseline accepts a finding; asked for one after the other, as each entry stands for as many as it counts. */
export class Allowance {
  private readonly entries: Entries;
  private readonly accepted: ReadonlyMap<string, BaselineEntry>;
  private readonly used = new Map<string, number>();

  constructor(baseline: Baseline, files: BaselineFiles) {
    this.entries = new Entries(files);
    this.accepted = this.entries.byKey(baseline.findings);
  }

  accepts(finding: LintFinding): boolean {
    const key = this.entries.keyOf(this.entries.entryOf(finding));
    const used = this.used.get(key) ?? 0;
    this.used.set(key, used + 1);
    return used < (this.accepted.get(key)?.count ?? 0);
  }

  /** Entries that found less than they allow. */
  get unused(): readonly BaselineEntry[] {
    return [...this.accepted].flatMap(([key, entry]) =>
      (this.used.get(key) ?? 0) < entry.count ? [entry] : [],
    );
  }
}
