import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { LintResult } from '../../../src/lint/lint-result.ts';
import { sarif } from '../../../src/report/lint/sarif.ts';
import { finding, NASTY_FILE, resultOf, SAMPLE } from './sample.ts';

const URI = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9A-F]{2})*$/;
const SCHEMA = createRequire(import.meta.url).resolve(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
);

/** The schema is in draft 4; all that it has of that draft alone is its `id`. One of its patterns is sloppy. */
function validator() {
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  const formats = { uri: URI, 'uri-reference': URI, 'date-time': /^\d{4}-\d\d-\d\dT/ };
  return new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, formats }).compile(schema);
}

const validate = validator();
const parsed = (result: LintResult): Log => JSON.parse(sarif(result));
const resultsOf = (result: LintResult): Result[] => parsed(result).runs[0]?.results ?? [];
const uriOf = (file: string): string =>
  resultsOf(resultOf(finding({ file })))[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '';

describe('sarif', () => {
  it.each([
    ['the sample', SAMPLE],
    ['a run without findings', resultOf()],
  ])('is valid by the schema of SARIF 2.1.0: %s', (_, result) => {
    validate(parsed(result));
    expect(validate.errors).toBeNull();
  });

  it.each([
    ['line 0', resultOf(finding({ line: 0 }))],
    ['a column before the first', resultOf(finding({ column: 0 }))],
    ['a rule twice', { ...SAMPLE, rules: [SAMPLE.rules, SAMPLE.rules].flat() }],
  ])('is held to a schema that refuses %s', (_, result) => {
    expect(validate(parsed(result))).toBe(false);
  });

  it('points each result at its rule', () => {
    const [run] = parsed(SAMPLE).runs;
    const rules = run?.tool.driver.rules ?? [];
    const pointed = run?.results?.map(({ ruleIndex = -1 }) => rules[ruleIndex]?.id);
    expect(pointed).toEqual(SAMPLE.findings.map(({ ruleId }) => ruleId));
  });

  it('names the rule alone where nothing is known of it', () => {
    const [result] = resultsOf({ ...SAMPLE, rules: [] });
    expect(result).toMatchObject({ ruleId: 'pyroscope/both-layers-off' });
    expect(result).not.toHaveProperty('ruleIndex');
  });

  it('has no place for what a flag set', () => {
    const places = resultsOf(SAMPLE).map(({ locations = [] }) => locations.length);
    expect(places).toEqual([1, 1, 1, 1, 0]);
  });

  it.each([
    [NASTY_FILE, 'dev%20env/gr%C3%B6%C3%9Fe%20%231%2C%20100%25%3Aa.yaml'],
    ['../a/b.yaml', '../a/b.yaml'],
    ['/srv/a b.yaml', 'file:///srv/a%20b.yaml'],
    ['half \ud800.yaml', 'half%20%EF%BF%BD.yaml'],
  ])('writes the file %s as a URI', (file, uri) => {
    expect(uriOf(file)).toBe(uri);
  });

  it('doubles braces, which are placeholders in messages', () => {
    const [result] = resultsOf(resultOf(finding({ what: 'tag is {{ .Values.tag }} {0}' })));
    expect(result?.message.text).toMatch(/^tag is \{\{\{\{ \.Values\.tag \}\}\}\} \{\{0\}\}\n/);
  });
});
