import type { LintFinding } from '../../lint/lint-result.ts';

/** What a finding says in a sentence; the flag that set the value stands in front, as no file can be pointed at. */
export const headline = ({ flag, what }: LintFinding): string =>
  flag === undefined ? what : `${flag}: ${what}`;

/** All that a finding says, in three lines, for formats that have one message a finding. */
export const messageText = (finding: LintFinding): string =>
  `${headline(finding)}\nwhy: ${finding.why}\ndo: ${finding.remedy}`;
