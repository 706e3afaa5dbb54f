import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../property/lint/world.ts';
import { keptInputs } from './corpus.ts';
import { mutatedBytes } from './mutated-bytes.ts';
import { TARGETS } from './targets.ts';

const CORPUS = join(import.meta.dirname, 'corpus');

describe.each(TARGETS)('$name: $holds', ({ name, inputs, runs: numRuns, check }) => {
  const kept = keptInputs(CORPUS, name);

  it.each(kept)('for the kept input $name', async ({ bytes }) => {
    expect(await check(bytes)).toMatch(/\S/);
  });

  it('for inputs of its shape, and kept ones with bytes changed', async () => {
    const seen = new Set<string>();
    const input = fc.oneof(inputs, mutatedBytes(kept.map(({ bytes }) => bytes)));
    const property = fc.asyncProperty(input, async (bytes) => void seen.add(await check(bytes)));
    await fc.assert(property, runs(numRuns));
    // A target that says the same of everything looks at nothing.
    expect(seen.size).toBeGreaterThan(3);
  });
});

it('inputs are kept for each target, and for nothing else', () => {
  expect(readdirSync(CORPUS).sort()).toEqual(TARGETS.map(({ name }) => name).sort());
});
