import { create } from 'xmlbuilder';
import type { CheckResult } from '../../checks/check.ts';
import { utcTime } from '../../times.ts';
import { wellFormed } from '../../visible-text.ts';
import { releaseTitle } from '../blocks.ts';
import { soakShare, soakText } from '../soak-progress.ts';
import type { VerifyReport } from './verify-report.ts';

interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'skipped';
  readonly message: string;
  readonly body: string;
}

function caseOf({ title, status, seen, expected, why, command, problem }: CheckResult): Case {
  const outcome = status === 'ok' ? 'passed' : status === 'skipped' ? 'skipped' : 'failure';
  const see = problem ? `\ndo: ${problem.remedy}` : command === undefined ? '' : `\nsee: ${command}`;
  const body = `expected: ${expected}\nwhy: ${why}${see}`;
  return { name: title, outcome, message: `${status}: ${seen}`, body };
}

/** As red as the report: a green one has met the soak, however it was proven. */
function soakCase({ soak, isGreen }: VerifyReport): Case[] {
  if (!soak) return [];
  const isOver = isGreen || (soakShare(soak) === 1 && soak.isProvable);
  const unproven = soak.isProvable ? '' : ', as far as the history shows';
  const end = soak.earliest === undefined ? '' : `, over at ${utcTime(soak.earliest)}`;
  const body = `${soak.phase} for ${soakText(soak)}${unproven}${end}`;
  return [{ name: 'soak', outcome: isOver ? 'passed' : 'failure', message: body, body }];
}

/** Where nothing was red and nothing was green either, nothing is proven. */
const NOTHING_PROVEN: Case = {
  name: 'verified',
  outcome: 'failure',
  message: 'no check is green',
  body: 'no check of this phase could run',
};

/** CI servers tell cases apart by their names. */
function named(cases: readonly Case[]): readonly Case[] {
  const stands = new Map<string, number>();
  return cases.map((one) => {
    const count = (stands.get(one.name) ?? 0) + 1;
    stands.set(one.name, count);
    return count === 1 ? one : { ...one, name: `${one.name} (${count})` };
  });
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** The checks, as many as the other formats list, and apart from them what is no check. */
function suitesOf(report: VerifyReport): readonly Suite[] {
  const checks = named(report.checks.map(caseOf));
  const soak = soakCase(report);
  const isRed = [...checks, ...soak].some(({ outcome }) => outcome === 'failure');
  const others = [...soak, ...(report.isGreen || isRed ? [] : [NOTHING_PROVEN])];
  const title = `${releaseTitle(report.release)} in ${report.phase}`;
  return [
    { name: title, cases: checks },
    { name: `${title}: verified`, cases: others },
  ].filter(({ cases }) => cases.length > 0);
}

const counts = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: cases.filter(({ outcome }) => outcome === 'failure').length,
  errors: 0,
  time: 0,
});

/** For CI servers: a test case a check, and a suite of its own for the soak. */
export function verifyJunit(report: VerifyReport): string {
  const suites = suitesOf(report);
  const root = create('testsuites', { encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' });
  root.att({ name: 'phasegate verify', ...counts(suites.flatMap(({ cases }) => cases)) });
  for (const { name: given, cases } of suites) {
    const name = wellFormed(given);
    const skipped = cases.filter(({ outcome }) => outcome === 'skipped').length;
    const suite = root.element('testsuite', { name, ...counts(cases), skipped });
    for (const { name: title, outcome, message, body } of cases) {
      const element = suite.element('testcase', { name: wellFormed(title), classname: name, time: 0 });
      if (outcome === 'failure')
        element.element('failure', { message: wellFormed(message), type: 'check' }, wellFormed(body));
      if (outcome === 'skipped') element.element('skipped');
    }
  }
  return `${root.end({ pretty: true })}\n`;
}
