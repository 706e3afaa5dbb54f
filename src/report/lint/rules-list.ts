import { pageOf } from './rule-page.ts';
import type { DocumentedRule } from './rule-text.ts';

const SEVERITY_WIDTH = 'warning'.length;

/** One line a rule. */
export function rulesAsText(rules: readonly DocumentedRule[]): string {
  const width = Math.max(...rules.map(({ ruleId }) => ruleId.length));
  const lines = rules.map(
    ({ ruleId, rule }) => `${ruleId.padEnd(width)}  ${rule.severity.padEnd(SEVERITY_WIDTH)}  ${rule.summary}`,
  );
  return `${lines.join('\n')}\n`;
}

/** A table. @param pages where the rules' pages lie, to link to them */
export function rulesAsMarkdown(rules: readonly DocumentedRule[], pages?: string): string {
  const rows = rules.map(({ ruleId, rule }) => {
    const marks = [...(rule.audit ?? []), ...(hasFix(rule) ? ['fix'] : [])].join(', ');
    const name = pages === undefined ? ruleId : `[${ruleId}](${pages}${pageOf(ruleId)})`;
    return `| ${name} | ${rule.severity} | ${marks} | ${rule.summary.replaceAll('|', '\\|')} |`;
  });
  return `| rule | severity | audit | what it reports |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

const hasFix = ({ invalid }: DocumentedRule['rule']): boolean =>
  invalid.some(({ fixed }) => fixed !== undefined);

export function rulesAsJson(rules: readonly DocumentedRule[]): string {
  const plain = rules.map(({ ruleId, rule }) => {
    const { severity, summary, why, audit = [], since, sources, options = {} } = rule;
    return { ruleId, severity, summary, why, audit, since, sources, options, fixable: hasFix(rule) };
  });
  return `${JSON.stringify(plain, null, 2)}\n`;
}
