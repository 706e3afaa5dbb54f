import { resolve } from 'node:path';
import type { IgnoreEntry } from '../../config/config.ts';
import { expiredIgnore, unusedIgnore } from '../../lint/engine-rules.ts';
import type { EngineRule } from '../../lint/finding.ts';
import { type RawFinding, showPath } from '../../lint/finding.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import type { RuleNames } from '../../lint/rule-names.ts';
import type { LintSettings } from './settings.ts';

function findingAt(
  rule: EngineRule,
  { rule: name, until = '' }: IgnoreEntry,
  place: { readonly file: string; readonly line: number; readonly column: number },
): LintFinding {
  return {
    ruleId: rule.id,
    audit: [],
    severity: rule.severity,
    ...rule.message({ rule: name, until }),
    ...place,
    endLine: place.line,
    endColumn: place.column,
    path: [],
    fixable: false,
  };
}

/** The ignores of the config over one run, which remembers what each of them covered. */
export class ConfigIgnores {
  private readonly used = new Set<IgnoreEntry>();

  /** @param today `2026-11-21`: an ignore whose end date lies before it has ended */
  constructor(
    private readonly settings: LintSettings,
    private readonly cwd: string,
    private readonly today: string,
  ) {}

  private get ignores(): readonly IgnoreEntry[] {
    return this.settings.lint.ignores ?? [];
  }

  private hasEnded({ until }: IgnoreEntry): boolean {
    return until !== undefined && until < this.today;
  }

  /**
   * The place and the reason of the first ignore that covers a finding; undefined where none does. Every ignore that does
   * is needed, not only the first.
   * @param files that the values are in; none for manifests, of which an ignore of certain files or values says nothing
   */
  reasonFor(
    { ruleId, path }: Pick<RawFinding, 'ruleId' | 'path'>,
    files: readonly string[],
    names: RuleNames,
  ): string | undefined {
    const shown = showPath(path);
    const covering = this.ignores.filter(
      (ignore) =>
        names.means(ignore.rule, ruleId) &&
        (ignore.files === undefined ||
          files.some((file) => this.settings.matches(ignore.files ?? [], file))) &&
        (ignore.path === undefined || shown === ignore.path || shown.startsWith(`${ignore.path}.`)) &&
        !this.hasEnded(ignore),
    );
    for (const ignore of covering) this.used.add(ignore);
    const [first] = covering;
    const { loaded } = this.settings;
    if (first === undefined || loaded === undefined) return undefined;
    const place = loaded.placeOf(['lint', 'ignores', this.ignores.indexOf(first)]);
    return `${loaded.file}:${place}: ${first.reason}`;
  }

  /**
   * Ignores that have ended, and those that nothing needs. Whether one is needed can be told only where it names files
   * and all of these were linted.
   * @param files the files that were linted
   */
  async findings(files: ReadonlySet<string>): Promise<readonly LintFinding[]> {
    const { loaded } = this.settings;
    if (!loaded) return [];
    const findings: LintFinding[] = [];
    for (const [index, ignore] of this.ignores.entries()) {
      const [line = 1, column = 1] = loaded.placeOf(['lint', 'ignores', index]).split(':').map(Number);
      const place = { file: loaded.file, line, column };
      if (this.hasEnded(ignore)) findings.push(findingAt(expiredIgnore, ignore, place));
      else if (!this.used.has(ignore) && (await this.namesOnly(ignore, files)))
        findings.push(findingAt(unusedIgnore, ignore, place));
    }
    return findings;
  }

  private async namesOnly({ files: globs }: IgnoreEntry, files: ReadonlySet<string>): Promise<boolean> {
    const folder = this.settings.loaded?.folder;
    if (folder === undefined || globs === undefined) return false;
    const { glob } = await import('tinyglobby');
    const found = await glob([...globs], { cwd: folder, absolute: true, dot: true });
    const linted = new Set([...files].map((file) => resolve(this.cwd, file)));
    return found.length > 0 && found.every((file) => linted.has(resolve(file)));
  }
}
