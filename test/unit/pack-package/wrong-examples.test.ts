import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Example, Pack, Rule } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { wrongExamples } from '../../../src/render/wrong-examples.ts';
import { manifestOf, projectWithPack } from './project.ts';

const { cwd } = await projectWithPack();
const { default: ledger } = (await import(join(cwd, 'node_modules/phasegate-pack-ledger/dist/index.js'))) as {
  default: Pack;
};

/** Ledger with other examples for its rule about the quorum. */
const withExamples = (change: Partial<Rule>): Pack => ({
  ...ledger,
  rules: ledger.rules.map((rule) => (rule.id === 'quorum-mismatch' ? { ...rule, ...change } : rule)),
});

const wrong = (...bad: readonly Example[]) => wrongExamples(withExamples({ bad, good: [] }));

describe('the examples of rules', () => {
  it.each([ledger, pyroscope])('hold', async (pack) => {
    expect(await wrongExamples(pack as Pack)).toEqual([]);
  });

  it('must be reported where they are bad', async () => {
    expect(await wrong({ values: 'quorum: 1\n' }, { manifests: manifestOf('disk') })).toEqual([
      'quorum-mismatch: bad[0] is not reported',
      'quorum-mismatch: bad[1] is not reported',
    ]);
  });

  it('must be reported where they say', async () => {
    const manifests = manifestOf('disk', { replicas: 3 });
    expect(await wrong({ values: 'replicas: 3\n', at: 'replicas' }, { manifests, at: '-store' })).toEqual([
      'quorum-mismatch: bad[0] is reported at quorum, not at replicas',
      'quorum-mismatch: bad[1] is reported at "- -quorum=1", not at "-store"',
    ]);
  });

  it('must be fixed and corrected as they say', async () => {
    const values = 'replicas: 3\nquorum: 1\n';
    const manifests = manifestOf('disk', { replicas: 3 });
    expect(await wrong({ values, after: values }, { manifests, after: manifests })).toEqual([
      'quorum-mismatch: bad[0] is not "after" once it is fixed: replicas: 3⏎quorum: 3⏎',
      expect.stringMatching(/^quorum-mismatch: bad\[1\] is not "after" once it is fixed: ---⏎.*-quorum=3⏎/),
    ]);
  });

  it('may not be reported where they are good', async () => {
    const good = [{ values: 'replicas: 3\n' }];
    expect(await wrongExamples(withExamples({ good }))).toEqual([
      'quorum-mismatch: good[0] is reported: the quorum is 1, and there are 3 replicas',
    ]);
  });

  it('must be values or manifests of the product', async () => {
    expect(await wrong({}, { values: 'a: [\n' }, { manifests: 'kind: Service\n' })).toEqual([
      'quorum-mismatch: bad[0] has neither values nor manifests',
      expect.stringMatching(/^quorum-mismatch: bad\[1\] cannot be read: /),
      'quorum-mismatch: bad[2] holds no release of ledger',
    ]);
  });
});
