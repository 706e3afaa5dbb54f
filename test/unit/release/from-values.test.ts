import { describe, expect, it } from 'vitest';
import { likely, sure } from '../../../src/pack.ts';
import { defaultsOf, schemaProblems } from '../../../src/release/chart-values.ts';
import { caseOfValues, stateAfter, stateOfValues, valuesBehind } from '../../../src/release/from-values.ts';
import { valuesTree } from '../../../src/rules/trees.ts';
import { toJson } from '../../../src/values/tree.ts';
import { PACK, release, state, tree } from './small-pack.ts';

const [CHART] = PACK.charts;

describe('the state of values', () => {
  it('has what the pack reads, over the defaults of the chart', () => {
    expect(sure(state({}, '1.0.0').phase)).toBe('disk');
    expect(sure(state({}, '1.2.0').phase)).toBe('bucket');
    const { phase } = state({ archive: { store: 'both' } });
    expect(phase).toMatchObject({ sure: true, value: 'both', by: 'person' });
  });

  it('has what the engine adds', () => {
    const one = state({ archive: { bucket: 'mine' } });
    expect(one).toMatchObject({ readFrom: 'values', chart: { value: '1.2.0' }, release: { sure: false } });
    expect(sure(one.setting('bucket')[0])).toBe('mine');
    expect(sure(one.stores.bucket?.name)).toBe('mine');
    expect(one.values?.isWritten('archive', 'store')).toBe(false);
    expect(valuesBehind(one.values ?? valuesTree(tree({}))).user).toEqual(
      tree({ archive: { bucket: 'mine' } }),
    );
  });

  it('has the names that somebody gave, and knows when one stands for none', () => {
    const named = (names: object) => stateOfValues(PACK, release({}, '1.2.0', names), () => '');
    const installed = named({ release: 'books', namespace: 'reading' });
    expect([sure(installed.release), sure(installed.namespace)]).toEqual(['books', 'reading']);
    const after = stateAfter(PACK, installed, { phase: 'both' });
    expect([sure(after.release), sure(after.namespace)]).toEqual(['books', 'reading']);
    const onPaper = named({ release: 'values', isOnPaper: true });
    expect([sure(onPaper.release), likely(onPaper.release), sure(onPaper.namespace)]).toEqual([
      undefined,
      'values',
      undefined,
    ]);
  });

  it('knows only its own trees from behind', () => {
    expect(() => valuesBehind(valuesTree(tree({})))).toThrow('not made of values');
  });

  it('comes with the one before, where there is one', () => {
    const before = { user: tree({ archive: { store: 'both' } }), chart: '1.0.0' };
    const of = caseOfValues(PACK, release({}, '1.2.0', { before }));
    expect([of.before && sure(of.before.phase), sure(of.now.phase)]).toEqual(['both', 'bucket']);
    expect(caseOfValues(PACK, release({}))).not.toHaveProperty('before');
  });

  it('lies over other defaults where the release has others', () => {
    const { resolved } = release({}, '1.2.0', { defaults: defaultsOf(CHART, '1.0.0') });
    expect(toJson(resolved)).toMatchObject({ archive: { store: 'disk' } });
  });
});

describe('a chart of a pack', () => {
  it('has the defaults of the nearest known version, read once', () => {
    expect(defaultsOf(CHART, '1.1.0')).toBe(defaultsOf(CHART, '1.0.0'));
    expect(defaultsOf(CHART, '9.0.0').origin).toEqual({ kind: 'default', chartVersion: '1.2.0' });
  });

  it('has its schema compiled where it brings no check', async () => {
    expect(await schemaProblems(CHART, '1.2.0', { archve: {} })).toMatchObject([
      { kind: 'unknown-key', path: ['archve'] },
    ]);
    expect(await schemaProblems(CHART, '1.2.0', { archive: { store: 1 } })).toMatchObject([
      { kind: 'wrong-type' },
    ]);
    expect(await schemaProblems({ ...CHART, schema: undefined as never }, '1.2.0', { archve: {} })).toEqual(
      [],
    );
  });
});
