import assert from 'node:assert/strict';
import fc from 'fast-check';
import { err, ok } from '../../../src/result.ts';
import { parseValues } from '../../../src/values/read-values.ts';
import { applySetFlag } from '../../../src/values/set-flag.ts';
import { lookup, type MapNode, placesIn, type SetFlagName, toExactData } from '../../../src/values/tree.ts';
import { mutated } from '../../property/mutated-text.ts';
import { bytesOf, type FuzzTarget, gist, headAndText, textOf } from '../target.ts';

const FLAGS = ['--set', '--set-string', '--set-json', '--set-file', '--set-literal'] as const;

/** What the flags meet: every kind of value, and a key that objects have by themselves. */
const BASE =
  'a: {b: [1, {c: d}, []]}\nlist: [x, null]\ntext: x\nnone: null\n__proto__: {a: 1}\n"": {a: [1]}\n';

function baseValues(): MapNode {
  const read = parseValues(BASE, placesIn('values.yaml', BASE));
  assert.ok(read.ok);
  return read.value.values;
}

/** As plain data with what JSON has no word for. */
const shown = (node: MapNode): string =>
  JSON.stringify(toExactData(node), (_, value) => (typeof value === 'bigint' ? `${value}n` : value));

/** One key, one value: whatever they are, what was escaped is set as it is. */
function checkEscaped(text: string): void {
  const escaped = text.replace(/[\\,.=[\]{}]/g, '\\$&');
  const set = applySetFlag(
    baseValues(),
    { flag: '--set-string', text: `new.k${escaped}=v${escaped}` },
    { readFile: () => err('none'), helm: 4 },
  );
  assert.ok(set.ok, 'an escaped text is refused');
  const found = lookup(set.value, ['new', `k${text}`]);
  assert.ok(found?.kind === 'scalar');
  assert.equal(found.value, `v${text}`);
}

function checkFlag(input: Uint8Array): string {
  const { head, text } = headAndText(input);
  const [word = '', major = ''] = (head[0] ?? '').split(' ');
  const flag = FLAGS.find((one) => one === word) ?? '--set';
  const helm = major === '3' ? 3 : 4;
  const readFile = (path: string) => (path.includes('missing') ? err('no such file') : ok(path));
  const base = baseValues();
  const before = shown(base);
  const set = applySetFlag(base, { flag, text }, { readFile, helm });
  assert.equal(shown(base), before, 'the values that a flag is applied to have changed');
  checkEscaped(text.slice(0, 200));
  if (!set.ok) {
    assert.ok(set.error.flag?.startsWith(flag), 'an error does not name the flag');
    return `${flag} ${set.error.kind} ${gist(set.error.message)}`;
  }
  shown(set.value);
  return `${flag} set`;
}

const NAMES = ['a', 'a.b', 'list', 'text', 'none', '__proto__', 'new', 'a\\.b', ''];
const STEPS = [
  '',
  '',
  '.a',
  '.b',
  '[0]',
  '[1]',
  '[3]',
  '[0][1]',
  '.',
  '[',
  '[x]',
  '[-1]',
  '[65536]',
  '[65537]',
  ' ',
];
const VALUES = [
  ...[
    'x',
    'true',
    'null',
    '0',
    '-1',
    '+5',
    '9223372036854775808',
    '1e3',
    'a\\,b',
    '{a,1}',
    '{}',
    '{a',
    '',
    '"q"',
  ],
  ...['{"a":{"b":null}}', '[1,[2],{}]', '"\\u00e9"', '[1', '{"a":1,}', 'missing', '\\'],
];
const assignment = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.array(fc.constantFrom(...STEPS), { maxLength: 3 }),
    fc.constantFrom(...VALUES),
  )
  .map(([name, steps, value]) => `${name}${steps.join('')}=${value}`);
const flagText = fc.array(assignment, { minLength: 1, maxLength: 3 }).map((all) => all.join(','));

export const setFlag: FuzzTarget = {
  name: 'set-flag',
  holds: 'a --set flag is applied or refused by name, and never changes the values it is applied to',
  inputs: fc
    .tuple(
      fc.constantFrom<SetFlagName>(...FLAGS),
      fc.constantFrom('3', '4'),
      fc.oneof(flagText, mutated(flagText), fc.string({ unit: 'binary', maxLength: 30 })),
    )
    .map(([flag, helm, text]) => bytesOf(`${flag} ${helm}\n--\n${textOf(bytesOf(text))}`)),
  runs: 400,
  check: checkFlag,
};
