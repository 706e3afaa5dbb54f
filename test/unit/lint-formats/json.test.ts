import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { LintResult } from '../../../src/lint/lint-result.ts';
import { json } from '../../../src/report/lint/json.ts';
import { finding, flagFinding, NASTY, resultOf, SAMPLE } from './sample.ts';

const SCHEMA = resolve(import.meta.dirname, '../../../schemas/lint-report.schema.json');
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);

const { flag: _flag, ...WITHOUT_PLACE } = flagFinding('--set a=b');

interface Shown {
  findings: Record<string, unknown>[];
  [key: string]: unknown;
}
const shown = (result: LintResult): Shown => JSON.parse(json(result));

describe('json', () => {
  it.each([
    ['the sample', SAMPLE],
    ['a run without findings', resultOf()],
    ['a finding about values that nobody wrote', resultOf(WITHOUT_PLACE)],
  ])('fits its schema: %s', (_, result) => {
    validate(shown(result));
    expect(validate.errors).toBeNull();
  });

  it.each<[string, (report: Shown) => void]>([
    ['a property more', (report) => Object.assign(report, { extra: 1 })],
    ['a property more in a finding', (report) => Object.assign(report.findings[0] ?? {}, { extra: 1 })],
    ['no severity', (report) => delete report.findings[0]?.severity],
    ['line 0', (report) => Object.assign(report.findings[0] ?? {}, { line: 0 })],
    ['a file without line', (report) => Object.assign(report.findings[0] ?? {}, { line: null })],
    ['a line without file', (report) => Object.assign(report.findings.at(-1) ?? {}, { line: 1 })],
    ['a file beside a flag', (report) => Object.assign(report.findings[0] ?? {}, { flag: '--set a=b' })],
    ['no summary', (report) => delete report.summary],
  ])('has a schema that refuses %s', (_, spoil) => {
    const report = shown(SAMPLE);
    spoil(report);
    expect(validate(report)).toBe(false);
  });

  it('carries texts through unchanged', () => {
    expect(shown(SAMPLE).findings[0]).toMatchObject({ message: NASTY, why: NASTY, remedy: NASTY });
  });

  it('joins paths by dots, and escapes dots inside keys', () => {
    const [first] = shown(resultOf(finding({ path: ['a', 'b.c', '0', ''] }))).findings;
    expect(first?.path).toBe(String.raw`a.b\.c.0.`);
  });

  it('holds nothing that a run carries along beside', () => {
    const values = SAMPLE.values.map((one) => ({ ...one, user: { kind: 'map' } }));
    const findings = SAMPLE.findings.map((one) => ({ ...one, node: {} }));
    expect(json({ ...SAMPLE, values, findings })).toBe(json(SAMPLE));
  });
});
