import { describe, expect, it } from 'vitest';
import { sure } from '../../../src/pack.ts';
import { stateOf } from '../rules/findings-of.ts';
import { ids, judge } from './pyroscope-states.ts';

const components = {
  ingester: { kind: 'StatefulSet' },
  distributor: { kind: 'Deployment' },
  querier: { kind: 'Deployment' },
  'query-frontend': { kind: 'Deployment' },
};
const legacy = (v1: boolean, v2: boolean, microservices: object = {}) =>
  stateOf({ architecture: { storage: { v1, v2 }, microservices }, pyroscope: { components } });
const split = { enabled: true, clusterLabelSuffix: '' };

describe('what a release of components alone is told to do', () => {
  it('is accepted by plan in one step, or in two', () => {
    expect(ids(judge(legacy(true, false), legacy(true, true, split)))).toEqual([]);
    expect(ids(judge(legacy(true, false), legacy(true, false, split)))).toEqual([]);
    expect(ids(judge(legacy(true, false, split), legacy(true, true, split)))).toEqual([]);
    expect(ids(judge(legacy(true, true), legacy(true, true, split)))).toEqual([]);
  });

  it('is not to keep the layout in dual, and not to jump to v2', () => {
    expect(ids(judge(legacy(true, false), legacy(true, true)))).toEqual(['legacy-components-layout']);
    expect(ids(judge(legacy(true, false), legacy(false, true, split)))).toEqual(['v1-to-v2-without-dual']);
  });

  it('counts components of v2 that the list names as well', () => {
    const names = ['metastore', 'segment-writer', 'query-backend'];
    const parts = Object.fromEntries(names.map((name) => [name, { kind: 'StatefulSet' }]));
    const whole = stateOf({
      architecture: { storage: { v1: true, v2: true } },
      pyroscope: { components: { ...components, ...parts } },
    });
    expect(sure(whole.layout)).toBe('microservices');
    expect(ids(judge(legacy(true, false), whole))).toEqual([]);
  });
});
