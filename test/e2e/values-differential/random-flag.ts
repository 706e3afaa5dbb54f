import type { SetFlag } from '../../../src/values/set-flag.ts';
import type { SetFlagName } from '../../../src/values/tree.ts';
import type { Random } from './random.ts';

const FLAGS = ['--set', '--set-string', '--set-json', '--set-file', '--set-literal'] as const;

/** Names of the random files and of the chart's defaults, and fresh ones, where no path can be in the way. */
const NAMES = [
  'a',
  'b',
  'c',
  'list',
  'map',
  'none',
  'deep',
  'deep.none',
  'map.b.d',
  '__proto__',
  'new',
  'newer',
  'newest',
  'q k',
];
const STEPS = ['.a', '.b', '.c', '.new', '[0]', '[1]', '[3]', '[0][1]', '.a\\.b'];
const STEP_COUNTS = [0, 0, 0, 0, 0, 1, 1, 2, 3];

const TEXTS = `x|true|FALSE|null|null|0|07|42|-1|+5|9007199254740993|9223372036854775808|1.5|1e3|a\\,b|a\\=b|\\\\||{a,1,true}|{}|é|a=b| |"q"`;
const JSONS = `{"a":{"b":null,"new":[1,2.5,"x"]}}|[1,[2],{}]|"s"|"\\u00e9"|12345678901234567890|-0.5e2|null|true|| |{"__proto__":{"a":1}}|{}|[]`;
const PATHS = 'content.txt|empty.txt|{content.txt,empty.txt}';

/** What Helm refuses, or takes in a way of its own. */
const ODD_STEPS = ['.', '[', '[x]', '[-1]', '[65537]', '.a=', '\\', ' '];
const ODD_VALUES = ['{a', '{"a":1,}', '[1', 'nul', '01', '1.', 'missing.txt', 'a,b', '"', '}x'];

/** Files for --set-file, by name. */
export const flagFiles: ReadonlyMap<string, string> = new Map([
  ['content.txt', 'line one\nline {{ two }}\n'],
  ['empty.txt', ''],
]);

/** One flag of any of the five kinds, with one to three assignments; a few are mistakes. */
export function randomFlag(random: Random): SetFlag {
  const flag = random.pick(FLAGS);
  const assignments = random.times(random.pick([1, 1, 2, 3]), () => assignment(random, flag));
  const text =
    flag === '--set-json' && random.chance(0.1) ? random.pick(JSONS.split('|')) : assignments.join(',');
  return { flag, text };
}

function assignment(random: Random, flag: SetFlagName): string {
  const steps = random.times(random.pick(STEP_COUNTS), () =>
    random.pick(random.chance(0.02) ? ODD_STEPS : STEPS),
  );
  const value = random.pick(random.chance(0.02) ? ODD_VALUES : valuesOf(flag));
  return `${random.pick(NAMES)}${steps.join('')}${random.chance(0.005) ? '' : '='}${value}`;
}

function valuesOf(flag: SetFlagName): readonly string[] {
  const values = flag === '--set-json' ? JSONS : flag === '--set-file' ? PATHS : TEXTS;
  return values.split('|');
}
