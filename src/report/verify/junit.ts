import { create } from 'xmlbuilder';
import type { CheckResult } from '../../phase/check.ts';
import { wellFormed } from '../lint/well-formed.ts';
import { releaseTitle } from '../text.ts';
import { soakBar, soakProgress } from './soak-bar.ts';
import type { VerifyReport } from './verify-report.ts';

interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'skipped';
  readonly message: string;
  readonly body: string;
}

function caseOf({ title, status, seen, expected, why, command }: CheckResult): Case {
  const outcome = status === 'ok' ? 'passed' : status === 'skipped' ? 'skipped' : 'failure';
  const body = `expected: ${expected}\nwhy: ${why}\nsee: ${command}`;
  return { name: title, outcome, message: `${status}: ${seen}`, body };
}

function cases({ checks, soak }: VerifyReport): readonly Case[] {
  if (!soak) return checks.map(caseOf);
  const outcome = soakProgress(soak) === 1 && soak.isProvable ? 'passed' : 'failure';
  return [...checks.map(caseOf), { name: 'soak', outcome, message: soakBar(soak), body: soakBar(soak) }];
}

/** For CI servers: a test case a check, and one for the soak. */
export function verifyJunit(report: VerifyReport): string {
  const all = cases(report);
  const count = (outcome: Case['outcome']): number => all.filter((one) => one.outcome === outcome).length;
  const counts = { tests: all.length, failures: count('failure'), errors: 0, time: 0 };
  const root = create('testsuites', { encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' });
  root.att({ name: 'phasegate verify', ...counts });
  const name = wellFormed(`${releaseTitle(report.release)} in ${report.phase}`);
  const suite = root.element('testsuite', { name, ...counts, skipped: count('skipped') });
  for (const { name: title, outcome, message, body } of all) {
    const element = suite.element('testcase', { name: wellFormed(title), classname: name, time: 0 });
    if (outcome === 'failure')
      element.element('failure', { message: wellFormed(message), type: 'check' }, wellFormed(body));
    if (outcome === 'skipped') element.element('skipped');
  }
  return `${root.end({ pretty: true })}\n`;
}
