import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/pack.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { violationPlaces } from '../../../src/rules/judge.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';
import { judgeHistory, judgeStep } from './run-example.ts';

/** Examples of a step: what Helm rendered, and what runs today. */
const steps = (examples: readonly Example[] = []) =>
  examples.filter(({ manifests, before }) => manifests !== undefined && before !== undefined);

describe.each(RULES.map((rule) => [rule.id, rule] as const).filter(([, { bad }]) => steps(bad).length > 0))(
  '%s',
  (_, rule) => {
    it.each(steps(rule.bad).map((example, at) => [at, example] as const))(
      'reports step %i',
      async (_, example) => {
        const found = await judgeStep(rule, example);
        expect(found.length).toBeGreaterThan(0);
        for (const violation of found) {
          expect(`${violation.what}${violation.why}${violation.fix}`).not.toMatch(/NaN|\[object/);
          const [place] = violationPlaces(violation);
          if (place?.in !== 'manifest') throw new Error('no place in the manifests');
          const text = splitDocuments(example.manifests ?? '')[place.document]?.text ?? '';
          const start = text.lastIndexOf('\n', place.start - 1) + 1;
          expect(text.slice(start, text.indexOf('\n', place.start))).toContain(example.at);
        }
      },
    );

    it.each(steps(rule.good).map((example, at) => [at, example] as const))(
      'is silent on step %i',
      async (_, example) => expect(await judgeStep(rule, example)).toEqual([]),
    );
  },
);

const withHistory = RULES.flatMap((rule) => {
  const of = (kind: 'bad' | 'good') =>
    (rule[kind] ?? [])
      .filter(({ history }) => history)
      .map((example) => [rule.id, kind, example, rule] as const);
  return [...of('bad'), ...of('good')];
});

/** Examples of a step of a living release, which neither lint nor render sees. */
describe('examples with a history', () => {
  it.each(withHistory)('%s: %s', (_, kind, example, rule) => {
    const found = judgeHistory(rule, example);
    expect(found.length > 0).toBe(kind === 'bad');
    for (const { what, why, fix } of found)
      for (const part of [what, why, fix]) expect(part).not.toMatch(/undefined|NaN|\[object/);
  });
});
