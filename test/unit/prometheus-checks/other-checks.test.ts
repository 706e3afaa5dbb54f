import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Endpoint } from '../../../src/live/cluster.ts';
import type { Live } from '../../../src/pack.ts';
import type { SavedState } from '../../../src/packs/prometheus/backfill/state.ts';
import { backfillProven } from '../../../src/packs/prometheus/checks/backfill-proven.ts';
import { destinationEntryStands } from '../../../src/packs/prometheus/checks/destination-entry-stands.ts';
import { destinationKeeps } from '../../../src/packs/prometheus/checks/destination-keeps.ts';
import { queuesNotBehind } from '../../../src/packs/prometheus/checks/queues-not-behind.ts';
import { seriesAgree } from '../../../src/packs/prometheus/checks/series-agree.ts';
import {
  BOTH,
  configPage,
  ENTRIES,
  flagsPage,
  POD,
  running,
  SETTINGS,
  SINCE,
  START,
  saying,
  stateWith,
} from './dual-release.ts';
import {
  fakePrometheus,
  HOUR,
  type Labels,
  NOW,
  type Series,
  type Situation,
  verdictOf,
} from './fake-prometheus.ts';
import { NEW_URL, OLD_URL } from './queue.ts';
import { chartManifest, stackManifest, stateOf } from './release.ts';

const MAP = 'configmap/mon-prometheus-server';
const mapWith = (...urls: readonly string[]) => ({
  data: { 'prometheus.yml': `remote_write:\n${urls.map((url) => `- url: ${url}\n`).join('')}` },
});

describe('destination-entry-stands', () => {
  const said = async (situation: Partial<Situation>) => {
    const { status, seen } = await verdictOf(destinationEntryStands, {
      manifest: chartManifest(ENTRIES),
      settings: SETTINGS,
      pods: { [POD]: running(BOTH) },
      objects: { [MAP]: mapWith(...BOTH) },
      ...situation,
    });
    return [status, seen];
  };

  it('is ok where the object and the servers have the entry', async () => {
    expect(await said({})).toEqual([
      'ok',
      'ConfigMap mon-prometheus-server and the running configuration have the entry',
    ]);
  });

  it('has failed where somebody put the object back', async () => {
    expect(await said({ objects: { [MAP]: mapWith(OLD_URL) } })).toEqual([
      'failed',
      saying('ConfigMap mon-prometheus-server has no entry'),
    ]);
  });

  it('has failed where the servers do not run with it', async () => {
    expect(await said({ pods: { [POD]: running([OLD_URL]) } })).toEqual([
      'failed',
      saying('the running configuration has no entry'),
    ]);
  });

  it('has failed where the configuration did not load', async () => {
    expect(await said({ pods: { [POD]: running(BOTH, { isReloaded: false }) } })).toEqual([
      'failed',
      saying('last reload of the configuration failed'),
    ]);
  });

  it('has failed in the new phase where another entry is left', async () => {
    const manifest = chartManifest([{ name: 'new', url: NEW_URL }]);
    expect(
      await said({ manifest, pods: { [POD]: running(BOTH) }, objects: { [MAP]: mapWith(NEW_URL) } }),
    ).toEqual(['failed', saying('still has 1 other entry')]);
  });

  it('has failed where the entry has no tenant, while destinationTenant names one', async () => {
    const settings = { ...SETTINGS, destinationTenant: 'b' };
    expect(await said({ settings })).toEqual([
      'failed',
      saying('ConfigMap mon-prometheus-server: .*names no tenant', 'destinationTenant is b'),
    ]);
    const map = mapWith(...BOTH);
    const data = { 'prometheus.yml': `${map.data['prometheus.yml']}  headers: {X-Scope-OrgID: b}\n` };
    expect(await said({ settings, objects: { [MAP]: { data } } })).toEqual([
      'failed',
      saying('the running configuration: .*names no tenant'),
    ]);
  });

  const CR = 'prometheuses.monitoring.coreos.com/mon-kube-prometheus-stack-prometheus';
  const pods = { 'prometheus-mon-0': running(BOTH), 'prometheus-mon-1': running(BOTH) };
  const stack = (object: unknown) =>
    said({ manifest: stackManifest(ENTRIES), component: 'prometheus', pods, objects: { [CR]: object } });
  const spec = { remoteWrite: ENTRIES };

  it('looks at the custom resource of the operator', async () => {
    expect((await stack({ spec }))[0]).toBe('ok');
    expect(await stack({ spec: { remoteWrite: [ENTRIES[0]] } })).toEqual([
      'failed',
      saying('Prometheus mon-.*has no entry'),
    ]);
  });

  it('tells what the operator has against it', async () => {
    const message = 'creating config failed: remote write 0: secrets "nope" not found';
    const conditions = [{ type: 'Reconciled', status: 'False', message }];
    expect(await stack({ spec, status: { conditions } })).toEqual([
      'failed',
      saying('secrets "nope" not found'),
    ]);
  });

  it('tells which fields an older CRD dropped', async () => {
    expect(await stack({ spec: { remoteWrite: [ENTRIES[0], { url: NEW_URL }] } })).toEqual([
      'failed',
      saying('has no name: the CRD does not know it'),
    ]);
  });

  it('tells which fields below others an older CRD dropped', async () => {
    const limited = `${stackManifest(ENTRIES)}      queueConfig:\n        maxShards: 5\n        sampleAgeLimit: 1h\n`;
    const there = { ...ENTRIES[1], queueConfig: { maxShards: 5 } };
    const objects = { [CR]: { spec: { remoteWrite: [ENTRIES[0], there] } } };
    expect(await said({ manifest: limited, component: 'prometheus', pods, objects })).toEqual([
      'failed',
      saying('has no queueConfig.sampleAgeLimit: the CRD does not know it'),
    ]);
  });

  it('does not know where the pods run with different URLs', async () => {
    const different = { ...pods, 'prometheus-mon-1': running([OLD_URL]) };
    const { status } = await verdictOf(destinationEntryStands, {
      manifest: stackManifest(ENTRIES),
      settings: SETTINGS,
      component: 'prometheus',
      pods: different,
      objects: { [CR]: { spec } },
    });
    expect(status).toBe('unknown');
  });
});

describe('queues-not-behind', () => {
  it.each([
    { process: {}, status: 'ok' },
    { process: { lag: 90 }, status: 'waiting' },
    { process: { isReloaded: false }, status: 'unknown' },
  ])('$process: $status', async ({ process, status }) => {
    for (const entries of [ENTRIES, ENTRIES.slice(0, 1)]) {
      const result = await verdictOf(queuesNotBehind, {
        manifest: chartManifest(entries),
        settings: SETTINGS,
        pods: { [POD]: running(BOTH, process) },
      });
      expect(result.status, result.seen).toBe(status);
    }
  });
});

describe('backfill-proven', () => {
  const said = async (state: SavedState | undefined, settings: Record<string, string> = {}) => {
    const folder = mkdtempSync(join(tmpdir(), 'phasegate-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'backfill.json');
    if (state) writeFileSync(file, JSON.stringify(state));
    const { status, seen } = await verdictOf(backfillProven, {
      manifest: chartManifest(ENTRIES),
      settings: { ...SETTINGS, ...(state && { backfillState: file }), ...settings },
      pods: { [POD]: running(BOTH) },
      objects: { 'configmap/move': { data: { 'state.json': JSON.stringify(stateWith()) } } },
    });
    return [status, seen];
  };

  it('is ok where all until the start of dual was read back', async () => {
    expect(await said(stateWith())).toEqual([
      'ok',
      '12,345 samples from 2026-10-31T12:00:00Z to 2026-11-29T10:01:00Z verified (not proven: samples before 2026-10-31T12:00:00Z)',
    ]);
  });

  it('reads the ConfigMap of a Job', async () => {
    expect((await said(undefined, { backfillState: 'configmap/move' }))[0]).toBe('ok');
  });

  it('does not vouch for a history that was read elsewhere', async () => {
    const { identity } = stateWith();
    const from = (reader: string) => said(stateWith({ identity: { ...identity, reader } }));
    expect(await from('http://other-cluster:9009/prometheus/api/v1/read')).toEqual([
      'ok',
      saying('not proven: .*whether http://other-cluster:9009/prometheus/api/v1/read is the old store'),
    ]);
    expect((await from('http://CORTEX:8080/api/v1/read'))[1]).not.toContain('whether');
  });

  it('says from when on the history is proven', async () => {
    expect((await said(stateWith()))[1]).toContain('not proven: samples before 2026-10-31T12:00:00Z');
  });

  it('prints the command where there is none', async () => {
    expect(await said(undefined)).toEqual([
      'unknown',
      saying(
        'phasegate backfill --start 30d --end 2026-11-29T10:00:00Z --reader-url http://cortex:9009/prometheus/api/v1/read --writer-url https://mimir.example/api/v1/push',
      ),
    ]);
  });

  it.each([
    {
      what: 'is copied in part',
      state: stateWith({ copied: [], verified: [], settled: [] }),
      status: 'waiting',
    },
    { what: 'is compared once', state: stateWith({ settled: [] }), status: 'waiting' },
    {
      what: 'ends before dual began',
      state: stateWith({ end: SINCE - HOUR, copied: [[START, SINCE - HOUR]] }),
      status: 'failed',
    },
    { what: 'went to another store', state: stateWith({}, 'http://elsewhere/api/v1/push'), status: 'failed' },
  ])('is $status where it $what', async ({ state, status }) => {
    expect((await said(state))[0]).toBe(status);
  });

  it('asks for the reload where the upgrade alone is known', async () => {
    const { status, seen } = await verdictOf(backfillProven, {
      manifest: chartManifest(ENTRIES),
      settings: { destination: NEW_URL, backfillState: 'configmap/move' },
      pods: { [POD]: running(BOTH) },
      objects: { 'configmap/move': { data: { 'state.json': JSON.stringify(stateWith()) } } },
      context: { soak: { since: SINCE, neededMs: 24 * HOUR } },
    });
    expect([status, seen]).toEqual(['failed', saying('9 min.* are missing')]);
  });
});

describe('series-agree', () => {
  const points = (from: number, step: number): [number, number][] =>
    Array.from({ length: Math.floor((NOW - from) / 15_000) }, (_, at) => [from + at * 15_000, at * step]);
  const series = (labels: Labels): Series[] => [
    { labels: { __name__: 'up', job: 'node', ...labels }, points: points(SINCE, 0.1) },
    { labels: { __name__: 'http_requests_total', job: 'api', ...labels }, points: points(SINCE, 7) },
  ];
  const said = async (
    there: readonly Series[],
    settings: Record<string, string> = { destinationQueryUrl: 'http://new' },
    here = series({}),
  ) => {
    const { status, seen } = await verdictOf(seriesAgree, {
      manifest: chartManifest(ENTRIES),
      settings: { ...SETTINGS, ...settings },
      pods: {
        [POD]: fakePrometheus(here, undefined, {
          '/api/v1/status/config': configPage(...BOTH),
          '/api/v1/status/flags': flagsPage({}),
        }),
      },
      destination: fakePrometheus(there),
    });
    return [status, seen];
  };
  const external = { prometheus: 'mon/k8s' };

  it('is ok where the new store has the same samples under the external labels', async () => {
    expect(await said(series(external))).toEqual(['ok', saying('2 series agree')]);
  });

  it('has failed where samples are missing, differ, or have other labels', async () => {
    const [up, requests] = series(external) as [Series, Series];
    const thinned = { ...requests, points: requests.points.filter((_, at) => at % 3 > 0) };
    expect(await said([up, thinned])).toEqual([
      'failed',
      saying('lacks \\d+ of \\d+ samples of http_requests_total'),
    ]);
    const other = { ...up, points: up.points.map(([time, value]): [number, number] => [time, value + 1]) };
    expect(await said([other, requests])).toEqual(['failed', saying('the old store says')]);
    expect(await said(series({}))).toEqual(['failed', saying('the new store has nothing of')]);
  });

  it('leaves out NaN, which VictoriaMetrics does not keep', async () => {
    const [up, requests] = series(external) as [Series, Series];
    const [mine, other] = series({}) as [Series, Series];
    const nothing = { ...mine, points: mine.points.map(([time]): [number, number] => [time, Number.NaN]) };
    expect(await said([up, requests], undefined, [nothing, other])).toEqual(['ok', saying('1 series agree')]);
    expect((await said([up, requests], undefined, [nothing]))[0]).toBe('unknown');
  });

  it('takes an infinite value for what it is', async () => {
    const [mine] = series({}) as [Series];
    const [there] = series(external) as [Series];
    const of = (one: Series, value: number): Series => ({
      ...one,
      points: one.points.map(([time]): [number, number] => [time, value]),
    });
    expect((await said([of(there, Infinity)], undefined, [of(mine, Infinity)]))[0]).toBe('ok');
    expect((await said([of(there, 1e300)], undefined, [of(mine, Infinity)]))[0]).toBe('failed');
    expect((await said([of(there, Infinity)], undefined, [of(mine, 1e300)]))[0]).toBe('failed');
  });

  it('prints a command that a shell takes, with the tenant', () => {
    const queryUrl = "http://new/it's";
    const now = stateOf(chartManifest(ENTRIES), {
      ...SETTINGS,
      destinationQueryUrl: queryUrl,
      destinationTenant: 'team',
    });
    const of = { now, asked: () => undefined, options: {}, clock: NOW };
    const live = { pods: [], namespace: 'monitoring' } as unknown as Live;
    const query = `'http://new/it'\\''s/api/v1/`;
    expect(seriesAgree.command?.(of, live)).toContain(
      `curl -s -H X-Scope-OrgID:team ${query}query?query=up'`,
    );
    expect(destinationKeeps.command?.(of, live)).toContain(
      `curl -s -H X-Scope-OrgID:team ${query}status/flags'`,
    );
  });

  it('is skipped where nobody says where the new store is queried', async () => {
    expect((await said([], {}))[0]).toBe('skipped');
  });
});

describe('destination-keeps', () => {
  const said = async (flags: Labels | undefined, window = '3h') => {
    const { status, seen } = await verdictOf(destinationKeeps, {
      manifest: chartManifest(ENTRIES),
      settings: { ...SETTINGS, destinationQueryUrl: 'http://new', backfillState: 'configmap/move' },
      pods: { [POD]: running(BOTH) },
      objects: { 'configmap/move': { data: { 'state.json': JSON.stringify(stateWith()) } } },
      destination: fakePrometheus([], undefined, {
        '/api/v1/status/config': JSON.stringify({
          data: { yaml: `storage:\n  tsdb:\n    out_of_order_time_window: ${window}\n` },
        }),
        ...(flags && { '/api/v1/status/flags': flagsPage(flags) }),
      }),
    });
    return [status, seen];
  };
  const TIME = 'storage.tsdb.retention.time';

  it('compares the retention with what is copied, the default where none is said', async () => {
    expect((await said({ [TIME]: '90d' }))[0]).toBe('ok');
    expect(await said({ [TIME]: '0s' })).toEqual(['failed', saying('keeps samples for 15 d')]);
    expect((await said({ [TIME]: '0s', 'storage.tsdb.retention.size': '50GB' }))[0]).toBe('unknown');
  });

  it('says what a short window leaves open', async () => {
    expect(await said({ [TIME]: '90d' }, '0s')).toEqual(['ok', saying('not proven', 'refused as too old')]);
  });

  it('leaves other products alone', async () => {
    expect((await said(undefined))[0]).toBe('skipped');
  });

  it.each([
    { what: 'refuses to answer', page: 503, why: '503' },
    { what: 'wants a password', page: 401, why: '401: phasegate asks it without a user and a password' },
    { what: 'answers a login page', page: '<html>', why: 'did not answer JSON' },
  ])('does not know where the store $what', async ({ page, why }) => {
    const { status, seen } = await verdictOf(destinationKeeps, {
      manifest: chartManifest(ENTRIES),
      settings: { ...SETTINGS, destinationQueryUrl: 'http://new' },
      pods: { [POD]: running(BOTH) },
      destination: fakePrometheus([], undefined, { '/api/v1/status/flags': page }),
    });
    expect([status, seen]).toEqual(['unknown', saying(why)]);
  });

  it('does not know where nothing answers at the URL, or no query is answered there', async () => {
    const at = async (destination?: Endpoint) => {
      const { status, seen } = await verdictOf(destinationKeeps, {
        manifest: chartManifest(ENTRIES),
        settings: { ...SETTINGS, destinationQueryUrl: 'http://new' },
        pods: { [POD]: running(BOTH) },
        ...(destination && { destination }),
      });
      return [status, seen];
    };
    expect(await at()).toEqual(['unknown', saying('nothing listens')]);
    const elsewhere = fakePrometheus([], undefined, { '/api/v1/query': 404 });
    expect(await at(elsewhere)).toEqual(['unknown', saying('/api/v1/query', '404')]);
  });
});
