import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html as printHtml } from '../../../src/report/html.ts';
import { planPage } from '../../../src/report/plan/plan-page.ts';
import type { PlanReport } from '../../../src/report/plan/plan-report.ts';
import { visible } from '../../../src/visible-text.ts';
import { NASTY, nastyReport } from './nasty.ts';
import { SAMPLES } from './samples/index.ts';
import { skeletonOf } from './skeleton.ts';

const html = (report: PlanReport): string => printHtml(planPage(report));

const names = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[];
const PLAIN_SKELETON = skeletonOf(html(nastyReport('x')));
const OUTSIDE = /https?:|\/\/|@import|url\(/;

const fragments = fc.constantFrom(
  '<script>',
  '</script>',
  '</style>',
  '</title>',
  '<!--',
  '-->',
  ']]>',
  '"',
  "'",
  '>',
  '<',
  '&',
  '&amp',
  '&#x0;',
  '</p><p>',
  '<svg onload=a>',
  ' onclick=a ',
  'javascript:a',
  '\u0000',
  '\u001b',
  '\r',
  '\n',
  '\u2028',
  '\u202e',
  '\ufffe',
  '\ud800',
  '\u{1fffe}',
  '{{a}}',
);
const anyText = fc
  .array(fc.oneof(fragments, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''))
  .filter((text) => text !== '');

describe('html', () => {
  it.each(names)('%s is a page that no browser has to fix', (name) => {
    expect(skeletonOf(html(SAMPLES[name])).errors).toEqual([]);
  });

  it.each(names)('%s holds no script and nothing to load', (name) => {
    const page = html(SAMPLES[name]);
    const { elements } = skeletonOf(page);
    const loading =
      /^<(?:script|iframe|object|embed|img|image|use|base|form|a)[ >]| (?:src|srcset|on\w+|xlink:href)[ >]/;
    expect(elements.filter((element) => loading.test(element))).toEqual([]);
    expect(elements.filter((element) => element.startsWith('<link'))).toEqual(['<link rel href>']);
    expect(page).not.toMatch(OUTSIDE);
  });

  it('shows a script in every text field as text', () => {
    const page = html(nastyReport(NASTY));
    const { errors, elements, text } = skeletonOf(page);
    expect(errors).toEqual([]);
    expect(elements).toEqual(PLAIN_SKELETON.elements);
    expect(page).not.toContain('<script');
    expect(text.split('<script>window.hit=1</script>').length).toBeGreaterThan(60);
  });

  it('keeps its shape whatever text stands in its fields, and shows all of that text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const page = skeletonOf(html(nastyReport(text)));
        expect(page.errors).toEqual([]);
        expect(page.elements).toEqual(PLAIN_SKELETON.elements);
        const [first = ''] = text.split(/\r\n|\r|\n/);
        const shown = visible(first).replace(/\p{Surrogate}|\p{Noncharacter_Code_Point}/gu, '\ufffd');
        expect(page.text).toContain(shown);
      }),
      { numRuns: 150 },
    );
  });
});
