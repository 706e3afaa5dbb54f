import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/pack.ts';
import type { PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import { HAZARDS } from '../../../src/packs/pyroscope/rules/index.ts';
import { readStoredManifest } from '../../../src/packs/pyroscope/steps/installed.ts';
import { placesOf, violationsOf } from '../../../src/rules/judge.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';

async function stateOf(text: string): Promise<PyroscopeState> {
  const stored = await readStoredManifest(text);
  if (!stored?.state) throw new Error('no release in the example');
  return stored.state;
}

/** Examples of a step: what Helm rendered, and what runs today. */
const steps = (examples: readonly Example[] = []) =>
  examples.filter(({ manifests, before }) => manifests !== undefined && before !== undefined);

describe.each(HAZARDS.map((rule) => [rule.id, rule] as const).filter(([, { bad }]) => steps(bad).length > 0))(
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
