import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { VERIFY_FORMATS } from '../../../src/report/verify/index.ts';
import { NASTY } from '../plan-formats/nasty.ts';
import { skeletonOf } from '../plan-formats/skeleton.ts';
import { check, GREEN, HALF, IN_V2, report } from './samples.ts';

const html = await VERIFY_FORMATS.html();
const nasty = (text: string) =>
  report({
    phaseSource: text,
    chart: text,
    checks: [check('failed', { title: text, seen: text, expected: text, why: text, command: text })],
  });

describe('the page of verify', () => {
  it.each([
    ['half', HALF],
    ['green', GREEN],
    ['in v2', IN_V2],
  ])('%s is one that no browser has to fix', (_, one) => {
    expect(skeletonOf(html(one, PLAIN)).errors).toEqual([]);
  });

  it('keeps its shape whatever a server answers', () => {
    const page = skeletonOf(html(nasty(NASTY), PLAIN));
    expect(page.errors).toEqual([]);
    expect(page.elements).toEqual(skeletonOf(html(nasty('x'), PLAIN)).elements);
    expect(page.text).toContain('<script>window.hit=1</script>');
  });
});
