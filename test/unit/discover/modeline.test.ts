import { describe, expect, it } from 'vitest';
import { readModeline } from '../../../src/discover/found-values.ts';
import { foundOne, hint } from './find.ts';

const FILE = '/apps/values.yaml';
const CHART = 'name: pyroscope\nversion: 1.9.0\n';

const read = (text: string) => foundOne(FILE, { [FILE]: text, '/apps/Chart.yaml': CHART });
const rows = (count: number) => Array.from({ length: count }, (_, at) => `key${at}: 1\n`).join('');

describe('a modeline', () => {
  it.each([
    ['# phasegate: pack=pyroscope chart=2.0.3\n', 1],
    ['\ufeff# phasegate: pack=pyroscope chart=2.0.3\r\na: 1\r\n', 1],
    [`${rows(4)}  #phasegate:  chart=2.0.3   pack=pyroscope\n${rows(20)}`, 5],
    [`${rows(20)}# phasegate: chart=2.0.3 pack=pyroscope\n${rows(4)}`, 21],
    ['# phasegate: chart=2.0.3\n# phasegate: pack=pyroscope chart=1.0.0\n', 1],
  ])('beats the Chart.yaml: %j', (text, line) => {
    const found = read(text);
    expect(hint(found)).toBe(`2.0.3 from modeline apps/values.yaml:${line}`);
    expect(readModeline('f', text).pack).toBe('pyroscope');
  });

  it.each([
    `${rows(5)}# phasegate: pack=other chart=2.0.3\n${rows(20)}`,
    `${rows(20)}# phasegate: pack=other chart=2.0.3\n${rows(5)}`,
    'a: "# phasegate: pack=other chart=2.0.3"\n',
    '# phasegate: repack=other subchart=2.0.3\n',
  ])('is none here: %j', (text) => {
    const found = read(text);
    expect(hint(found)).toBe('1.9.0 from apps/Chart.yaml:2:10');
    expect(readModeline('f', text)).toEqual({});
  });

  it('may leave out either key', () => {
    const pack = '# phasegate: pack=pyroscope\n';
    expect(readModeline('f', pack)).toEqual({ pack: 'pyroscope' });
    expect(hint(read(pack))).toBe('1.9.0 from apps/Chart.yaml:2:10');
    const chart = '# phasegate: chart=~2.0\n';
    expect(readModeline('f', chart)).not.toHaveProperty('pack');
    expect(read(chart).chart?.version).toBe('~2.0');
  });

  it('goes for releases in manifests as well', () => {
    const release =
      '# phasegate: chart=2.0.3\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  chart: {spec: {chart: pyroscope, version: 1.0.0}}\n  values: {a: 1}\n';
    expect(hint(read(release))).toBe('2.0.3 from modeline apps/values.yaml:1');
  });

  it('makes values beside a foreign Chart.yaml those of the chart', () => {
    const files = { [FILE]: '# phasegate: pack=pyroscope\na: 1\n', '/apps/Chart.yaml': 'name: shop\n' };
    expect(foundOne(FILE, files)).toMatchObject({ prefix: [] });
  });
});
