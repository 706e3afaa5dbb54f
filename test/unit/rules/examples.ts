import { describe, expect, it } from 'vitest';
import { lintable } from '../../../src/packs/pyroscope/adapt/lint.ts';
import { type AnyRule, fixed, messageOf, runExample } from './run-example.ts';

const titleOf = (values: string, chart?: string): string =>
  `${chart ?? 'newest'}: ${JSON.stringify(values).slice(0, 120)}`;

/** Runs a rule over its own examples. */
export function describeRule(any: AnyRule): void {
  const rule = lintable(any);
  if (rule.valid.length + rule.invalid.length === 0) return;
  describe(rule.id, () => {
    for (const example of rule.valid) {
      it(`is silent on ${titleOf(example.values, example.chart)}`, () => {
        expect(runExample(rule, example).map(({ at }) => at)).toEqual([]);
      });
    }
    for (const example of rule.invalid) {
      it(`reports ${titleOf(example.values, example.chart)}`, () => {
        const outcomes = runExample(rule, example);
        expect(outcomes.map(({ at }) => at)).toContain(example.at);
        for (const { report } of outcomes) {
          const { what, why, remedy } = messageOf(rule, report);
          for (const part of [what, why, remedy]) expect(part).not.toMatch(/undefined|NaN|\[object/);
        }
        const outcome = outcomes.find(({ at }) => at === example.at);
        if (example.fixed !== undefined && outcome)
          expect(fixed(example.values, outcome.report)).toBe(example.fixed);
        else expect(outcome?.report.fix).toBeUndefined();
      });
    }
  });
}
