import { describe, expect, it } from 'vitest';
import { PLAIN, sourceLines } from '../../../src/report/finding-text.ts';
import type { RunReport } from '../../../src/report/run-report.ts';
import { keptReportText, reportText } from '../../../src/report/run-text.ts';

const NASTY = 'a\u001b[31mb\u001b]0;owned\u0007\u0000';
const REPORT: RunReport = {
  tool: 'phasegate',
  version: '0.0.0',
  time: '2026-11-21T08:00:00Z',
  mode: 'enforce',
  outcome: 'changed',
  exitCode: 0,
  releases: [
    {
      name: NASTY,
      namespace: NASTY,
      from: 'v1',
      to: NASTY,
      decisions: [{ about: 'phase', value: NASTY, source: NASTY }],
      findings: [
        {
          ruleId: 'r',
          audit: [],
          severity: 'warning',
          outcome: 'said',
          what: NASTY,
          why: NASTY,
          remedy: NASTY,
          line: 1,
          column: 1,
          source: NASTY,
        },
      ],
      edits: [{ action: 'set', object: NASTY, what: NASTY, reason: NASTY, before: NASTY }],
    },
  ] as unknown as RunReport['releases'],
  summary: { documents: 1, dropped: 0, edited: 1 },
};

describe('what render says', () => {
  it.each([
    ['of a run', () => reportText(REPORT, { quiet: false, notes: true }, PLAIN)],
    ['of a kept report', () => keptReportText(REPORT)],
  ])('%s hands no control character of a manifest to the terminal', (_, print) => {
    expect(print()).toContain('a␛[31mb␛]0;owned␇␀');
    expect(print()).not.toMatch(/(?!\n)\p{Control}/u);
  });
});

describe('a finding about a server', () => {
  it('is shown at its page, without a caret', () => {
    const { source: _, ...finding } = REPORT.releases[0]?.findings[0] ?? {};
    const told = { ...finding, what: 'other', why: 'why', remedy: 'fix', flag: 'books-0/status' };
    const releases = [{ ...REPORT.releases[0], name: 'books', to: 'v1', findings: [told], edits: [] }];
    const report = { ...REPORT, releases } as unknown as RunReport;
    const text = reportText(report, { quiet: false, notes: true }, PLAIN);
    expect(text).toMatch(/^books-0\/status: warning: books in .*: other \[r\]$/m);
    expect(text).not.toContain('^');
  });
});

describe('a caret', () => {
  it.each([
    ['name: "日本" # x', 13, 1, '    |               ^'],
    ['日本: x', 1, 2, '    | ^~~~'],
    ['e\u0301: x', 5, 1, '    |    ^'],
    ['\t日: x', 5, 1, '    | \t    ^'],
  ])('below %j at column %i stands under its character', (text, column, length, caret) => {
    expect(sourceLines({ text, line: 3, column, length })[1]).toBe(caret);
  });
});
