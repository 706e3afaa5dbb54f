import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { LintResult } from '../../../src/lint/lint-result.ts';
import { junit } from '../../../src/report/lint/junit.ts';
import { finding, flagFinding, resultOf, SAMPLE } from './sample.ts';

const SCHEMA = readFileSync(resolve(import.meta.dirname, '../../fixtures/junit.xsd'), 'utf8');

async function problemsOf(contents: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents }], schema: [SCHEMA] });
  return errors.map(({ message }) => message);
}

/** Every character that XML forbids or that means something in it, each between two that it could take along. */
const CHARACTERS = [...Array(0x300).keys(), 0xd800, 0xdc00, 0xfffe, 0xffff]
  .map((code) => `<${String.fromCharCode(code)}&`)
  .join('');

const ALIKE = [1, 2, 3].map((line) => finding({ line, endLine: line }));

describe('junit', () => {
  it.each<[string, LintResult]>([
    ['the sample', SAMPLE],
    ['a run without findings', resultOf()],
    ['findings that are alike', resultOf(...ALIKE, flagFinding('--set a=b'), flagFinding('--set a=b'))],
    [
      'all characters',
      resultOf(
        finding({
          file: CHARACTERS,
          ruleId: CHARACTERS,
          path: [CHARACTERS],
          what: CHARACTERS,
          why: CHARACTERS,
          remedy: CHARACTERS,
        }),
      ),
    ],
  ])('is XML that CI servers read: %s', async (_, result) => {
    expect(await problemsOf(junit(result))).toEqual([]);
  });

  it.each([
    ['a suite without cases', / {4}<testcase name="no findings"[^>]*>\n/, ''],
    ['a case without class', ' classname="clean.yaml"', ''],
    ['two cases of one name', '<testcase name="unknown-key at pyroscope.replicas\\.count"', '$DUPLICATE'],
    ['a bare ampersand', '&amp;', '&'],
    ['an element of our own', '<system-out>', '<note/><system-out>'],
  ])('is held to a schema that refuses %s', async (_, part, instead) => {
    const sample = junit(SAMPLE);
    const twin = '<testcase name="pyroscope/lone-block at extraObjects"';
    const spoiled = sample.replace(part, instead === '$DUPLICATE' ? twin : instead);
    expect(spoiled).not.toBe(sample);
    expect(await problemsOf(spoiled)).not.toEqual([]);
  });

  it('fails by errors and warnings, and only tells infos', () => {
    const xml = junit(resultOf(finding(), finding({ severity: 'warning' }), finding({ severity: 'info' })));
    expect(xml).toContain('<testsuite name="values.yaml" tests="3" failures="2"');
    expect(xml.match(/<failure /g)).toHaveLength(2);
    expect(xml.match(/<system-out>/g)).toHaveLength(1);
  });

  it('passes a file in which nothing was found', () => {
    const xml = junit(resultOf());
    expect(xml).toContain('<testsuite name="values.yaml" tests="1" failures="0"');
    expect(xml).not.toMatch(/<(?:failure|system-out)/);
  });

  it('keeps the names of cases while lines move', () => {
    const names = (...findings: typeof ALIKE): string[] =>
      junit(resultOf(...findings)).match(/case name="[^"]*"/g) ?? [];
    expect(names(...ALIKE.map((one) => ({ ...one, line: one.line + 7 })))).toEqual(names(...ALIKE));
  });
});
