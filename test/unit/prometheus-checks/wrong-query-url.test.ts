import { describe, expect, it } from 'vitest';
import { destinationKeeps } from '../../../src/packs/prometheus/checks/destination-keeps.ts';
import { seriesAgree } from '../../../src/packs/prometheus/checks/series-agree.ts';
import { BOTH, configPage, flagsPage, POD, SETTINGS, SINCE, saying } from './dual-release.ts';
import { fakePrometheus, NOW, type Series, verdictOf } from './fake-prometheus.ts';
import { NEW_URL, OLD_URL } from './queue.ts';
import { chartManifest } from './release.ts';

const STEP = 15_000;
const SERIES: readonly Series[] = [
  {
    labels: { __name__: 'up', job: 'node', prometheus: 'mon/k8s' },
    points: Array.from({ length: Math.floor((NOW - SINCE) / STEP) }, (_, at) => [SINCE + at * STEP, at]),
  },
];
const serving = (...urls: readonly string[]) =>
  fakePrometheus(SERIES, undefined, {
    '/api/v1/status/config': configPage(...urls),
    '/api/v1/status/flags': flagsPage({ 'storage.tsdb.retention.time': '90d' }),
  });
const STORE = fakePrometheus(SERIES, undefined, {
  '/api/v1/status/config': configPage(),
  '/api/v1/status/flags': flagsPage({ 'storage.tsdb.retention.time': '90d' }),
});

describe.each([seriesAgree, destinationKeeps])('$id', (check) => {
  const said = async (
    destinationQueryUrl: string,
    { destination = STORE, urls = BOTH }: { destination?: typeof STORE; urls?: readonly string[] } = {},
    settings: Readonly<Record<string, string>> = {},
  ) => {
    const [old = '', now = ''] = urls;
    const { status, seen } = await verdictOf(check, {
      manifest: chartManifest([
        { name: 'old', url: old },
        { name: 'new', url: now },
      ]),
      settings: { ...SETTINGS, destination: now, ...settings, destinationQueryUrl },
      pods: { [POD]: serving(...urls) },
      destination,
    });
    return [status, seen];
  };

  it.each([
    'http://cortex:9009/prometheus',
    'http://CORTEX:9009',
    'http://cortex.monitoring:8080/prometheus',
    'http://cortex.monitoring.svc.cluster.local:9009/prometheus',
  ])('proves nothing by the old store: %s', async (url) => {
    expect(await said(url)).toEqual(['unknown', saying('destinationQueryUrl', 'old store', 'cortex')]);
  });

  it('proves nothing by another port of the host of both, which is that of the old store', async () => {
    const urls = ['http://127.0.0.1:9001/api/v1/write', 'http://127.0.0.1:9002/api/v1/write'];
    expect((await said('http://127.0.0.1:9001', { urls }))[0]).toBe('unknown');
    expect((await said('http://127.0.0.1:9002', { urls }))[0]).toBe('ok');
    expect((await said('http://127.0.0.1:9003', { urls }))[0]).toBe('ok');
  });

  it.each([
    ['the Prometheus itself', { old: 'old' }],
    ['the Prometheus itself, which is the old store', { old: 'tsdb' }],
  ])('has failed where it is asked of %s', async (_, settings) => {
    const destination = serving(OLD_URL, NEW_URL);
    expect(await said('http://mon-prometheus-server', { destination }, settings)).toEqual([
      'failed',
      saying('destinationQueryUrl', 'writes to the new store'),
    ]);
  });

  it('takes a store for the new one that writes elsewhere, or is on a host of its own', async () => {
    expect((await said('http://mimir-query:8080'))[0]).toBe('ok');
    expect((await said('http://new', { destination: serving('http://archive/api/v1/write') }))[0]).toBe('ok');
  });

  it('takes one host with two tenants for both', async () => {
    const urls = ['http://mimir/api/v1/push', 'http://mimir/api/v1/push'];
    const { status } = await verdictOf(check, {
      manifest: chartManifest([
        { name: 'old', url: urls[0] ?? '', tenant: 'a' },
        { name: 'new', url: urls[1] ?? '', tenant: 'b' },
      ]),
      settings: {
        ...SETTINGS,
        destination: urls[1] ?? '',
        destinationTenant: 'b',
        destinationQueryUrl: 'http://mimir/prometheus',
      },
      pods: { [POD]: serving(...urls) },
      destination: STORE,
    });
    expect(status).toBe('ok');
  });
});
