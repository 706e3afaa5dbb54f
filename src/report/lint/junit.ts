import { create, type XMLElement } from 'xmlbuilder';
import { showPath } from '../../lint/finding.ts';
import type { LintedValues, LintFinding, LintResult } from '../../lint/lint-result.ts';
import { wellFormed } from '../../visible-text.ts';
import { filesWithFindings, messageText, ruleLabel } from './describe.ts';
import { occurrences } from './fingerprint.ts';

interface JunitCase {
  /** Unique in its suite and the same after lines have moved: servers follow a case from run to run by its name. */
  readonly name: string;
  /** Undefined if nothing was found. */
  readonly finding?: LintFinding;
}

/** The cases of one file. */
interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** The values in whose files nothing was found. */
function cleanValues(result: LintResult): readonly LintedValues[] {
  const found = filesWithFindings(result);
  return result.values.filter(({ files }) => !files.some((file) => found.has(file)));
}

const FLAGS = 'flags';

function caseOf(finding: LintFinding, before: number): JunitCase {
  const { ruleId, path, flag } = finding;
  const where = [showPath(path), flag ?? ''].filter((part) => part !== '');
  const at = where.length === 0 ? '' : ` at ${where.join(' by ')}`;
  return { name: `${ruleId}${at}${before === 0 ? '' : ` (${before + 1})`}`, finding };
}

/** A suite a file: a case a finding, or one case that passes; findings of flags have a suite of their own. */
function junitSuites(result: LintResult): JunitSuite[] {
  const before = occurrences(result.findings);
  const found = new Map<string, JunitCase[]>();
  for (const [index, finding] of result.findings.entries()) {
    const name = finding.file ?? FLAGS;
    const cases = found.get(name) ?? [];
    cases.push(caseOf(finding, before[index] ?? 0));
    found.set(name, cases);
  }
  const clean = cleanValues(result).map(({ name }) => ({ name, cases: [{ name: 'no findings' }] }));
  return [...[...found].map(([name, cases]) => ({ name, cases })), ...clean];
}

const isFailure = ({ finding }: JunitCase): boolean => finding !== undefined && finding.severity !== 'info';

/** Nothing is timed, and no rule can fail to run; both are there as some readers insist on them. */
function counts(cases: readonly JunitCase[]) {
  return { tests: cases.length, failures: cases.filter(isFailure).length, errors: 0, time: 0 };
}

function body(finding: LintFinding): string {
  const { file, line, column, severity } = finding;
  const place = file === undefined ? '' : `${file}:${line}:${column}: `;
  return wellFormed(`${place}${severity}: ${messageText(finding)}\n[${ruleLabel(finding)}]`);
}

function addCase(suite: XMLElement, classname: string, one: JunitCase): void {
  const element = suite.element('testcase', { name: wellFormed(one.name), classname, time: 0 });
  const { finding } = one;
  if (finding === undefined) return;
  if (!isFailure(one)) {
    element.element('system-out', body(finding));
    return;
  }
  const failure = { message: wellFormed(finding.what), type: finding.severity };
  element.element('failure', failure, body(finding));
}

function addSuite(root: XMLElement, { name, cases }: JunitSuite): void {
  const suite = root.element('testsuite', { name: wellFormed(name), ...counts(cases) });
  for (const one of cases) addCase(suite, wellFormed(name), one);
}

/** For CI servers: JUnit's XML, errors and warnings as failures. Characters that XML forbids become U+FFFD. */
export function junit(result: LintResult): string {
  const suites = junitSuites(result);
  const root = create('testsuites', { encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' });
  root.att({ name: 'phasegate', ...counts(suites.flatMap(({ cases }) => cases)) });
  for (const suite of suites) addSuite(root, suite);
  return `${root.end({ pretty: true })}\n`;
}
