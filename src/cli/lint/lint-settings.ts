import { relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import type { IgnoreEntry, LintConfig, LoadedConfig, RuleEntries } from '../../config/config.ts';
import type { RawFinding } from '../../lint/raw-finding.ts';
import type { RuleOptions } from '../../lint/rule.ts';
import { namesRule } from '../../lint/rule-names.ts';
import { DEFAULT_SETTINGS, type RuleSettings } from '../../lint/rule-settings.ts';
import { showPath } from '../../lint/value-path.ts';

/** What the config says about files, asked by their names as given on the command line. */
export class LintSettings {
  private readonly loaded: LoadedConfig | undefined;
  private readonly cwd: string;
  /** Ignores that covered a finding of this run. */
  readonly usedIgnores = new Set<IgnoreEntry>();
  private readonly matchers = new Map<readonly string[], (file: string) => boolean>();

  constructor(loaded: LoadedConfig | undefined, cwd: string) {
    this.loaded = loaded;
    this.cwd = cwd;
  }

  private get lint(): LintConfig {
    return this.loaded?.config.lint ?? {};
  }

  private matches(globs: readonly string[], file: string): boolean {
    const { loaded } = this;
    if (!loaded) return false;
    let matcher = this.matchers.get(globs);
    if (!matcher) {
      matcher = picomatch([...globs], { dot: true });
      this.matchers.set(globs, matcher);
    }
    return matcher(relative(loaded.folder, resolve(this.cwd, file)).replaceAll('\\', '/'));
  }

  private overridesOf(file: string) {
    return (this.lint.overrides ?? [])
      .map((override, index) => ({ override, index }))
      .filter(({ override }) => this.matches(override.files, file));
  }

  /** The chart version of a file, with its place in the config. */
  chartOf(file: string): { readonly version: string; readonly source: string } | undefined {
    const override = this.overridesOf(file).findLast((one) => one.override.chartVersion !== undefined);
    const version = override?.override.chartVersion;
    if (!this.loaded || !override || version === undefined) return undefined;
    const place = this.loaded.placeOf(['lint', 'overrides', override.index, 'chartVersion']);
    return { version, source: `${this.loaded.file}:${place}` };
  }

  /** The chart version for files about which nothing else is known. */
  get generalChart(): { readonly version: string; readonly source: string } | undefined {
    const version = this.loaded?.config.chartVersion;
    if (!this.loaded || version === undefined) return undefined;
    return { version, source: `${this.loaded.file}:${this.loaded.placeOf(['chartVersion'])}` };
  }

  rulesOf(file: string): RuleSettings {
    const layers: readonly RuleEntries[] = [
      ...(this.lint.rules ? [this.lint.rules] : []),
      ...this.overridesOf(file).flatMap(({ override }) => (override.rules ? [override.rules] : [])),
    ];
    if (layers.length === 0) return DEFAULT_SETTINGS;
    const entries = (ruleId: string) =>
      layers.flatMap((layer) => Object.entries(layer).filter(([name]) => namesRule(name, ruleId)));
    return {
      severityOf: (ruleId) =>
        entries(ruleId)
          .map(([, entry]) => (typeof entry === 'string' ? entry : entry.severity))
          .findLast((severity) => severity !== undefined),
      optionsOf: (ruleId) =>
        Object.assign(
          {},
          ...entries(ruleId).map(([, entry]) => (typeof entry === 'string' ? {} : entry.options)),
        ) as RuleOptions,
    };
  }

  /** Whether an ignore of the config covers a finding; one whose end date has passed covers none. */
  isIgnored(finding: RawFinding, file: string, today: string): boolean {
    const shown = showPath(finding.path);
    const found = this.ignores.find(
      ({ rule, files, path, until }) =>
        namesRule(rule, finding.ruleId) &&
        (files === undefined || this.matches(files, file)) &&
        (path === undefined || shown === path || shown.startsWith(`${path}.`)) &&
        (until === undefined || until >= today),
    );
    if (found) this.usedIgnores.add(found);
    return found !== undefined;
  }

  get ignores(): readonly IgnoreEntry[] {
    return this.lint.ignores ?? [];
  }

  /** Where an ignore of the config stands. */
  placeOfIgnore(
    ignore: IgnoreEntry,
  ): { readonly file: string; readonly line: number; readonly column: number } | undefined {
    const { loaded } = this;
    if (!loaded) return undefined;
    const place = loaded.placeOf(['lint', 'ignores', this.ignores.indexOf(ignore)]);
    const [line = 1, column = 1] = place.split(':').map(Number);
    return { file: loaded.file, line, column };
  }

  /** Whether an ignore names files, and all that its globs match are among these. */
  async coversOnly({ files: globs }: IgnoreEntry, files: ReadonlySet<string>): Promise<boolean> {
    if (!this.loaded || globs === undefined) return false;
    const { glob } = await import('tinyglobby');
    const found = await glob([...globs], { cwd: this.loaded.folder, absolute: true, dot: true });
    const linted = new Set([...files].map((file) => resolve(this.cwd, file)));
    return found.length > 0 && found.every((file) => linted.has(resolve(file)));
  }
}
