import { describe, expect, it } from 'vitest';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/rules/rule.ts';
import { fixed, runExample } from './run-example.ts';

const titleOf = (values: string, chart?: string): string =>
  `${chart ?? 'newest'}: ${JSON.stringify(values).slice(0, 120)}`;

/** Runs a rule over its own examples. */
export function describeRule(rule: PyroscopeRule): void {
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
          const { what, why, remedy } = rule.message(report.args ?? {});
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
