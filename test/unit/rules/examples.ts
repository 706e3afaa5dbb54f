import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/pack.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/read/facts.ts';
import { fixed, messageOf, runExample } from './run-example.ts';

const titleOf = ({ values = '', chart }: Example): string =>
  `${chart ?? 'newest'}: ${JSON.stringify(values).slice(0, 120)}`;

/** What lint can judge: it knows no history. */
export const ofValues = ({ values, history }: Example): boolean =>
  values !== undefined && history === undefined;

/** Runs a rule over its own examples of values. */
export function describeRule(rule: PyroscopeRule): void {
  const [bad, good] = [rule.bad.filter(ofValues), (rule.good ?? []).filter(ofValues)];
  if (bad.length + good.length === 0) return;
  describe(rule.id, () => {
    for (const example of good) {
      it(`is silent on ${titleOf(example)}`, () => {
        expect(runExample(rule, example).map(({ at }) => at)).toEqual([]);
      });
    }
    for (const example of bad) {
      it(`reports ${titleOf(example)}`, () => {
        const outcomes = runExample(rule, example);
        expect(outcomes.map(({ at }) => at)).toContain(example.at ?? '');
        for (const { report } of outcomes) {
          const { what, why, remedy } = messageOf(report);
          for (const part of [what, why, remedy]) expect(part).not.toMatch(/undefined|NaN|\[object/);
        }
        const outcome = outcomes.find(({ at }) => at === (example.at ?? ''));
        if (example.after !== undefined && outcome)
          expect(fixed(example.values ?? '', outcome.report)).toBe(example.after);
        else expect(outcome?.report.fix).toBeUndefined();
      });
    }
  });
}
