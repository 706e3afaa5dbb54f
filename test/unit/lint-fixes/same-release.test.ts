import { describe, expect, it } from 'vitest';
import { likely } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { releaseValues, stateOfValues } from '../../../src/release/from-values.ts';
import { FIXING_RULES, fixesOf, userOf, WRONG_VALUES } from './fixable-values.ts';

/** What no fix may change, as the pack reads it. */
function release(text: string, chart: string) {
  const textOf = (): string => text;
  const values = releaseValues({ user: userOf(text), chart, helm: 4, textOf }, pyroscope);
  const { phase, layout, components } = stateOfValues(pyroscope, values, textOf);
  return {
    phase: likely(phase),
    layout: likely(layout),
    components: components.map(({ name, kind, data }) => ({ name, kind, data: likely(data)?.kind })),
  };
}

const fixes = Promise.all(
  WRONG_VALUES.map(async ([values, chart]) => ({ chart, found: await fixesOf(values, chart) })),
);

describe('a fix of any rule', () => {
  it('leaves phase, layout and claims as they are', async () => {
    for (const { chart, found } of await fixes)
      for (const { ruleId, before, after } of found)
        expect(release(after, chart), `${ruleId}: ${before} -> ${after}`).toEqual(release(before, chart));
  });

  it('is tried for every rule that has one', async () => {
    const ids = (await fixes).flatMap(({ found }) => found.map(({ ruleId }) => ruleId));
    expect([...new Set(ids)].toSorted()).toEqual(FIXING_RULES);
  });
});
