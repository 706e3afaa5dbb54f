import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { PACKS } from '../../../src/packs/index.ts';
import { renderStream } from '../../../src/render/render-stream.ts';
import { ok } from '../../../src/result.ts';

const INPUTS = resolve(import.meta.dirname, '../../../golden/inputs/2.2.1/single-binary');
const DUAL = readFileSync(`${INPUTS}/dual.yaml`, 'utf8');

async function rendered(stream: string, phase: string): Promise<string> {
  const made = await renderStream(stream, {
    packs: PACKS,
    intentFor: () =>
      ok({
        phase: { value: phase, source: { kind: 'flag', flag: '--phase' } },
        settings: new Map(),
        choices: { correct: new Set(), noCorrect: new Set(), acceptLoss: false, acceptUnknownChart: false },
      }),
    values: undefined,
  });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.texts.join('');
}

it.each(['v1', 'v2'])('takes every workload of one component to %s', async (phase) => {
  // Two charts below an umbrella that each bring the same subchart: Helm labels both alike.
  const one = await rendered(DUAL, phase);
  const second = (text: string): string => text.replaceAll('name: pyroscope', 'name: second');
  expect(await rendered(DUAL + second(DUAL), phase)).toBe(one + second(one));
});
