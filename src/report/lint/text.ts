import type { LintSeverity } from '../../lint/finding.ts';
import type { LintFinding, LintResult } from '../../lint/lint-result.ts';
import { visible } from '../../visible-text.ts';
import { sourceLines } from '../source-lines.ts';
import type { Paint } from '../text.ts';
import { valuesWithFindings } from './linted-values.ts';
import { ruleLabel } from './rule-label.ts';
import { summaryLine } from './summary-line.ts';

const COLOURS = { error: 'red', warning: 'yellow', info: 'cyan' } as const satisfies Record<
  LintSeverity,
  keyof Paint
>;

function place({ file, line, column, flag }: LintFinding): string {
  return file === undefined ? (flag ?? 'values') : `${file}:${line}:${column}`;
}

/** The line and a caret below it; what the finding is about is underlined as far as the line shows it. */
function source({ file, line, column, endLine, endColumn, source: text }: LintFinding): string[] {
  if (file === undefined || text === undefined) return [];
  const [shown = '', caret = ''] = sourceLines(line, column, visible(text));
  const wanted = endLine === line ? endColumn - column - 1 : 0;
  const length = Math.max(0, Math.min(wanted, shown.length - caret.length));
  return [shown, caret + '~'.repeat(length)];
}

/** A text of several lines (a snippet of YAML, say) hangs below its first. */
const hanging = (text: string): string => text.split(/\r?\n/).map(visible).join('\n       ');

function findingText(finding: LintFinding, paint: Paint): string {
  const severity = paint[COLOURS[finding.severity]](finding.severity);
  const label = visible(ruleLabel(finding));
  return [
    `${visible(place(finding))}: ${severity}: ${visible(finding.what)} [${label}]`,
    ...source(finding).map(paint.dim),
    `  why: ${hanging(finding.why)}`,
    `  do:  ${hanging(finding.remedy)}`,
  ].join('\n');
}

/** For people: each finding with its place, its line and what to do; then what was found in all. Empty where nothing was. */
export function text(result: LintResult, paint: Paint): string {
  if (result.findings.length === 0) return '';
  const charts = valuesWithFindings(result).map(
    ({ name, chart, chartSource }) => `${visible(name)}: chart ${visible(chart)} (${visible(chartSource)})`,
  );
  const findings = result.findings.map((finding) => findingText(finding, paint));
  return `${[...findings, summaryLine(result.summary), ...charts].join('\n')}\n`;
}
