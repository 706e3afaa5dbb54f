import { describe, expect, it } from 'vitest';
import { type Paint, PLAIN } from '../../../src/report/finding-text.ts';
import { text } from '../../../src/report/lint/text.ts';
import { finding, flagFinding, resultOf, SAMPLE } from './sample.ts';

const TAGS: Paint = {
  red: (inner) => `<red>${inner}</red>`,
  yellow: (inner) => `<yellow>${inner}</yellow>`,
  cyan: (inner) => `<cyan>${inner}</cyan>`,
  dim: (inner) => `<dim>${inner}</dim>`,
};

const linesOf = (...findings: Parameters<typeof resultOf>): string[] =>
  text(resultOf(...findings), PLAIN).split('\n');

describe('text', () => {
  it('is empty where nothing was found', () => {
    expect(text({ ...SAMPLE, findings: [] }, PLAIN)).toBe('');
  });

  it('paints severities by their weight, and dims the source', () => {
    const severities = ['error', 'warning', 'info'] as const;
    const painted = text(resultOf(...severities.map((severity) => finding({ severity }))), TAGS);
    const labels = [...painted.matchAll(/: (<.*>): /g)].map(([, label]) => label);
    expect(labels).toEqual(['<red>error</red>', '<yellow>warning</yellow>', '<cyan>info</cyan>']);
    expect(painted).toContain('<dim>    |         ^~~~~</dim>');
  });

  it.each([
    ['one character', { column: 9, endColumn: 10 }, '^'],
    ['nothing, as where a value is missing', { column: 9, endColumn: 9 }, '^'],
    ['two characters', { column: 9, endColumn: 11 }, '^~'],
    ['as much as the line holds', { column: 9, endColumn: 99 }, '^~~~~'],
    ['the beginning of several lines', { column: 9, endLine: 4, endColumn: 14 }, '^'],
  ])('underlines %s', (_, place, underline) => {
    expect(linesOf(finding(place))[2]).toBe(`    |         ${underline}`);
  });

  it('underlines what a long line shows of it', () => {
    const source = `key: ${'x'.repeat(500)}`;
    const [, shown = '', caret = ''] = linesOf(finding({ source, column: 6, endColumn: 506 }));
    expect(caret).toMatch(/\^~+$/);
    expect(caret).toHaveLength(shown.length);
  });

  it('keeps the caret below its character behind tabs and control characters', () => {
    const [, shown = '', caret = ''] = linesOf(
      finding({ source: '\t"\u0007\u001b\u007f\u009b": off', column: 9, endColumn: 12 }),
    );
    expect(shown).toBe('  3 | \t"␇␛␡\uFFFD": off');
    expect(caret).toBe('    | \t       ^~~');
  });

  it('lets no finding drive the terminal or write lines of its own', () => {
    const nasty = '\u001b[2J\u009b1m\u202e\nvalues.yaml:1:1: error: forged\r';
    const shown = text(
      resultOf(
        finding({ what: nasty, why: nasty, remedy: nasty, file: nasty, source: nasty, ruleId: nasty }),
      ),
      PLAIN,
    );
    expect(shown).not.toMatch(/(?!\n)\p{Control}|\u202e/u);
    expect(shown).not.toMatch(/^values\.yaml:1:1/m);
  });

  it('names the charts of the values that were found fault with, and of all values where a flag was', () => {
    const values = [
      { name: 'clean.yaml', files: ['clean.yaml'] },
      { name: 'prod/values.yaml', files: ['prod/values.yaml'] },
      { name: 'values.yaml: release a', files: ['values.yaml'] },
      { name: 'base.yaml + values.yaml', files: ['base.yaml', 'values.yaml'] },
      { name: 'values.yaml', files: ['values.yaml'] },
    ].map((one) => ({
      ...one,
      pack: 'pyroscope',
      chart: '2.2.1',
      chartSource: 'newest known',
    }));
    const charts = (one: Parameters<typeof resultOf>[0]): string[] =>
      text({ ...resultOf(one), values }, PLAIN)
        .split('\n')
        .filter((line) => line.endsWith('chart 2.2.1 (newest known)'))
        .map((line) => line.slice(0, line.lastIndexOf(': chart')));
    expect(charts(finding())).toEqual(['values.yaml: release a', 'base.yaml + values.yaml', 'values.yaml']);
    expect(charts(flagFinding('--set a=b'))).toEqual(values.map(({ name }) => name));
  });

  it('counts the values of one chart where they are many', () => {
    const linesFor = (count: number): readonly string[] => {
      const same = { files: ['values.yaml'], pack: 'pyroscope', chart: '2.2.1' };
      const many = Array.from({ length: count }, (_, at) => ({
        ...same,
        name: `values.yaml (release ${at})`,
        chartSource: 'a.yaml:1:1',
      }));
      const values = [...many, { ...same, name: 'old.yaml', chart: '1.21.0', chartSource: 'b.yaml:1:1' }];
      return text({ ...resultOf(finding()), values }, PLAIN)
        .split('\n')
        .filter((line) => line.includes('chart '));
    };
    expect(linesFor(6)).toEqual([
      '6 sets of values: chart 2.2.1 (a.yaml:1:1)',
      'old.yaml: chart 1.21.0 (b.yaml:1:1)',
    ]);
    expect(linesFor(5)).toHaveLength(6);
  });

  it('leaves out of the summary what was not found', () => {
    expect(linesOf(finding({ severity: 'info' })).at(-4)).toBe('1 info in 1 file');
  });
});
