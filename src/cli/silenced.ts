import type { LoadedConfig } from '../config/config.ts';
import { Allowance, type Baseline } from '../lint/baseline.ts';
import type { LintFinding } from '../lint/lint-result.ts';
import { DEFAULT_SETTINGS, RuleNames, type RuleSettings, shownRules } from '../lint/rule-names.ts';
import type { Pack } from '../pack.ts';
import { filesOf, readBaseline } from './baseline.ts';
import type { Io } from './io.ts';
import { ConfigIgnores } from './lint/config-ignores.ts';
import { LintSettings } from './lint/settings.ts';

/**
 * Where the config silences what is not a refusal: by an ignore, by `off`, or by the baseline. Each says the place and the
 * reason, and undefined where nothing silences it.
 */
export interface Silencer {
  /** What a rule says of a release. An ignore of certain files or values says nothing of it: it comes from all of them. */
  readonly inRelease: (ruleId: string) => string | undefined;
  /**
   * What lint finds in values, silenced as lint does.
   * @param file the last values file, which lint asks the config about
   */
  readonly inValues: (finding: LintFinding, file: string | undefined) => string | undefined;
  /** Severities and options of the rules for a values file, as lint takes them. */
  readonly settingsOf: (file: string | undefined) => RuleSettings;
}

/** Where no config says anything about rules. */
export const NOTHING_SILENCED: Silencer = {
  inRelease: () => undefined,
  inValues: () => undefined,
  settingsOf: () => DEFAULT_SETTINGS,
};

const NO_BASELINE: Baseline = { version: 1, findings: [] };

/**
 * What a config silences.
 * @param today `2026-11-21`: an ignore whose end date lies before it has ended
 * @throws EarlyExit if the baseline cannot be read
 */
export function silencer(loaded: LoadedConfig, packs: readonly Pack[], io: Io, today: string): Silencer {
  const names = new RuleNames(shownRules(packs));
  const settings = new LintSettings(loaded, io.cwd);
  const ignores = new ConfigIgnores(settings, io.cwd, today);
  const file = settings.pathInConfig(settings.lint.baseline);
  const baseline = file === undefined ? NO_BASELINE : readBaseline(file, io, names);
  const allowance = new Allowance(baseline, filesOf(file ?? '', io));
  const ruledOut = (ruleId: string, files: readonly string[]): string | undefined =>
    files.some((one) => settings.rulesOf(one, names).severityOf(ruleId) === 'off')
      ? `${loaded.file}: off`
      : undefined;
  const accepted = (isAccepted: boolean): string | undefined =>
    isAccepted ? `baseline ${settings.lint.baseline}` : undefined;
  return {
    settingsOf: (values = '') => settings.rulesOf(values, names),
    inRelease: (ruleId) =>
      ignores.reasonFor({ ruleId, path: [] }, [], names) ??
      ruledOut(ruleId, ['']) ??
      accepted(baseline.findings.some((one) => names.means(one.ruleId, ruleId))),
    inValues: (finding, last) => {
      const files = [...new Set([finding.file, last])].filter((one) => one !== undefined);
      const shown = finding.file === undefined && finding.flag === undefined && last !== undefined;
      return (
        ignores.reasonFor(finding, files, names) ??
        ruledOut(finding.ruleId, files.length > 0 ? files : ['']) ??
        accepted(allowance.accepts(shown ? { ...finding, file: last } : finding))
      );
    },
  };
}
