import { describe, expect, it } from 'vitest';
import type { Live } from '../../../src/pack.ts';
import { identityOf } from '../../../src/packs/prometheus/backfill/identity.ts';
import type { BackfillOptions } from '../../../src/packs/prometheus/backfill/options.ts';
import { EVERY_SERIES } from '../../../src/packs/prometheus/backfill/selector.ts';
import type { SavedState } from '../../../src/packs/prometheus/backfill/state.ts';
import { backfillProven } from '../../../src/packs/prometheus/checks/backfill-proven.ts';
import { destinationKeeps } from '../../../src/packs/prometheus/checks/destination-keeps.ts';
import { windowOf } from '../../../src/packs/prometheus/checks/window.ts';
import { flagsPage, POD, running, SETTINGS, SINCE, saying, stateWith } from './dual-release.ts';
import { fakePrometheus, HOUR, MINUTE, NOW, type Situation, verdictOf } from './fake-prometheus.ts';
import { NEW_URL, OLD_URL } from './queue.ts';
import { chartManifest, stateOf } from './release.ts';

describe('a backfill to another part of the store', () => {
  const DATABASE = 'http://influx:8086/api/v1/prom/write?db=b';
  const movedTo = (writer: string, headers: Record<string, string> = {}): SavedState => {
    const reader = { url: new URL('http://cortex:9009/prometheus/api/v1/read'), headers: {} };
    const sides = { reader, writer: { url: new URL(writer), headers } };
    const options = { ...sides, selector: EVERY_SERIES, drop: [], dropHistograms: false };
    return stateWith({ identity: identityOf(options as unknown as BackfillOptions) });
  };
  const situation = (
    state: SavedState,
    entry: { readonly url: string; readonly tenant?: string },
    settings: Record<string, string>,
  ): Situation => ({
    manifest: chartManifest([
      { name: 'old', url: OLD_URL },
      { name: 'new', ...entry },
    ]),
    settings: { ...SETTINGS, destination: entry.url, backfillState: 'configmap/move', ...settings },
    pods: { [POD]: running([OLD_URL, entry.url]) },
    objects: { 'configmap/move': { data: { 'state.json': JSON.stringify(state) } } },
    destination: fakePrometheus([], undefined, {
      '/api/v1/status/config': JSON.stringify({ data: { yaml: 'global: {}\n' } }),
      '/api/v1/status/flags': flagsPage({ 'storage.tsdb.retention.time': '3d' }),
    }),
  });
  const said = async (...given: Parameters<typeof situation>) => {
    const { status, seen } = await verdictOf(backfillProven, situation(...given));
    return [status, seen];
  };
  const TENANT = { 'x-scope-orgid': 'b' };

  it.each([
    { what: 'the database of the entry', state: movedTo(DATABASE), entry: { url: DATABASE } },
    {
      what: 'the tenant of the entry, which no setting names',
      state: movedTo(NEW_URL, TENANT),
      entry: { url: NEW_URL, tenant: 'b' },
    },
  ])('counts where it went to $what', async ({ state, entry }) => {
    expect((await said(state, entry, {}))[0]).toBe('ok');
  });

  it('does not mind a token in the query, and not whether the setting has the query', async () => {
    const state = movedTo(`${DATABASE}&p=secret`);
    expect(
      (await said(state, { url: DATABASE }, { destination: 'http://influx:8086/api/v1/prom/write' }))[0],
    ).toBe('ok');
  });

  it.each([
    { what: 'another database', state: movedTo(DATABASE.replace('=b', '=a')), entry: { url: DATABASE } },
    { what: 'no database', state: movedTo('http://influx:8086/api/v1/prom/write'), entry: { url: DATABASE } },
    {
      what: 'nobody knows which database',
      state: stateWith({}, 'http://influx:8086/api/v1/prom/write'),
      entry: { url: DATABASE },
    },
    { what: 'no tenant', state: movedTo(NEW_URL), entry: { url: NEW_URL, tenant: 'b' } },
    { what: 'another tenant', state: movedTo(NEW_URL, TENANT), entry: { url: NEW_URL, tenant: 'a' } },
    { what: 'a tenant', state: movedTo(NEW_URL, TENANT), entry: { url: NEW_URL } },
  ])('does not count where it went to $what', async ({ state, entry }) => {
    expect(await said(state, entry, {})).toEqual(['failed', saying('of another move: ')]);
  });

  it('does not count for an entry without the tenant of the settings', async () => {
    const settings = { destinationTenant: 'b' };
    expect((await said(movedTo(NEW_URL, TENANT), { url: NEW_URL, tenant: 'b' }, settings))[0]).toBe('ok');
    expect(await said(movedTo(NEW_URL, TENANT), { url: NEW_URL }, settings)).toEqual([
      'failed',
      saying('it went to tenant b, and the entry writes to none'),
    ]);
  });

  it('does not say how long the history is', async () => {
    const asked = { destinationQueryUrl: 'http://influx:8086' };
    const length = async (database: string) =>
      (await verdictOf(destinationKeeps, situation(movedTo(database), { url: DATABASE }, asked))).status;
    expect(await length(DATABASE)).toBe('failed');
    expect(await length(DATABASE.replace('=b', '=a'))).toBe('ok');
  });

  it('does not say from when on the queues have to prove it', async () => {
    const from = async (state: SavedState) => {
      const { manifest, settings, objects = {} } = situation(state, { url: DATABASE }, {});
      const of = { now: stateOf(manifest, settings), asked: () => undefined, options: {}, clock: NOW };
      const object = async (kind: string, name: string) => objects[`${kind}/${name}`];
      return (await windowOf(of, { now: () => NOW, object, sinceMs: HOUR } as unknown as Live)).from;
    };
    expect(await from(movedTo(DATABASE))).toBe(SINCE + MINUTE);
    expect(await from(movedTo(DATABASE.replace('=b', '=a')))).toBe(SINCE);
  });
});
