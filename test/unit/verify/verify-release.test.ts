import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type VerifyOptions, verifyRelease } from '../../../src/cli/verify/verify-release.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { ok } from '../../../src/result.ts';
import { type Memory, manifestOf, memoryCluster, NOW, RELEASE } from '../gate/memory-cluster.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Run extends Memory, Partial<VerifyOptions> {
  /** In place of what the revisions hold. */
  readonly manifest?: string;
}

function verify({ manifest, revisions, ...options }: Run) {
  const { cluster } = memoryCluster({ ...(revisions !== undefined && { revisions }) });
  const asked = manifest === undefined ? cluster : { ...cluster, manifest: async () => ok(manifest) };
  const { signal } = new AbortController();
  const usual = { packs: PACKS, sinceMs: 3_600_000, signal };
  return verifyRelease(asked, RELEASE, { ...usual, ...options });
}

const HOUR = 3_600_000;

describe('verify', () => {
  it('is refused where aliases of an umbrella hold the product twice, of which one alone would be proven', async () => {
    const under = (alias: string, phase: 'v1' | 'v2'): string =>
      manifestOf(phase).replaceAll('chart: pyroscope-', `chart: ${alias}-`);
    await expect(verify({ manifest: under('one', 'v1') + under('two', 'v2') })).rejects.toThrow(
      'release pyroscope holds Pyroscope more than once, as one and two',
    );
  });

  it('proves the phase that the manifest shows, and says where it stands in the soak', async () => {
    const report = await verify({ revisions: 'v1@-99 dual@-4!deployed' });
    const { phase, phaseSource, chart, revision, soak, isGreen } = report;
    expect({ phase, phaseSource, chart, revision }).toEqual({
      phase: 'dual',
      phaseSource: 'the manifest of revision 2',
      chart: '2.2.1',
      revision: 2,
    });
    expect(soak).toMatchObject({ phase: 'dual', durationMs: 4 * HOUR, neededMs: 24 * HOUR });
    expect(isGreen).toBe(false);
  });

  it('asks every check of the pack, and skips those of other phases', async () => {
    const { checks } = await verify({ revisions: 'v1@-99!deployed' });
    const status = (id: string) => checks.find((one) => one.id === id)?.status;
    expect([status('components-ready'), status('raft-leader')]).toEqual(['ok', 'skipped']);
  });

  it('takes the time that was said in place of the pack', async () => {
    const { soak } = await verify({ revisions: 'v1@-99 dual@-4!deployed', minSoakMs: HOUR });
    expect(soak).toMatchObject({ neededMs: HOUR });
  });

  it.each(['v1@-99!deployed', 'dual@-99 v2@-1!deployed'])('asks for no time in %s', async (revisions) => {
    expect((await verify({ revisions })).soak).toBeUndefined();
  });

  it('proves another phase where it is told to, with the soak of that one', async () => {
    const { phase, phaseSource, checks, soak } = await verify({ revisions: 'v1@-9!deployed', phase: 'dual' });
    expect([phase, phaseSource]).toEqual(['dual', '--phase']);
    expect(checks.find(({ id }) => id === 'raft-leader')?.status).toBe('unknown');
    expect(soak).toMatchObject({ phase: 'dual', durationMs: 0, isProvable: false });
  });

  it('says so where the clocks disagree', async () => {
    const { checks } = await verify({ revisions: 'v1@-99 v1@2!deployed' });
    expect(checks[0]).toMatchObject({ id: 'clocks-agree', status: 'failed' });
  });
});

describe('verify without anything to prove', () => {
  const foreign = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: theirs\n';

  it('names what it would know', async () => {
    await expect(verify({ manifest: foreign })).rejects.toThrow(
      'release pyroscope belongs to no pack: the manifest of revision 1 holds nothing of Pyroscope',
    );
  });

  it('says that nothing was deployed', async () => {
    await expect(verify({ revisions: 'v1@-1!failed' })).rejects.toThrow('was never deployed');
  });

  it('does not take the phase of another pack', async () => {
    const phases = [{ id: 'disk', title: '', writes: [], reads: [], signs: [] }];
    const others = PACKS.map((pack) => ({ ...pack, name: 'ledger', phases }));
    await expect(verify({ packs: [...PACKS, ...others], phase: 'disk' })).rejects.toThrow(
      '--phase: Pyroscope has no phase "disk"; use v1, dual or v2',
    );
  });
});
