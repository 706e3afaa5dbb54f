import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/pack.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { rendered } from './run-example.ts';

const lineAt = (text: string, offset: number): string =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1, text.indexOf('\n', offset));

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const ofManifests = (examples: readonly Example[] = []) =>
    examples.filter(
      ({ manifests, before, running }) => manifests !== undefined && (before ?? running) === undefined,
    );

  it.each(ofManifests(rule.bad).map((example, at) => [at, example] as const))(
    'reports manifests %i',
    async (_, example) => {
      const { releases, documents, texts } = await rendered(example);
      const found = releases
        .flatMap(({ findings }) => findings)
        .filter(({ rule: name }) => name === `pyroscope/${id}`);
      expect(found.length).toBeGreaterThan(0);
      for (const { what, why, fix, place } of found) {
        for (const part of [what, why, fix]) expect(part).toMatch(/^(?!.*(undefined|NaN|\[object)).+/s);
        if (example.at !== undefined)
          expect(
            place?.in === 'manifest' && lineAt(documents[place.document]?.text ?? '', place.start),
          ).toContain(example.at);
      }
      if (example.after !== undefined) expect(texts.join('')).toBe(example.after);
    },
  );

  it.each(ofManifests(rule.good).map((example, at) => [at, example] as const))(
    'is silent on manifests %i',
    async (_, example) => {
      const { releases } = await rendered(example);
      expect(releases).toHaveLength(1);
      const found = releases
        .flatMap(({ findings }) => findings)
        .filter(({ rule: name }) => name === `pyroscope/${id}`);
      expect(found.map(({ what }) => what)).toEqual([]);
    },
  );

  it('has an example', () => {
    expect(rule.bad.length).toBeGreaterThan(0);
  });
});
