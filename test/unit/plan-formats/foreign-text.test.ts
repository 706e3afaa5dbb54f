import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { codeCell, escapeMarkdown } from '../../../src/report/markdown.ts';
import { PLAN_FORMATS } from '../../../src/report/plan/index.ts';
import { NASTY, nastyReport } from './nasty.ts';
import { TO_DUAL } from './samples/to-dual.ts';

const text = await PLAN_FORMATS.text();
const markdownOf = await PLAN_FORMATS.markdown();
const markdown = (report: Parameters<typeof markdownOf>[0]): string => markdownOf(report, PLAIN);

describe('Markdown', () => {
  it.each([
    ['a|b', String.raw`a\|b`],
    ['<b> & c', '&lt;b&gt; &amp; c'],
    ['*x* _y_ snake_case', String.raw`\*x\* \_y\_ snake_case`],
    ['![a](b)', String.raw`!\[a\](b)`],
    ['@all, a@b', '@<span></span>all, a@<span></span>b'],
    ['# x', String.raw`\# x`],
    ['---', String.raw`\---`],
    ['1. x', String.raw`1\. x`],
    ['1.21.0', '1.21.0'],
    ['--set a=b', '--set a=b'],
    ['a\r\n- b', String.raw`a<br>\- b`],
  ])('shows %j as it is', (words, escaped) => {
    expect(escapeMarkdown(words)).toBe(escaped);
  });

  it.each([
    ['-a=b', '`-a=b`'],
    ['a|b', '`a\\|b`'],
    ['a`b', '`` a`b ``'],
    ['a\nb', '`a b`'],
    ['', ''],
  ])('shows %j as code in a table', (words, code) => {
    expect(codeCell(words)).toBe(code);
  });

  it('has no element, mention, picture or line of anybody else', () => {
    const written = markdown(nastyReport(NASTY));
    const outsideCode = written.replace(/(`+) ?.*?[^`]\1(?!`)/g, '');
    expect(outsideCode).not.toMatch(/<(?!\/?(?:br|sub|span)>)/);
    expect(outsideCode).not.toMatch(/@\w|!\[a/);
    expect(written).not.toMatch(/^# next/m);
  });

  it('has as many cells in each row of a table whatever text stands in them', () => {
    const cells = (line: string): number => line.split(/(?<!\\)\|/).length;
    const rows = (words: string): number[] =>
      markdown(nastyReport(words))
        .split('\n')
        .filter((line) => line.startsWith('| '))
        .map(cells);
    expect(rows(NASTY)).toEqual(rows('x'));
  });
});

describe('text', () => {
  it('lets no control character reach the terminal', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(text(nastyReport(NASTY), PLAIN)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  });

  it('has colours where it is painted, and the same words', () => {
    const mark = (words: string): string => `<${words}>`;
    const painted = text(TO_DUAL, { red: mark, yellow: mark, cyan: mark, dim: mark });
    expect(painted).toContain('<warning>: v2 gets 25 %');
    expect(painted.replace(/[<>]/g, '')).toBe(text(TO_DUAL, PLAIN).replace(/[<>]/g, ''));
  });
});

describe('a credential among the flags', () => {
  it.each(['text', 'markdown', 'json', 'html'] as const)('is not in %s', async (name) => {
    const print = await PLAN_FORMATS[name]();
    expect(print(TO_DUAL, PLAIN)).not.toMatch(/hunter[23]/);
  });
});
