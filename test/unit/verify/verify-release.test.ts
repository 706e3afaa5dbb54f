import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type VerifyOptions, verifyRelease } from '../../../src/cli/verify/verify-release.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { verifyPage } from '../../../src/report/verify/index.ts';
import { ok } from '../../../src/result.ts';
import { configOf, type Memory, manifestOf, memoryCluster, NOW, RELEASE } from '../gate/memory-cluster.ts';
import { itemsOf, workloadsOf } from '../live/kubernetes-history.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Run extends Memory, Partial<VerifyOptions> {
  /** In place of what the revisions hold. */
  readonly manifest?: string;
  /** Whether the release has no pod at all. */
  readonly isEmpty?: boolean;
}

function verify({ manifest, revisions, config, live, descriptions, isEmpty = false, ...options }: Run) {
  const { cluster } = memoryCluster({
    ...(revisions !== undefined && { revisions }),
    ...(config !== undefined && { config }),
    ...(live !== undefined && { live }),
    ...(descriptions !== undefined && { descriptions }),
  });
  const asked = {
    ...cluster,
    ...(manifest !== undefined && { manifest: async () => ok(manifest) }),
    ...(isEmpty && { pods: async () => ok([]) }),
  };
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

  it('tells once that a release has no pods, with a command that shows it', async () => {
    const { checks } = await verify({ revisions: 'v1@-99 dual@-30!deployed', isEmpty: true });
    const problems = checks.flatMap(({ problem }) => (problem ? [problem.remedy] : []));
    expect([...new Set(problems)]).toEqual([
      'kubectl get pods -n pyroscope -l app.kubernetes.io/instance=pyroscope shows what happened to it.',
    ]);
    const others = checks.filter(({ status, problem }) => status !== 'skipped' && problem === undefined);
    expect(others.map(({ id }) => id)).toEqual(['components-ready']);
  });

  it('asks every check of the pack, and skips those of other phases', async () => {
    const { checks } = await verify({ revisions: 'v1@-99!deployed' });
    const status = (id: string) => checks.find((one) => one.id === id)?.status;
    expect([status('components-ready'), status('raft-leader')]).toEqual(['ok', 'skipped']);
  });

  it.each([
    [
      'all of the time in the phase',
      { revisions: 'v1@-99 dual@-4!deployed' },
      'since the release is in dual',
    ],
    [
      'the last hour, watched in the soak',
      { revisions: 'v1@-99 dual@-4!deployed', isWatched: true },
      'same time',
    ],
    [
      'all of it, watched behind it',
      { revisions: 'v1@-99 dual@-30!deployed', isWatched: true },
      'is in dual',
    ],
  ])('compares %s', async (_, run, words) => {
    const { checks } = await verify(run);
    expect(checks.find(({ id }) => id === 'v2-complete')?.expected).toContain(words);
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

  it('shows what rules say of the running servers, and is not green', async () => {
    const config = configOf('dual').replace('backend: filesystem', 'backend: s3');
    const shown = async (more: Run) => {
      const { checks, isGreen } = await verify({ revisions: 'v1@-99 dual@-30!deployed', config, ...more });
      return { ...checks.find(({ id }) => id === 'running-differs'), isGreen };
    };
    expect(await shown({})).toMatchObject({
      status: 'failed',
      isGreen: false,
      seen: expect.stringContaining('the backend of v1 and v2 is "s3" on the running servers'),
      why: expect.stringContaining('kubectl rollout restart -n pyroscope statefulset/pyroscope'),
    });
    expect((await shown({})).seen).toContain('(/api/v1/status/config of pyroscope-0)');
    expect((await shown({})).why).not.toContain('--gate-override');
    expect((await shown({ revisions: 'v1@-99 dual@-0.01!deployed' })).status).toBe('waiting');
    expect((await shown({ config: configOf('dual') })).status).toBeUndefined();
    // Asked about another phase, the servers are still compared with what is installed.
    expect((await shown({ config: configOf('dual'), phase: 'v1' })).status).toBeUndefined();
  });

  it('says so where the servers could not be read', async () => {
    const { checks } = await verify({ revisions: 'v1@-99!deployed', config: 'hello' });
    expect(checks.find(({ id }) => id === 'servers-read')).toMatchObject({ status: 'unknown' });
  });

  it('says so where the clocks disagree', async () => {
    const { checks } = await verify({ revisions: 'v1@-99 v1@2!deployed' });
    expect(checks[0]).toMatchObject({ id: 'clocks-agree', status: 'failed' });
  });
});

describe('verify beside the history of Helm', () => {
  const ago = (hours: number) => new Date(NOW - hours * HOUR).toISOString();
  const [v1, dual] = (['v1', 'dual'] as const).flatMap((phase) => workloadsOf(manifestOf(phase)));
  if (!v1 || !dual) throw new TypeError('the manifests hold no workload');
  const revisions = 'v1@-99 dual@-30!deployed';
  const forbidden = { kind: 'forbidden', what: 'No list of replicasets.', remedy: 'Ask.' } as const;

  it('counts the soak as the gate does, and says what took time away', async () => {
    const changes = [ago(99), ago(30), ago(3), ago(2)].map((at, index) => ({
      at,
      to: index % 2 ? dual : v1,
    }));
    const report = await verify({ revisions, live: itemsOf(changes) });
    expect(report.soak).toMatchObject({
      since: '2026-11-21T08:01:00.000Z',
      doubt: expect.stringContaining('v1 stood by hand until 2026-11-21 08:01'),
    });
    expect(report.isGreen).toBe(false);
    expect(JSON.stringify(verifyPage(report))).toContain('v1 stood by hand until');
  });

  it('is not green where nobody may look, in a phase whose time counts', async () => {
    const { checks } = await verify({ revisions, live: forbidden });
    expect(checks.find(({ id }) => id === 'beside-helm')).toMatchObject({
      status: 'unknown',
      seen: 'No list of replicasets.',
    });
    const other = await verify({ revisions: 'v1@-99!deployed', live: forbidden });
    expect(other.checks.map(({ id }) => id)).not.toContain('beside-helm');
  });

  it('names a rollback that changed the phase, which holds nothing up', async () => {
    const { checks } = await verify({
      revisions: 'v1@-99 dual@-30 v1@-2!deployed',
      descriptions: { 3: 'Rollback to 1' },
    });
    expect(checks.find(({ id }) => id === 'gate-asked')).toMatchObject({
      status: 'skipped',
      seen: 'revision 3 is a rollback to revision 1: no gate was asked',
    });
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
