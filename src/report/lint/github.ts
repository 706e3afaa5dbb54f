import type { LintSeverity } from '../../lint/finding.ts';
import type { LintFinding, LintResult } from '../../lint/lint-result.ts';
import { filePath, messageText, ruleLabel } from './describe.ts';

const COMMANDS: Readonly<Record<LintSeverity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/** As the toolkit's escapeData. */
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** As the toolkit's escapeProperty: what ends a property as well. */
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

function place({ file, line, column, endLine, endColumn }: LintFinding): string[] {
  if (file === undefined) return [];
  const begin = [`file=${property(filePath(file))}`, `line=${line}`, `col=${column}`, `endLine=${endLine}`];
  // GitHub refuses columns over several lines.
  return endLine === line ? [...begin, `endColumn=${endColumn}`] : begin;
}

function command(finding: LintFinding): string {
  const properties = [...place(finding), `title=${property(ruleLabel(finding))}`];
  return `::${COMMANDS[finding.severity]} ${properties.join(',')}::${data(messageText(finding))}\n`;
}

/** For GitHub Actions: a workflow command a finding, which shows as an annotation. */
export const github = ({ findings }: LintResult): string => findings.map(command).join('');
