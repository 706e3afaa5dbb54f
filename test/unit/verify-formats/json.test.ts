import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { VERIFY_FORMATS } from '../../../src/report/verify/index.ts';
import { check, GREEN, HALF, IN_V2, report, soak } from './samples.ts';

const SCHEMA = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../schemas/verify-report.schema.json'), 'utf8'),
);
const validate = new Ajv({ allErrors: true, strict: true }).compile(SCHEMA);

function errorsOf(data: unknown): string[] {
  validate(data);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

const json = await VERIFY_FORMATS.json();

type Json = Record<string, unknown>;
const parsed = (of = HALF): Json => JSON.parse(json(of)) as Json;

describe('json', () => {
  it.each([
    ['each status', HALF],
    ['all green', GREEN],
    ['no soak', IN_V2],
    ['no check', report({ checks: [] })],
    ['a time that cannot be proven', report({ soak: soak(0, { isProvable: false }) })],
  ])('fits its schema: %s', (_, one) => {
    expect(errorsOf(parsed(one))).toEqual([]);
  });

  it.each<[string, Json, string]>([
    ['a property of our own', { extra: 1 }, ' additionalProperties'],
    ['a phase without a name', { phase: '' }, '/phase minLength'],
    ['a time without zone', { time: '2026-11-20T22:00:00' }, '/time pattern'],
    ['revision 0', { revision: 0 }, '/revision minimum'],
    ['a status that is none', { checks: [{ ...check('ok'), status: 'red' }] }, '/checks/0/status enum'],
    ['an id with blanks', { checks: [check('ok', { id: 'a b' })] }, '/checks/0/id pattern'],
    ['a soak with more', { soak: { ...soak(1), bar: '#' } }, '/soak additionalProperties'],
    ['a soak before its time', { soak: soak(-1) }, '/soak/durationMs minimum'],
  ])('is held to a schema that refuses %s', (_, change, error) => {
    expect(errorsOf({ ...parsed(), ...change })).toEqual([error]);
  });

  it.each(SCHEMA.required as string[])('is held to a schema that wants %s', (name) => {
    const { [name]: _, ...rest } = parsed();
    expect(errorsOf(rest)).toEqual([' required']);
  });

  it('is the report itself', () => {
    expect(parsed(GREEN)).toEqual(GREEN);
  });
});
