import fc from 'fast-check';
import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { RULES as rules } from '../../../src/packs/pyroscope/rules/index.ts';
import { mutated } from '../mutated-text.ts';

function keysOf(data: unknown, found: Set<string>): Set<string> {
  if (typeof data !== 'object' || data === null) return found;
  for (const [key, value] of Object.entries(data)) {
    if (!Array.isArray(data)) found.add(key);
    keysOf(value, found);
  }
  return found;
}

/** Every key of an old and a new chart, wherever it stands there: in a random place it may be right or not. */
const CHART_KEYS = ['1.14.0', '2.2.1'].flatMap((chart) => [
  ...keysOf(PYROSCOPE_CHART.defaults(chart), new Set()),
]);
const JUNK_KEYS = ['persistance', 'yes', '10', '"a.b"', "'s q'", '__proto__', '<<', '"\\u00e9"', '? k', ''];

const SCALARS = [
  ...['true', 'false', 'yes', 'No', 'on', 'OFF', 'y', 'n', 'null', '~', '', '0', '3', '-1', '1.5', '007'],
  ...['20Gi', '100m', 'auto', '2026-03-01T00:00:00Z', '2.2.1', '"2.2.1"', "'it''s'", '"\\x41"', 'a b', '{}'],
  ...['[]', '[a, {b: on}]', '{a: 1, storage: {v1: off}}', 'http://x:9000', 'é日本', '*shared', '&shared v'],
  ...['-write-path=combined', '!!str 1', '*missing', '@x', '"open', '.inf', 'a # b'],
];
const BLOCKS = ['|', '>-', '|2', '>+'];
const NOTES = ['', '', '', ' # note', ' # phasegate-ignore unknown-key: so', ' # phasegate-ignore'];

const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...CHART_KEYS) },
  { weight: 1, arbitrary: fc.constantFrom(...JUNK_KEYS) },
);

const indented = (lines: readonly string[]): string[] => lines.map((line) => (line ? `  ${line}` : line));

/** Lines of a block map of chart keys in any order, with lists, block texts and comments in it. */
const mapOf = (scalars: readonly string[]) =>
  fc.letrec<{ map: string[]; value: string[]; list: string[]; block: string[] }>((tie) => {
    const note = fc.constantFrom(...NOTES);
    const entry = fc.tuple(key, tie('value'), note).map(([name, [first = '', ...rest], comment]) => {
      const head =
        first === '' ? `${name}:${comment}` : `${name}: ${first}${rest.length === 0 ? comment : ''}`;
      return [head, ...rest];
    });
    const nested = (lines: fc.Arbitrary<string[]>) => lines.map((all) => ['', ...indented(all)]);
    return {
      map: fc.array(entry, { minLength: 1, maxLength: 4 }).map((all) => all.flat()),
      list: fc
        .array(tie('map'), { minLength: 1, maxLength: 2 })
        .map((all) => all.flatMap(([first = '', ...rest]) => [`- ${first}`, ...indented(rest)])),
      block: fc
        .tuple(fc.constantFrom(...BLOCKS), tie('map'))
        .map(([header, lines]) => [header, ...indented(lines)]),
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(...scalars).map((text) => [text]),
        nested(tie('map')),
        nested(tie('list')),
        tie('block'),
      ),
    };
  }).map;

const mapText = (scalars: readonly string[]) => mapOf(scalars).map((lines) => `${lines.join('\n')}\n`);

/** Values that the rules have something to say about, and such that they must be silent about. */
const EXAMPLES = rules.flatMap(({ good = [], bad }) =>
  [...good, ...bad].flatMap(({ values }) => values ?? []),
);

/** Two examples of rules below each other: their keys often stand twice, which is a finding too. */
export const exampleText = fc
  .array(fc.constantFrom(...EXAMPLES), { minLength: 1, maxLength: 2 })
  .map((texts) => texts.map((text) => (text.endsWith('\n') ? text : `${text}\n`)).join(''));

/** Words that Helm reads as booleans, in all the forms that a fix meets. */
const WORDS = [
  'yes',
  'No',
  'on',
  'OFF',
  'y',
  '[on, {a: off}]',
  '{b: yes}',
  '"on"',
  "'no'",
  'true',
  '&w on',
  '&z yes',
];

const MENDABLE = rules.flatMap(({ bad }) =>
  bad.flatMap(({ values, after }) => (after === undefined || values === undefined ? [] : [values])),
);

/** The same values with an anchor at one of them, which a key of the user's own at the end refers to. */
function sharing(text: string, at: number): string {
  const lines = text.split('\n');
  const places = lines.flatMap((line, index) => (/^ *[\w.-]+: [\w"'-]/.test(line) ? [index] : []));
  const chosen = places[at % places.length];
  if (chosen === undefined) return text;
  const shared = lines.map((line, index) => (index === chosen ? line.replace(': ', ': &m ') : line));
  return `${shared.join('\n')}\nagain: *m\n`;
}

const fixable = fc
  .tuple(fc.constantFrom(...MENDABLE), fc.option(fc.nat({ max: 59 })))
  .map(([text, at]) => (at === null ? text : sharing(text, at)));

/** Values with something to fix in them, at times behind an anchor that other values share. */
export const fixableText: fc.Arbitrary<string> = fc
  .tuple(
    fc.option(fixable, { nil: '' }),
    fc.oneof(fc.constant(''), mapText(WORDS)),
    fc.constantFrom('', '', 'again: *w\n', 'twice: [*z, *w]\n', '<<: {off: on}\n'),
  )
  .map((parts) => parts.map((text) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)).join(''));

const CYCLES = [
  'pyroscope: &all\n  extraArgs: *all\n',
  'a: &a [*a, *a]\nalloy: *a\n',
  '&root\npyroscope: *root\n',
  'a: &a {b: &b {c: *a, d: *b}}\n',
  'x: &x {enabled: on}\nalloy: *x\nminio: {<<: *x}\npyroscope: {<<: [*x, *x]}\n',
];

/** Values as they may be written, most of them readable. */
export const valuesText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: mapText(SCALARS) },
  { weight: 3, arbitrary: exampleText },
  { weight: 1, arbitrary: fc.constantFrom(...CYCLES) },
);

const cut = fc
  .tuple(valuesText, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([text, at]) => text.slice(0, Math.floor(at * text.length)));

const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
);

/** A byte order mark, which is no column, before values and before what Helm refuses. */
const marked = fc.oneof(cut, fc.constantFrom('true\n', '- a\n', '@x\n')).map((text) => `\ufeff${text}`);

/** Any text at all: values, values cut off or with slips in them, noise, and noise among values. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: valuesText },
  { weight: 3, arbitrary: cut },
  { weight: 3, arbitrary: mutated(valuesText) },
  { weight: 1, arbitrary: noise },
  { weight: 1, arbitrary: marked },
  { weight: 1, arbitrary: fc.tuple(valuesText, noise, valuesText).map((parts) => parts.join('')) },
);
