import type { IgnoreEntry, LoadedConfig } from '../config/config.ts';
import type { BaselineEntry } from '../lint/baseline.ts';
import { RuleNames } from '../lint/rule-names.ts';
import type { Pack } from '../pack.ts';
import { rulesOf } from '../rules/rules-of-pack.ts';
import { readBaseline } from './baseline-file.ts';
import type { Io } from './io.ts';
import { LintSettings } from './lint/settings.ts';

/** An ignore of certain files or values says nothing about manifests, which come from all of them. */
const isGeneral = ({ files, path }: IgnoreEntry): boolean => files === undefined && path === undefined;

/**
 * Where the config silences a rule in what is not a refusal: by an ignore, by `off`, or by the baseline.
 * @param today `2026-11-21`: an ignore whose end date lies before it has ended
 * @returns the place and the reason, undefined where nothing silences it
 * @throws EarlyExit if the baseline cannot be read
 */
export function silencer(
  loaded: LoadedConfig,
  packs: readonly Pack[],
  io: Io,
  today: string,
): (ruleId: string) => string | undefined {
  const names = new RuleNames(
    packs.flatMap((pack) => rulesOf(pack).map((rule) => ({ ...rule, ruleId: `${pack.name}/${rule.id}` }))),
  );
  const settings = new LintSettings(loaded, io.cwd);
  const { lint } = settings;
  const rules = settings.rulesOf('', names);
  const file = settings.pathInConfig(lint.baseline);
  const accepted: readonly BaselineEntry[] = file === undefined ? [] : readBaseline(file, io).findings;
  const hasEnded = ({ until }: IgnoreEntry): boolean => until !== undefined && until < today;
  return (ruleId) => {
    const index = (lint.ignores ?? []).findIndex(
      (one) => names.means(one.rule, ruleId) && isGeneral(one) && !hasEnded(one),
    );
    const ignore = lint.ignores?.[index];
    if (ignore) return `${loaded.file}:${loaded.placeOf(['lint', 'ignores', index])}: ${ignore.reason}`;
    if (rules.severityOf(ruleId) === 'off') return `${loaded.file}: off`;
    return accepted.some((one) => names.means(one.ruleId, ruleId)) ? `baseline ${lint.baseline}` : undefined;
  };
}
