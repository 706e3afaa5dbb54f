import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { json as lintJson } from '../../../src/report/lint/json.ts';
import { planJson } from '../../../src/report/plan/json.ts';
import type { PlanReport } from '../../../src/report/plan/plan-report.ts';
import { resultOf } from '../lint-formats/sample.ts';
import { REFUSED, SAMPLES } from './samples/index.ts';
import { TO_DUAL } from './samples/to-dual.ts';
import { TO_V2 } from './samples/to-v2.ts';

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../schemas', name), 'utf8'));
const SCHEMA = schemaOf('plan-report.schema.json');
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(SCHEMA);

type Shown = Record<string, unknown> & { components: object[]; findings: object[]; writesAfter: object[] };
const shown = (report: PlanReport): Shown => JSON.parse(planJson(report));

describe('json', () => {
  it.each(Object.entries(SAMPLES))('of %s fits its schema', (_, report) => {
    validate(shown(report));
    expect(validate.errors).toBeNull();
  });

  it.each<[string, (report: Shown) => void]>([
    ['a property more', (report) => Object.assign(report, { extra: 1 })],
    ['a property more in a component', (report) => Object.assign(report.components[0] ?? {}, { extra: 1 })],
    [
      'a component without replicas',
      (report) => Reflect.deleteProperty(report.components[0] ?? {}, 'replicasAfter'),
    ],
    ['a share over 1', (report) => Object.assign(report.writesAfter[0] ?? {}, { share: 1.5 })],
    ['a time that is none', (report) => Object.assign(report, { time: 'yesterday' })],
    ['a verdict nobody knows', (report) => Object.assign(report, { verdict: 'fine' })],
    ['a finding without severity', (report) => Reflect.deleteProperty(report.findings[0] ?? {}, 'severity')],
    ['a gate left out', (report) => Reflect.deleteProperty(report, 'gate')],
  ])('has a schema that refuses %s', (_, spoil) => {
    const report = shown(TO_V2);
    spoil(report);
    expect(validate(report)).toBe(false);
  });

  it('has findings in the shape of the report of the linter, and what became of them', () => {
    const lint = schemaOf('lint-report.schema.json');
    const { required, properties, ...more } = SCHEMA.definitions.finding;
    const { outcome, by, ...ofLint } = properties;
    expect({ ...more, properties: ofLint }).toEqual({ ...lint.definitions.finding, required: undefined });
    expect(required).toEqual([...lint.definitions.finding.required, 'outcome', 'by']);
    expect(SCHEMA.definitions.position).toEqual(lint.definitions.position);
    const found = JSON.parse(lintJson(resultOf(...TO_V2.findings))).findings;
    expect(shown(TO_V2).findings).toEqual(
      found.map((one: object) => ({ ...one, outcome: 'said', by: null })),
    );
  });

  it('holds nothing that a plan carries along beside', () => {
    const components = TO_V2.components.map((one) => ({ ...one, node: {} }));
    expect(planJson({ ...TO_V2, components, ...{ user: 1 } })).toBe(planJson(TO_V2));
  });

  it.each([
    ['refused', REFUSED],
    ['errors', TO_V2],
    ['closed', { ...TO_V2, findings: [] }],
    ['open', TO_DUAL],
    ['ungated', SAMPLES.offline],
  ])('says %s', (verdict, report) => {
    expect(shown(report).verdict).toBe(verdict);
  });
});
