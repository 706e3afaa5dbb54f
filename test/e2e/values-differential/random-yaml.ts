import type { SetFlag } from '../../../src/values/set-flag.ts';
import { Random } from './random.ts';
import { randomFlag } from './random-flag.ts';

/** What a user may give to one helm command. */
export interface Combination {
  readonly seed: number;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly setFlags: readonly SetFlag[];
}

/** One to three values files and none to four flags, the same for the same seed. */
export function combination(seed: number): Combination {
  const random = new Random(seed);
  const files = random.times(random.between(1, 3), () => randomYaml(random));
  return {
    seed,
    files: files.map((text, index) => ({ name: `values-${index}.yaml`, text })),
    setFlags: random.times(random.between(0, 4), () => randomFlag(random)),
  };
}

/** Few keys, so that files, flags and defaults meet; the odd ones are keys by another name in Helm. */
const KEYS = [
  'a',
  'deep',
  'b',
  'c',
  'list',
  'map',
  'none',
  '"q k"',
  "'s'",
  'yes',
  '1',
  '010',
  '1.5',
  'a.b',
  '__proto__',
];

const SCALARS = [
  'text',
  'two words',
  "it's",
  '"a: b"',
  "'it''s'",
  '""',
  '"\\u00e9\\t"',
  'true',
  'Yes',
  'oN',
  'n',
  'off',
  'FALSE',
  'null',
  '~',
  '',
  '0',
  '12',
  '-3',
  '+7',
  '0777',
  '0o17',
  '0x1F',
  '0b101',
  '1_000',
  '1e3',
  '.5',
  '-0.0',
  '08',
  '12345678901234567890',
  '2001-01-01',
  '12:30',
  '1.2.3',
  '128Mi',
  'http://x.y/z',
  '!!str 12',
  '!!int "3"',
  '!foo bar',
  '!!binary aGk=',
  '"{{ x }}"',
  '*anchor',
  '&anchor again',
  '日本',
  'a#b',
  '-x',
];

/** What Helm refuses as a value. */
const MISTAKES = ['.inf', '{{ .Values.x }}', '*missing', '!!int x', '@x'];

const BLOCK_TEXTS = ['|', '>', '|-', '>-', '|+', '|2', '>1'];
const COMMENTS = ['', '', '', ' # why'];

/** One values file, mostly such that Helm reads it. */
export function randomYaml(random: Random): string {
  const body = withAnchor(random, map(random, 0, 3));
  const further = random.chance(0.12)
    ? `---${random.pick(['', ' # next'])}\n${withAnchor(random, map(random, 0, 1))}`
    : '';
  const opened = random.chance(0.1) ? `---\n${body}` : body;
  return disturb(random, random.chance(0.03) ? '' : opened + further);
}

function withAnchor(random: Random, body: string): string {
  const isNeeded = body.includes('*anchor') && random.chance(0.97);
  return isNeeded ? `shared: &anchor {a: 1, map: {b: two}}\n${body}` : body;
}

/** Line ends, a missing last one, and now and then a mistake. */
function disturb(random: Random, text: string): string {
  let disturbed = random.chance(0.06) ? text.replaceAll('\n', '\r\n') : text;
  if (random.chance(0.1)) disturbed = disturbed.replace(/\s+$/, '');
  return random.chance(0.03) ? misspell(random, disturbed) : disturbed;
}

/** A character too many, or a line that does not belong there. */
function misspell(random: Random, text: string): string {
  if (random.chance(0.5)) return insert(text, random.between(0, text.length), random.pick(['"', ': ', '{']));
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return insert(text, random.pick(lineStarts), random.pick(['\t\n', '- x\n', ' x\n', '# c\n', '"\n']));
}

const insert = (text: string, at: number, inserted: string): string =>
  text.slice(0, at) + inserted + text.slice(at);

function map(random: Random, indent: number, depth: number): string {
  const entry = () => `${' '.repeat(indent)}${random.pick(KEYS)}:${value(random, indent, depth)}`;
  const merge = random.chance(0.05) ? [`${' '.repeat(indent)}<<: *anchor\n`] : [];
  return [...random.times(random.between(1, 3), entry), ...merge].join('');
}

function list(random: Random, indent: number, depth: number): string {
  const item = () => `${' '.repeat(indent)}-${value(random, indent, depth)}`;
  return random.times(random.between(1, 3), item).join('');
}

function value(random: Random, indent: number, depth: number): string {
  const kind = depth > 0 ? random.next() : random.next() / 2;
  if (kind < 0.42) return ` ${scalar(random)}${random.pick(COMMENTS)}\n`;
  if (kind < 0.5) return ` ${random.pick(BLOCK_TEXTS)}\n${blockLines(random, indent + 2)}`;
  if (kind < 0.6) return ` ${flow(random, depth)}\n`;
  if (kind < 0.85) return `${random.pick(COMMENTS)}\n${map(random, indent + 2, depth - 1)}`;
  return `\n${list(random, indent + random.pick([0, 2]), depth - 1)}`;
}

const scalar = (random: Random): string => random.pick(random.chance(0.005) ? MISTAKES : SCALARS);

function blockLines(random: Random, indent: number): string {
  const line = () => `${' '.repeat(indent)}${random.pick(['one', 'two', '  deeper', '# text', 'k: v'])}\n`;
  const blank = random.chance(0.2) ? `${random.pick(['', ' '.repeat(indent + 1)])}\n` : '';
  return random.times(random.between(1, 3), line).join('') + blank;
}

function flow(random: Random, depth: number): string {
  if (depth <= 0) return random.pick(['[]', '{}', 'x', '12', 'no', '"q"']);
  const members = random.times(random.between(0, 3), () => flow(random, depth - 1));
  if (random.chance(0.5)) return `[${members.join(', ')}]`;
  return `{${members.map((member) => `${random.pick(KEYS)}: ${member}`).join(', ')}}`;
}
