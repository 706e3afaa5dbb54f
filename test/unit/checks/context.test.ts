import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { pauseUntil } from '../../../src/checks/context.ts';
import type { Cluster, InstalledRelease } from '../../../src/live/cluster.ts';
import { checkContext } from '../../../src/packs/pyroscope/checks/context.ts';
import { ok } from '../../../src/result.ts';
import { gone, pod } from './fake.ts';

const INSTALLED: InstalledRelease = {
  name: 'prof',
  namespace: 'observability',
  history: [],
  chartName: 'pyroscope',
  chartVersion: '2.2.1',
  appVersion: '2.2.1',
  userValues: {},
  allValues: {},
};

const WORKLOAD = { kind: 'StatefulSet', replicas: 1, flags: new Map(), image: '', server: '2.2.1' };

const withPods = (pods: ReturnType<typeof pod>[]): Cluster => ({
  address: { namespace: 'observability' },
  release: async () => ok(INSTALLED),
  manifest: async () => ok(''),
  pods: async () => ok(pods),
  claims: async () => ok([]),
  logs: async () => ok(''),
  endpoint: () => gone,
  close: async () => undefined,
});

describe('the context of checks', () => {
  it('takes its port from a pod of Pyroscope, not from a chart that rides along', async () => {
    const pods = [pod('', { name: 'prof-alloy-0', httpPort: 12345 }), pod('all', { httpPort: 4041 })];
    const context = await checkContext(
      withPods(pods),
      INSTALLED,
      {
        chart: '2.2.1',
        layout: 'single-binary',
        phase: 'dual',
        workloads: [{ component: 'all', ...WORKLOAD }],
      },
      { phase: 'dual', sinceMs: 1000, signal: new AbortController().signal },
    );
    expect(context.ok && context.value.port).toBe(4041);
  });
});

describe('pauses', () => {
  it('share one listener, however many there are at once', async () => {
    const { signal } = new AbortController();
    const pause = pauseUntil(signal);
    const pauses = Array.from({ length: 50 }, () => pause(1));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await Promise.all(pauses);
  });

  it('end with the signal, also those that begin after it', async () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const pause = pauseUntil(stop.signal);
    const pauses = [pause(60_000), pause(60_000)];
    stop.abort();
    await Promise.all(pauses);
    const late = pause(60_000);
    await vi.advanceTimersByTimeAsync(0);
    await late;
    vi.useRealTimers();
  });
});
