import { create, type XMLElement } from 'xmlbuilder';
import type { LintFinding, LintResult } from '../../lint/lint-result.ts';
import { wellFormed } from '../../visible-text.ts';
import { type JunitCase, type JunitSuite, junitSuites } from './junit-suites.ts';
import { messageText } from './message-text.ts';
import { ruleLabel } from './rule-label.ts';

const isFailure = ({ finding }: JunitCase): boolean => finding !== undefined && finding.severity !== 'info';

/** Nothing is timed, and no rule can fail to run; both stand there as some readers insist on them. */
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
  root.att({ name: 'phasegate lint', ...counts(suites.flatMap(({ cases }) => cases)) });
  for (const suite of suites) addSuite(root, suite);
  return `${root.end({ pretty: true })}\n`;
}
