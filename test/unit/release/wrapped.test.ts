import { describe, expect, it } from 'vitest';
import { oneBinary, PHASE_FLAGS_2 } from '../../../src/packs/pyroscope/rules/examples.ts';
import { rendered } from '../rules/run-example.ts';

const DUAL = oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual });

/** What render says of a release, and the phase that it takes it for. */
async function said(manifests: string, phase?: string) {
  const { releases } = await rendered({ manifests, ...(phase !== undefined && { asked: { phase } }) });
  const [release] = releases;
  const refused = (release?.findings ?? []).filter(({ outcome }) => outcome === 'refused');
  return { from: release?.from, refused: refused.map(({ rule, fix }) => [rule, fix]) };
}

describe('a release whose args are a command line', () => {
  const wrapped = oneBinary('2.2.1').replace(
    '"-target=all"',
    JSON.stringify(`exec pyroscope -target=all ${PHASE_FLAGS_2.dual.join(' ')}`),
  );

  it('shows no phase, so that none is taken for it', async () => {
    expect((await said(DUAL)).from).toBe('dual');
    expect((await said(wrapped)).from).toBe('unclear');
  });

  it.each([undefined, 'v1', 'dual', 'v2'])('is refused for that alone, asked for %s', async (phase) => {
    const { refused } = await said(wrapped, phase);
    expect(refused).toEqual([
      ['pyroscope/unreadable-workload', expect.stringContaining('put phasegate first in the chain')],
    ]);
  });
});

describe('a value of the configuration that the server takes from its environment', () => {
  const withSplit = (from: string): string =>
    oneBinary(
      '2.2.1',
      { args: [...PHASE_FLAGS_2.dual, '-config.expand-env=true'] },
      { config: `limits:\n  enable_query_backend_from: ${from}\n` },
    );

  it('is neither right nor wrong', async () => {
    expect((await said(withSplit('nonsense'), 'dual')).refused).not.toEqual([]);
    expect((await said(withSplit('${' + 'FROM}'), 'dual')).refused).toEqual([]);
  });
});
