import { describe, expect, it } from 'vitest';
import type { LintFinding } from '../../../src/lint/lint-result.ts';
import { fingerprints } from '../../../src/report/lint/fingerprint.ts';
import { finding, flagFinding, SAMPLE } from './sample.ts';

const moved = (one: LintFinding): LintFinding => ({
  ...one,
  line: one.line + 10,
  endLine: one.endLine + 10,
  column: one.column + 2,
  endColumn: one.endColumn + 2,
  source: `  ${one.source}`,
});

describe('fingerprints', () => {
  it('stay while lines move and words change', () => {
    const later = SAMPLE.findings.map(moved).map((one) => ({ ...one, what: 'said better' }));
    expect(fingerprints(later)).toEqual(fingerprints(SAMPLE.findings));
  });

  it.each([
    ['the rule', finding({ ruleId: 'unknown-key' })],
    ['the file', finding({ file: 'prod/values.yaml' })],
    ['the path', finding({ path: ['architecture', 'storage', 'v2'] })],
    ['where the dots of the path are', finding({ path: ['architecture.storage', 'v1'] })],
    ['the flag', flagFinding('--set architecture.storage.v1=false')],
  ])('differ by %s', (_, other) => {
    expect(fingerprints([other])).not.toEqual(fingerprints([finding()]));
  });

  it('do not take ./ for another file', () => {
    expect(fingerprints([finding({ file: './values.yaml' })])).toEqual(fingerprints([finding()]));
  });

  it('are unique for equal findings, the first of which keeps its own', () => {
    const [first] = fingerprints([finding()]);
    const three = fingerprints([finding(), moved(finding()), finding()]);
    expect(new Set(three).size).toBe(3);
    expect(three[0]).toBe(first);
  });
});
