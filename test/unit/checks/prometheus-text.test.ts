import { describe, expect, it } from 'vitest';
import { not, readPrometheusText, total } from '../../../src/checks/metrics.ts';

describe('the text format of Prometheus', () => {
  it('is read with braces, commas, quotes and line ends inside label values', () => {
    const text = 'a{x="1,2}",y="say \\"so\\"\\nthere \\\\n"} 3\n';
    expect(readPrometheusText(text)).toEqual([
      { name: 'a', labels: { x: '1,2}', y: 'say "so"\nthere \\n' }, value: 3 },
    ]);
  });

  it('passes over comments, and takes exponents, infinities and a time stamp', () => {
    const text =
      '# HELP a of things\n# TYPE a gauge\na 1.5e+09\nb{} +Inf\nc -Inf 1700000000000\n\nnonsense\n';
    const values = readPrometheusText(text).map(({ name, value }) => [name, value]);
    expect(values).toEqual([
      ['a', 1.5e9],
      ['b', Infinity],
      ['c', -Infinity],
    ]);
  });

  it('is summed by labels, where a missing label counts as the empty text', () => {
    const samples = readPrometheusText('a{s="x"} 1\na{s="y"} 2\na 4\nab{s="x"} 8\n');
    expect(total(samples, 'a')).toBe(7);
    expect(total(samples, 'a', { s: 'y' })).toBe(2);
    expect(total(samples, 'a', { s: '' })).toBe(4);
    expect(total(samples, 'a', { s: not('x', '') })).toBe(2);
  });
});
