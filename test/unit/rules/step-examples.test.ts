import { describe, expect, it } from 'vitest';
import { releaseValues } from '../../../src/lint/build-release.ts';
import type { Example } from '../../../src/pack.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import type { PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import { stateOfValues } from '../../../src/packs/pyroscope/read/values.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { readStoredManifest } from '../../../src/packs/pyroscope/steps/installed.ts';
import { pyroscopeValues } from '../../../src/packs/pyroscope/values/pyroscope-values.ts';
import { judge, placesOf, violationsOf } from '../../../src/rules/judge.ts';
import { timeLineOf } from '../../../src/step/time-line.ts';
import { readValuesText } from '../../../src/values/read-values.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';

async function stateOf(text: string): Promise<PyroscopeState> {
  const stored = await readStoredManifest(text);
  if (!stored?.state) throw new Error('no release in the example');
  return stored.state;
}

/** Examples of a step: what Helm rendered, and what runs today. */
const steps = (examples: readonly Example[] = []) =>
  examples.filter(({ manifests, before }) => manifests !== undefined && before !== undefined);

describe.each(RULES.map((rule) => [rule.id, rule] as const).filter(([, { bad }]) => steps(bad).length > 0))(
  '%s',
  (_, rule) => {
    const judged = async ({ manifests = '', before = '' }: Example) =>
      violationsOf(rule, {
        now: await stateOf(manifests),
        before: await stateOf(before),
        asked: () => undefined,
        options: {},
        clock: 0,
      });

    it.each(steps(rule.bad).map((example, at) => [at, example] as const))(
      'reports step %i',
      async (_, example) => {
        const found = await judged(example);
        expect(found.length).toBeGreaterThan(0);
        for (const violation of found) {
          expect(`${violation.what}${violation.why}${violation.fix}`).not.toMatch(/NaN|\[object/);
          const [place] = placesOf(violation);
          if (place?.in !== 'manifest') throw new Error('no place in the manifests');
          const text = splitDocuments(example.manifests ?? '')[place.document]?.text ?? '';
          const start = text.lastIndexOf('\n', place.start - 1) + 1;
          expect(text.slice(start, text.indexOf('\n', place.start))).toContain(example.at);
        }
      },
    );

    it.each(steps(rule.good).map((example, at) => [at, example] as const))(
      'is silent on step %i',
      async (_, example) => expect(await judged(example)).toEqual([]),
    );
  },
);

function stateOfText(text: string, chart: string) {
  const user = readValuesText(text, 'values.yaml');
  if (!user.ok || user.value.kind !== 'map') throw new Error('the values are not read');
  const release = { user: user.value, chart, helm: 4 as const, textOf: () => text };
  return stateOfValues(pyroscopeValues(releaseValues(release, CHART)));
}

const timeLine = (history: NonNullable<Example['history']>) =>
  timeLineOf(
    history.map(({ phase, since }, index) => ({
      revision: index + 1,
      updated: since,
      status: index === history.length - 1 ? 'deployed' : 'superseded',
      chart: `pyroscope-${EXAMPLE_CHART}`,
      phase,
    })),
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
  it.each(withHistory)('%s: %s', (_, kind, { values = '', before, chart, fromChart, history = [] }, rule) => {
    const version = chart ?? EXAMPLE_CHART;
    const found = judge([rule], {
      now: stateOfText(values, version),
      before: stateOfText(before ?? values, fromChart ?? version),
      history: timeLine(history),
      asked: () => undefined,
      options: {},
      clock: 0,
    });
    expect(found.length > 0).toBe(kind === 'bad');
    for (const { what, why, fix } of found)
      for (const part of [what, why, fix]) expect(part).not.toMatch(/undefined|NaN|\[object/);
  });
});
