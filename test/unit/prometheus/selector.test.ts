import { expect, test } from 'vitest';
import { readSelector } from '../../../src/packs/prometheus/backfill/selector.ts';

const matcher = (name: string, operator: string, value: string) => ({ name, operator, value });

test.each([
  ['up', [matcher('__name__', '=', 'up')]],
  ['{__name__=~".+"}', [matcher('__name__', '=~', '.+')]],
  [
    'up{job="a",zone!~`b\\d`}',
    [matcher('__name__', '=', 'up'), matcher('job', '=', 'a'), matcher('zone', '!~', 'b\\d')],
  ],
  ['{"http.status", code!=\'4\'}', [matcher('__name__', '=', 'http.status'), matcher('code', '!=', '4')]],
  ['{"a.b"="c"}', [matcher('a.b', '=', 'c')]],
  [
    'up{path="a\\"b\\\\c\\n\\u00e4\\x41"}',
    [matcher('__name__', '=', 'up'), matcher('path', '=', 'a"b\\c\näA')],
  ],
  ['{job=~"a|b",}', [matcher('job', '=~', 'a|b')]],
])('%s', (text, matchers) => {
  expect(readSelector(text)).toEqual({ ok: true, value: matchers });
});

test.each([
  'rate(up[5m])',
  'up[5m]',
  'up offset 5m',
  'up or down',
  'up{',
  '',
  '1',
  '"up"',
  '{}',
  '{job=""}',
  '{job=~".*"}',
  '{job!="a"}',
])('%s is refused', (text) => {
  expect(readSelector(text).ok).toBe(false);
});
