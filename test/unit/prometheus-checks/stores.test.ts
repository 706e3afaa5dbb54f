import { describe, expect, it } from 'vitest';
import { likely } from '../../../src/pack.ts';
import { crdHasFields } from '../../../src/packs/prometheus/checks/crd-has-fields.ts';
import { entryToDrop } from '../../../src/packs/prometheus/render/index.ts';
import { transition } from '../../../src/packs/prometheus/steps/transition.ts';
import { chartManifest, packWith, stackManifest, stateOf } from './release.ts';

const OLD = { name: 'old', url: 'http://user:secret@cortex:9009/api/v1/push?token=secret&x=1' };
const NEW = { name: 'new', url: 'https://mimir.example/api/v1/push' };
const TO_NEW = { destination: NEW.url };

const partsOf = (stores: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  Object.fromEntries(
    Object.entries(stores).map(([store, parts]) => [
      store,
      Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, likely(value as never)])),
    ]),
  );

describe('the stores of a release', () => {
  const OLD_PARTS = { url: 'http://cortex:9009/api/v1/push', query: '?x=1', tenant: '' };
  const NEW_PARTS = { url: NEW.url, query: '', tenant: '' };

  it.each([
    { of: 'old', entries: [OLD], stores: { old: OLD_PARTS } },
    { of: 'new', entries: [NEW], stores: { new: NEW_PARTS } },
    { of: 'dual', entries: [OLD, NEW], stores: { old: OLD_PARTS, new: NEW_PARTS } },
  ])('in $of are told by their URLs, without credentials', ({ of, entries, stores }) => {
    for (const manifest of [chartManifest(entries), stackManifest(entries)]) {
      const state = stateOf(manifest, TO_NEW);
      expect(likely(state.phase)).toBe(of);
      expect(partsOf(state.stores)).toEqual(stores);
      expect(JSON.stringify(state.stores)).not.toContain('secret');
    }
  });

  it('have the TSDB of the Prometheus itself where that is the old one', () => {
    const { stores } = stateOf(chartManifest([NEW]), { ...TO_NEW, old: 'tsdb' });
    expect(partsOf(stores)).toMatchObject({
      old: { directory: '/data', volume: 'claim mon-prometheus-server' },
    });
  });

  it('are not guessed where several may be the old one', () => {
    const { stores } = stateOf(chartManifest([OLD, { url: 'http://archive/w' }, NEW]), TO_NEW);
    expect(stores.old?.url).toMatchObject({ sure: false });
  });
});

describe('two stores behind one URL', () => {
  const [A, B] = [
    { name: 'old', url: NEW.url, tenant: 'a' },
    { name: 'new', url: NEW.url, tenant: 'b' },
  ];
  const [DB_A, DB_B] = ['a', 'b'].map((db) => ({
    name: db,
    url: `http://influx:8086/api/v1/prom/write?db=${db}`,
  }));
  const cases = [
    { by: 'the tenant', old: A, now: B, settings: { ...TO_NEW, destinationTenant: 'b' } },
    { by: 'the query', old: DB_A, now: DB_B, settings: { destination: DB_B?.url ?? '' } },
  ] as const;

  it.each(cases)('are told apart by $by', ({ old, now, settings }) => {
    for (const manifestOf of [chartManifest, stackManifest]) {
      const phaseOf = (entries: readonly (typeof old)[]) =>
        likely(stateOf(manifestOf(entries as never), settings).phase);
      expect(phaseOf([old])).toBe('old');
      expect(phaseOf([old, now])).toBe('dual');
      expect(phaseOf([now, old])).toBe('dual');
      expect(phaseOf([now])).toBe('new');
    }
  });

  it.each(cases)('lose the entry of the old one, told by $by', ({ old, now, settings }) => {
    const { components, meant } = stateOf(chartManifest([old, now] as never), settings);
    expect(components.map((one) => likely(entryToDrop(one, meant)?.name))).toEqual([old?.name]);
  });

  it('leave the phase open where nobody says which is which', () => {
    expect(stateOf(chartManifest([A, B]), TO_NEW).phase).toMatchObject({
      sure: false,
      why: expect.stringContaining('destinationTenant'),
    });
  });
});

describe('a step', () => {
  const step = (before: string, now: string, settings = TO_NEW) =>
    transition({
      before: stateOf(before, settings),
      now: stateOf(now, settings),
      asked: () => undefined,
      options: {},
      clock: 0,
    });

  it('into dual asks for nothing where a ConfigMap is only reloaded', () => {
    expect(step(chartManifest([OLD]), chartManifest([OLD, NEW])).verified).toBeUndefined();
  });

  it('into dual asks the CRD where a custom resource is only reloaded, and not the queues', () => {
    const { verified } = step(stackManifest([OLD]), stackManifest([OLD, NEW]));
    expect(verified).toEqual([crdHasFields.id]);
  });

  it('into dual asks that no queue is behind where it restarts the pods', () => {
    const needs = { verified: true, consequences: [expect.any(String), expect.stringContaining('anew')] };
    expect(step(chartManifest([OLD]), chartManifest([OLD, NEW], ['--web.enable-lifecycle']))).toMatchObject(
      needs,
    );
    expect(step(stackManifest([OLD]), stackManifest([OLD, NEW], '  retentionSize: 10GB\n'))).toMatchObject(
      needs,
    );
  });

  it('to the new store alone asks for a day of dual that is proven, and is not undone by going back', () => {
    expect(step(stackManifest([OLD, NEW]), stackManifest([NEW]))).toMatchObject({
      soakMs: 86_400_000,
      verified: true,
      isReversible: false,
      back: expect.stringContaining('misses every sample'),
    });
  });

  it('back out of dual asks for no proof, though it restarts the pods', () => {
    const back = step(stackManifest([OLD, NEW], '  retentionSize: 10GB\n'), stackManifest([OLD]));
    expect(back.verified).toBeUndefined();
  });
});

describe('pods', () => {
  it('of the operator are found by its label, those of the chart by that of the release', () => {
    const pods = (manifest: string) => packWith(TO_NEW).podsByLabel?.(stateOf(manifest, TO_NEW));
    expect(pods(stackManifest([OLD]))).toEqual([
      {
        selector: 'operator.prometheus.io/name=mon-kube-prometheus-stack-prometheus',
        component: 'prometheus',
      },
    ]);
    expect(pods(chartManifest([OLD]))).toEqual([]);
  });
});
