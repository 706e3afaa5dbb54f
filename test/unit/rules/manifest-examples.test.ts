import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { renderStream } from '../../../src/render/render-stream.ts';
import { ok } from '../../../src/result.ts';
import type { Sourced } from '../../../src/step/source.ts';

const flag = (value: string): Sourced<string> => ({ value, source: { kind: 'flag', flag: 'test' } });

/** Renders an example as `phasegate render` would, with what it asks for. */
async function rendered({ manifests = '', asked = {} }: Example) {
  const { phase, correct, ...settings } = asked;
  const intent = {
    ...(phase !== undefined && { phase: flag(phase) }),
    settings: new Map(Object.entries(settings).map(([key, value]) => [key, flag(value)])),
    choices: {
      correct: new Set(correct === undefined ? [] : [correct]),
      noCorrect: new Set<string>(),
      acceptLoss: false,
    },
  };
  const result = await renderStream(manifests, {
    packs: [pyroscope],
    intentFor: () => ok(intent),
    values: undefined,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const lineAt = (text: string, offset: number): string =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1, text.indexOf('\n', offset));

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const ofManifests = (examples: readonly Example[] = []) =>
    examples.filter(({ manifests, before }) => manifests !== undefined && before === undefined);

  it.each(ofManifests(rule.bad).map((example, at) => [at, example] as const))(
    'reports manifests %i',
    async (_, example) => {
      const { releases, documents, texts } = await rendered(example);
      const found = releases.flatMap(({ findings }) => findings).filter(({ ruleId }) => ruleId === id);
      expect(found.length).toBeGreaterThan(0);
      for (const { message, where } of found) {
        const { what = '', why = '', remedy = '' } = message ?? {};
        for (const part of [what, why, remedy]) expect(part).toMatch(/^(?!.*(undefined|NaN|\[object)).+/s);
        if (example.at !== undefined)
          expect(where && lineAt(documents[where.document]?.text ?? '', where.offset)).toContain(example.at);
      }
      if (example.after !== undefined) expect(texts.join('')).toBe(example.after);
    },
  );

  it.each(ofManifests(rule.good).map((example, at) => [at, example] as const))(
    'is silent on manifests %i',
    async (_, example) => {
      const { releases } = await rendered(example);
      expect(releases).toHaveLength(1);
      const found = releases.flatMap(({ findings }) => findings).filter(({ ruleId }) => ruleId === id);
      expect(found.map(({ message }) => message?.what)).toEqual([]);
    },
  );

  it('has an example', () => {
    expect(rule.bad.length).toBeGreaterThan(0);
  });
});
