import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { verifyJunit } from '../../../src/report/verify/junit.ts';
import { check, GREEN, HALF, IN_V2, report, soak } from './samples.ts';

const SCHEMA = readFileSync(resolve(import.meta.dirname, '../../fixtures/junit.xsd'), 'utf8');

async function problemsOf(contents: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents }], schema: [SCHEMA] });
  return errors.map(({ message }) => message);
}

/** Every character that XML forbids or that means something in it. */
const CHARACTERS = [...Array(0x300).keys(), 0xd800, 0xdc00, 0xfffe, 0xffff]
  .map((code) => `<${String.fromCharCode(code)}&`)
  .join('');

const NASTY = report({
  release: { name: CHARACTERS, namespace: CHARACTERS },
  checks: ['ok', 'failed', 'skipped'].map((status) =>
    check(status as 'ok', {
      id: CHARACTERS,
      title: `${CHARACTERS}${status}`,
      seen: CHARACTERS,
      why: CHARACTERS,
    }),
  ),
});

describe('junit', () => {
  it.each([
    ['each status', HALF],
    ['all green', GREEN],
    ['no soak', IN_V2],
    ['checks that are alike', report({ checks: [check('ok'), check('failed'), check('ok')] })],
    ['no check', report({ checks: [] })],
    ['all characters', NASTY],
  ])('is XML that CI servers read: %s', async (_, one) => {
    expect(await problemsOf(verifyJunit(one))).toEqual([]);
  });

  it.each([
    ['a case without class', / classname="[^"]*"/, ''],
    ['an element of our own', '<skipped/>', '<note/>'],
    ['a bare ampersand', '&amp;', '&'],
  ])('is held to a schema that refuses %s', async (_, part, instead) => {
    const spoiled = verifyJunit(HALF).replace(part, instead);
    expect(spoiled).not.toBe(verifyJunit(HALF));
    expect(await problemsOf(spoiled)).not.toEqual([]);
  });

  it('fails by what is not green, and by a time that is not over', () => {
    expect(verifyJunit(HALF)).toContain('tests="6" failures="4"');
    expect(verifyJunit(GREEN)).toContain('tests="3" failures="0"');
  });

  it.each([HALF, GREEN, IN_V2])('has a suite of as many cases as the report has checks', (one) => {
    const [, tests] = /<testsuite [^>]*tests="(\d+)"/.exec(verifyJunit(one)) ?? [];
    expect(Number(tests)).toBe(one.checks.length);
  });

  it.each([
    ['over', soak(24), 0, true],
    ['over, without proof of it', soak(24, { isProvable: false }), 1, false],
    ['not over', soak(23), 1, false],
    ['over for somebody who asks for none', soak(0, { isProvable: false, neededMs: 0 }), 0, true],
  ] as const)('counts the soak as a case: %s', (_, one, failures, isGreen) => {
    expect(verifyJunit(report({ soak: one, isGreen }))).toContain(`tests="2" failures="${failures}"`);
  });

  it('has a red case where nothing is green and nothing is red, as the exit code is 1', () => {
    expect(verifyJunit(report({ checks: [check('skipped')] }))).toContain('failures="1"');
    expect(verifyJunit(report({ checks: [] }))).toContain('failures="1"');
  });
});
