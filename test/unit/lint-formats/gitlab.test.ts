import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { LintResult } from '../../../src/lint/lint-result.ts';
import { gitlab } from '../../../src/report/lint/gitlab.ts';
import { finding, flagFinding, resultOf, SAMPLE } from './sample.ts';

const SCHEMA = resolve(import.meta.dirname, '../../fixtures/gitlab-code-quality.schema.json');
const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));

interface Entry {
  readonly fingerprint: string;
  readonly severity: string;
  readonly description: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}
const entriesOf = (result: LintResult): Entry[] => JSON.parse(gitlab(result));

describe('gitlab', () => {
  it.each([
    ['the sample', SAMPLE],
    ['a run without findings', resultOf()],
  ])('is what GitLab documents: %s', (_, result) => {
    validate(entriesOf(result));
    expect(validate.errors).toBeNull();
  });

  it('is held to a schema that refuses a line 0', () => {
    expect(validate(entriesOf(resultOf(finding({ line: 0 }))))).toBe(false);
  });

  it('has a fingerprint of its own for each of several equal findings', () => {
    const prints = entriesOf(resultOf(finding(), finding(), finding())).map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(3);
  });

  it('puts findings of flags at the top of the first values, and names the flag', () => {
    const [entry] = entriesOf({ ...SAMPLE, findings: [flagFinding('--set a=b')] });
    expect(entry?.location).toEqual({ path: 'clean.yaml', lines: { begin: 1 } });
    expect(entry?.description).toMatch(/^--set a=b: /);
  });

  it('grades errors above warnings above infos', () => {
    const severities = (['error', 'warning', 'info'] as const).map(
      (severity) => entriesOf(resultOf(finding({ severity })))[0]?.severity,
    );
    expect(severities).toEqual(['critical', 'major', 'info']);
  });
});
