import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LivePod } from '../../../src/live/cluster.ts';
import type { Pack } from '../../../src/pack.ts';
import { componentsReady } from '../../../src/packs/pyroscope/checks/pods.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { withServers } from '../../../src/release/from-server.ts';
import { storedReleases } from '../../../src/release/history.ts';
import { context, pod } from './fake.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const MANIFEST = readFileSync(resolve(ROOT, 'golden/inputs/2.2.1/microservices/dual.yaml'), 'utf8');
const [STORED] = storedReleases(MANIFEST, [pyroscope as Pack]);
const INSTALLED = STORED?.state ?? expect.fail('no release');

const of = { now: INSTALLED, asked: () => undefined, options: {}, clock: 0 };

/** A pod of each workload, and others. */
function liveWith(...others: readonly LivePod[]) {
  const own = INSTALLED.components.map(({ name, object }) =>
    pod(name, { name: `${object?.name}-0`, image: 'mirror.example/grafana/pyroscope:2.2.1' }),
  );
  return withServers({ ...context({}).live, pods: [...own, ...others] }, pyroscope as Pack, INSTALLED);
}

describe('pods of another chart in the same release', () => {
  const OTHER = { image: 'grafana/loki:3.5.0', ready: false };

  it('are not the product’s, though they have the same component', async () => {
    const live = liveWith(
      pod('distributor', { name: 'stack-loki-distributor-7d9f-x2x', ...OTHER }),
      pod('compactor', { name: 'stack-loki-compactor-0', ...OTHER }),
    );
    expect(live.pods.filter(({ image }) => image.includes('loki'))).toEqual([]);
    const seen = await componentsReady.observe(of as never, live);
    // The manifest is a part of the chart's; the other chart's compactor does not stand for the one that is missing.
    expect([seen.status, seen.seen]).toEqual(['failed', expect.stringMatching(/^no pod of .*compactor/)]);
  });

  it('are told from a pod of the product that should be gone', () => {
    const v2 = INSTALLED.components.filter(({ name }) => name !== 'compactor');
    const left = pod('compactor', {
      name: 'pyroscope-compactor-0',
      image: 'docker.io/grafana/pyroscope@sha256:1',
    });
    const other = pod('compactor', { name: 'stack-loki-compactor-0', ...OTHER });
    const { pods } = withServers({ ...context({}).live, pods: [left, other] }, pyroscope as Pack, {
      ...INSTALLED,
      components: v2,
    });
    expect(pods).toEqual([left]);
  });

  it('keeps pods whose workload has a name that Kubernetes cuts off', () => {
    const [first] = INSTALLED.components;
    const long = 'x'.repeat(62);
    const object = { ...first?.object, name: long };
    const one = pod(first?.name ?? '', { name: `${long.slice(0, 58)}abcde` });
    const state = { ...INSTALLED, components: [{ ...first, object }] };
    const { pods } = withServers({ ...context({}).live, pods: [one] }, pyroscope as Pack, state as never);
    expect(pods).toEqual([one]);
  });
});
