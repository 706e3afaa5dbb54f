import { describe, expect, it } from 'vitest';
import type { LintFinding } from '../../../src/lint/lint-result.ts';
import { reportMarkdown } from '../../../src/report/run-markdown.ts';
import type { RunReport } from '../../../src/report/run-report.ts';

const finding = (more: Partial<LintFinding> = {}): LintFinding => ({
  ruleId: 'ledger/deployment-claims',
  audit: ['A9'],
  severity: 'warning',
  outcome: 'corrected',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  path: [],
  fixable: false,
  what: 'the claim <name>-data is lost | gone',
  why: 'a Deployment has no claims; @all',
  remedy: 'keep `<name>-data`',
  ...more,
});

const run = (...findings: readonly LintFinding[]): RunReport => ({
  tool: 'phasegate',
  version: '0.0.0',
  time: '2026-11-21T08:00:00Z',
  mode: 'enforce',
  outcome: 'changed',
  exitCode: 0,
  releases: [
    {
      pack: 'ledger',
      name: 'ledger',
      namespace: 'perf',
      from: 'disk',
      to: 'both',
      decisions: [{ about: 'phase', value: 'both', source: '--phase' }],
      findings,
      edits: [],
    },
  ],
  summary: { documents: 1, dropped: 0, edited: 0 },
});

describe('the summary of a run', () => {
  it('shows names in angle brackets, which GitHub would take for elements', () => {
    const shown = reportMarkdown(run(finding()));
    expect(shown).toContain('the claim &lt;name&gt;-data is lost \\| gone');
    expect(shown).not.toMatch(/<name>/);
    expect(shown).not.toMatch(/@all/);
  });

  it('has the outcome, the decisions, and a row a finding with its reason', () => {
    const lines = reportMarkdown(
      run(finding(), finding({ severity: 'error', outcome: 'refused', ruleId: 'other' })),
    ).split('\n');
    expect(lines[0]).toBe('## phasegate: changed');
    expect(lines).toContain('### ledger in perf: disk → both');
    expect(lines).toContain('- **Phase:** both, from --phase');
    expect(lines).toContain('- 0 objects dropped, 0 edits');
    expect(lines.filter((line) => /^\| (⛔|ℹ️)/u.test(line))).toHaveLength(2);
  });
});
