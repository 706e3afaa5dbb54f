import { counted } from '../../english.ts';
import type { LintSeverity } from '../../lint/finding.ts';
import type { LintedValues, LintFinding, LintResult, LintSummary } from '../../lint/lint-result.ts';
import { visible } from '../../visible-text.ts';
import { EXPLAIN_HINT, findingText, type Paint, type SourceLine } from '../finding-text.ts';
import { filesWithFindings, placeText, ruleLabel } from './describe.ts';

const COLOURS = { error: 'red', warning: 'yellow', info: 'cyan' } as const satisfies Record<
  LintSeverity,
  keyof Paint
>;

/** What the finding is about is underlined as far as its first line shows it. */
function sourceOf({ file, line, column, endLine, endColumn, source }: LintFinding): SourceLine | undefined {
  if (file === undefined || source === undefined) return undefined;
  return { text: source, line, column, length: endLine === line ? endColumn - column : 1 };
}

/** One finding of any command. @param label the severity, painted, where another word says more */
export function shownFinding(finding: LintFinding, paint: Paint, label?: string): string {
  const { severity, what, why, remedy } = finding;
  return findingText(
    {
      place: placeText(finding),
      label: label ?? paint[COLOURS[severity]](severity),
      what,
      id: ruleLabel(finding),
      source: sourceOf(finding),
      why,
      remedy,
    },
    paint,
  );
}

/** The values that findings are about; a flag takes part in all values. */
function valuesWithFindings(result: LintResult): readonly LintedValues[] {
  if (result.findings.some(({ file }) => file === undefined)) return result.values;
  const found = filesWithFindings(result);
  return result.values.filter(({ files }) => files.some((file) => found.has(file)));
}

/** `2 errors, 1 warning, 3 infos in 2 files; 1 fixable with --fix; 4 in the baseline; 1 ignored`. */
function summaryLine(summary: LintSummary): string {
  const { filesWithFindings: files, errors, warnings, infos, fixable, baselined, ignored } = summary;
  const found = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(infos > 0 ? [counted(infos, 'info')] : []),
  ].join(', ');
  return [
    files > 0 ? `${found} in ${counted(files, 'file')}` : found,
    ...(fixable > 0 ? [`${fixable} fixable with --fix`] : []),
    ...(baselined > 0 ? [`${baselined} in the baseline`] : []),
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
  ].join('; ');
}

/** So many values are listed by their names where they are of the same chart. */
const MOST_NAMED = 5;

/** Which chart the values are judged by: a line each, and one for many that are judged alike. */
function chartLines(result: LintResult): readonly string[] {
  const isMixed = new Set(result.values.map(({ pack }) => pack)).size > 1;
  const all = valuesWithFindings(result).map(({ name, pack, chart, chartSource, below }) => ({
    name: visible(name),
    how: `${below === undefined ? '' : `values below ${visible(below)}, `}${isMixed ? `pack ${pack}, ` : ''}chart ${visible(chart)} (${visible(chartSource)})`,
  }));
  const counts = new Map<string, number>();
  for (const { how } of all) counts.set(how, (counts.get(how) ?? 0) + 1);
  const lines = all.map(({ name, how }) => {
    const count = counts.get(how) ?? 0;
    return count > MOST_NAMED ? `${counted(count, 'set')} of values: ${how}` : `${name}: ${how}`;
  });
  return [...new Set(lines)];
}

/** For people: each finding with its place, its line and what to do; then what was found in all, and how to learn more. Empty if nothing was found. */
export function text(result: LintResult, paint: Paint): string {
  if (result.findings.length === 0) return '';
  const findings = result.findings.map((finding) => shownFinding(finding, paint));
  return `${[...findings, summaryLine(result.summary), ...chartLines(result), EXPLAIN_HINT].join('\n')}\n`;
}
