import { describe, expect, it } from 'vitest';
import { expected, findCases, findOrphans, runCase, update } from './case.ts';

const updating = process.env.PHASEGATE_UPDATE_GOLDENS === '1';

describe('golden', () => {
  for (const name of findCases()) {
    it.concurrent(name, async () => {
      const outputs = await runCase(name);
      if (updating) update(name, outputs);
      const wanted = expected(name, outputs);
      for (const [file, shown] of outputs)
        expect(shown.toString('latin1'), `${name}/${file}`).toBe(wanted.get(file)?.toString('latin1'));
    });
  }

  it('has no leftovers', () => {
    expect(findOrphans()).toEqual([]);
  });
});
