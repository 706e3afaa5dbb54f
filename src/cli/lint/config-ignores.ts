import type { IgnoreEntry } from '../../config/config.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import type { LintRule } from '../../lint/rule.ts';
import { expiredIgnore } from '../../lint/rules/expired-ignore.ts';
import { unusedIgnore } from '../../lint/rules/unused-ignore.ts';
import type { LintSettings } from './lint-settings.ts';

function findingOf(
  rule: LintRule,
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

/**
 * Ignores of the config that have ended, and those that nothing needs. Whether one is needed can be told only where
 * it names files and all of these were linted.
 * @param files the files that were linted
 */
export async function configIgnoreFindings(
  settings: LintSettings,
  files: ReadonlySet<string>,
  today: string,
): Promise<readonly LintFinding[]> {
  const findings: LintFinding[] = [];
  for (const ignore of settings.ignores) {
    const place = settings.placeOfIgnore(ignore);
    if (place === undefined) continue;
    if (ignore.until !== undefined && ignore.until < today)
      findings.push(findingOf(expiredIgnore, ignore, place));
    else if (!settings.usedIgnores.has(ignore) && (await settings.coversOnly(ignore, files)))
      findings.push(findingOf(unusedIgnore, ignore, place));
  }
  return findings;
}
