import { describe, expect, it } from 'vitest';
import { sure } from '../../../src/pack.ts';
import { splitOf } from '../../../src/packs/pyroscope/query-backend-from.ts';
import { sharesIn } from '../../../src/packs/pyroscope/read/weights.ts';
import { stateOf } from '../rules/findings-of.ts';

const storage = (v1: boolean, v2: boolean, migration: object = {}) => ({
  architecture: { storage: { v1, v2, migration } },
});
const DUAL = storage(true, true);
const extraArgs = (args: object) => ({ ...DUAL, pyroscope: { extraArgs: args } });
const side = (values: object, chart?: string) => {
  const state = stateOf(values, chart === undefined ? {} : { chart });
  const { phase, layout, components } = state;
  return {
    ...{ phase: sure(phase), chart: sure(state.chart), layout: sure(layout) },
    server: sure(components[0]?.server),
    weights: sharesIn(state),
    queryBackendFrom: sure(splitOf(state)),
  };
};

describe('a side of a transition, read off the values', () => {
  it('takes the defaults of the chart where nothing is written', () => {
    expect(side({}, '1.21.0')).toMatchObject({
      phase: 'v1',
      chart: '1.21.0',
      layout: 'single-binary',
      server: '1.21.0',
    });
    expect(side({}, '2.2.1')).toMatchObject({ phase: 'v2' });
    expect(side(storage(false, false))).toMatchObject({ phase: undefined });
    expect(
      side({ ...DUAL, architecture: { ...DUAL.architecture, microservices: { enabled: true } } }).layout,
    ).toBe('microservices');
  });

  it.each([
    ['2.2.1', storage(true, true, { ingesterWeight: 0.5 }), { ingester: 0.5, segmentWriter: 1 }],
    ['1.21.0', storage(true, true, { ingesterWeight: 0.5 }), { ingester: 1, segmentWriter: 1 }],
    ['2.2.1', extraArgs({ 'write-path': 'combined' }), { ingester: 1, segmentWriter: 0 }],
    [
      '1.21.0',
      extraArgs({ 'write-path.segment-writer-weight': '0.25' }),
      { ingester: 1, segmentWriter: 0.25 },
    ],
    [
      '1.21.0',
      { ...DUAL, pyroscope: { structuredConfig: { limits: { write_path_ingester_weight: 0.5 } } } },
      { ingester: 0.5, segmentWriter: 1 },
    ],
    ['2.2.1', storage(true, true, { ingesterWeight: 'half' }), undefined],
    ['2.2.1', storage(false, true, { ingesterWeight: 0.5 }), undefined],
  ])('chart %s: weights as the server gets them', (chart, values, expected) => {
    expect(side(values, chart).weights).toEqual(expected);
  });

  it.each([
    ['2.2.1', DUAL, 'auto'],
    ['1.21.0', DUAL, 'auto'],
    ['2.2.1', storage(true, true, { queryBackendFrom: '2026-11-01T00:00:00Z' }), '2026-11-01T00:00:00Z'],
    ['1.21.0', storage(true, true, { queryBackend: false }), '0'],
    ['1.21.0', storage(true, true, { queryBackendFrom: '' }), '0'],
    ['2.2.1', storage(true, true, { queryBackendFrom: '' }), 'auto'],
    ['1.21.0', extraArgs({ 'enable-query-backend': 'false' }), 'never'],
    ['1.21.0', storage(true, false), undefined],
  ])('chart %s: from when v2 is asked', (chart, values, expected) => {
    expect(side(values, chart).queryBackendFrom).toBe(expected);
  });

  it('knows the server by chart or tag, and not by a tag that is no version', () => {
    expect(side(DUAL, '1.19.2').server).toBe('1.19.1');
    expect(side({ ...DUAL, pyroscope: { image: { tag: '1.20.3' } } }, '1.19.2').server).toBe('1.20.3');
    expect(side({ ...DUAL, pyroscope: { image: { tag: 'latest' } } }).server).toBeUndefined();
  });
});
