import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { type HelmTarget, helmTarget } from './tools/helm-targets.ts';
import { argsOf, labelValues, objectsOf, withArgsAsSets } from './tools/manifest-objects.ts';
import { helmTest } from './tools/provided.ts';

const component = 'app.kubernetes.io/component';
const v1Only = ['ingester', 'querier'];
const toV2 = ['--phase', 'v2'];
const v1Render = ['storage.v2=false'];
const v2Render = ['storage.v1=false'];

describe.each([3, 4] as const)('phasegate as the post-renderer of Helm %i', (major) => {
  helmTest('without a phase asked for, Helm writes what it writes without phasegate', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const rendered = await succeeded(target.phasegate());
    expect(rendered).toBe(await succeeded(target.identity()));
    expect(objectsOf(rendered)).toEqual(objectsOf(await succeeded(target.plain())));
  });

  helmTest('with the phase the chart rendered, nothing changes', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const rendered = await succeeded(target.phasegate({ postRendererArgs: ['--phase', 'dual'] }));
    expect(rendered).toBe(await succeeded(target.identity()));
  });

  for (const [phase, set] of Object.entries({ v1: v1Render, v2: v2Render })) {
    helmTest(`--phase ${phase} makes a dual render mean what the chart renders for it`, async ({ helm }) => {
      const target = await helmTarget(major, helm);
      const phased = await succeeded(target.phasegate({ postRendererArgs: ['--phase', phase] }));
      const own = await succeeded(target.plain({ set }));
      expect(withArgsAsSets(objectsOf(phased))).toEqual(withArgsAsSets(objectsOf(own)));
    });
  }

  helmTest('--phase v2 leaves no v1-only component', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const before = objectsOf(await succeeded(target.phasegate()));
    expect(labelValues(before, component)).toEqual(expect.arrayContaining(v1Only));
    const after = objectsOf(await succeeded(target.phasegate({ postRendererArgs: toV2 })));
    expect(labelValues(after, component)).toEqual(without(labelValues(before, component), v1Only));
    expect(argsOf(after, 'Deployment/pyroscope/pyroscope-distributor')).toContain('-architecture.storage=v2');
  });

  helmTest('every object keeps its place in the chart, and the hook is left alone', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const before = await succeeded(target.identity());
    const after = await succeeded(target.phasegate({ postRendererArgs: toV2 }));
    // Helm 4 takes the source of a document from its annotation and makes one up where it is missing.
    expect(new Set(sources(after))).toEqual(new Set(sources(before)));
    const hook = 'Job/pyroscope/pyroscope-make-bucket';
    expect(objectsOf(after).get(hook)).toEqual(objectsOf(before).get(hook));
    expect(objectsOf(after).get(hook)?.metadata.annotations).toHaveProperty('helm.sh/hook');
  });

  helmTest('the phase of the environment does what the flag does', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const byEnv = await succeeded(target.phasegate({ env: { PHASEGATE_PHASE: 'v2' } }));
    expect(byEnv).toBe(await succeeded(target.phasegate({ postRendererArgs: toV2 })));
    expect(byEnv).not.toBe(await succeeded(target.identity()));
  });

  helmTest('the weights of the arguments reach the distributor', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const rendered = await succeeded(
      target.phasegate({ postRendererArgs: ['--phase', 'dual', '--segment-writer-weight=0.25'] }),
    );
    const weighted = await succeeded(target.plain({ set: ['weights.segmentWriter=0.25'] }));
    expect(withArgsAsSets(objectsOf(rendered))).toEqual(withArgsAsSets(objectsOf(weighted)));
  });

  helmTest('a v1 render cannot become v2: helm fails and says what to set', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const refused = await target.phasegate({ set: v1Render, postRendererArgs: toV2 });
    expect(refused.status).not.toBe(0);
    expect(refused.stdout).toBe('');
    const advice = '--set architecture.storage.v2=true';
    // Helm 4 throws away what a failing post-renderer says; the report is the only place left there.
    if (major === 3) expect(refused.stderr).toContain(advice);
    const report = await onlyReport(target);
    expect(report).toMatchObject({ exitCode: 1, outcome: 'refused' });
    expect(JSON.stringify(report)).toContain(advice);
  });

  helmTest('weights that would drop profiles make helm fail', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const weights = ['--ingester-weight=0.5', '--segment-writer-weight=0.5'];
    const refused = await target.phasegate({ postRendererArgs: ['--phase', 'dual', ...weights] });
    expect(refused).toMatchObject({ stdout: '' });
    expect(refused.status).not.toBe(0);
  });

  helmTest('a weight that is no number makes helm fail', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const refused = await target.phasegate({ postRendererArgs: ['--phase=v1', '--ingester-weight=most'] });
    expect(refused).toMatchObject({ stdout: '' });
    expect(refused.status).not.toBe(0);
  });

  helmTest('a render that goes through leaves a report, since Helm throws stderr away', async ({ helm }) => {
    const target = await helmTarget(major, helm);
    const rendered = await target.phasegate({ postRendererArgs: toV2 });
    expect(rendered.stderr).not.toContain('phasegate');
    const releases = [{ name: 'pyroscope', namespace: 'pyroscope', from: 'dual', to: 'v2' }];
    expect(await onlyReport(target)).toMatchObject({ exitCode: 0, outcome: 'changed', releases });
  });
});

helmTest('Helm 3 and Helm 4 mean the same objects', async ({ helm }) => {
  const [byHelm3, byHelm4] = await Promise.all(
    ([3, 4] as const).map(async (major) => {
      const target = await helmTarget(major, helm);
      return objectsOf(await succeeded(target.phasegate({ postRendererArgs: toV2 })));
    }),
  );
  expect(byHelm4).toEqual(byHelm3);
});

async function succeeded(finished: ReturnType<HelmTarget['phasegate']>): Promise<string> {
  const { status, stdout, stderr } = await finished;
  expect(status, stderr).toBe(0);
  expect(stdout).not.toBe('');
  return stdout;
}

function without(all: readonly string[], left: readonly string[]): string[] {
  return all.filter((one) => !left.includes(one));
}

/** The `# Source:` line of every document. */
function sources(stream: string): string[] {
  return stream.split('\n').filter((line) => line.startsWith('# Source: '));
}

/** The report of the only run of phasegate under the target's home. */
async function onlyReport(target: HelmTarget): Promise<unknown> {
  const names = await readdir(target.home.reports);
  expect(names).toHaveLength(1);
  return JSON.parse(await readFile(join(target.home.reports, names[0] ?? ''), 'utf8'));
}
