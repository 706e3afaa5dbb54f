import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { run } from './cli/run.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Wording that a native reader stumbles over, and what to write instead. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/(?<!there )\b(?:is|are|was|were|be) no (?!longer\b|more\b)[a-z]+/i, 'is not a …; unknown …'],
  [/(?<!there )\b(?:is|are) none\b|\bnone is\b|\bnone of those\b/i, 'is not …; has no …'],
  [/\bthere is no (?:rule|key|program)\b/i, 'unknown …'],
  [/\btells? the rest\b/i, 'See …'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bwhoever\b|\bsomebody\b|\bnobody\b/i, 'the user; unknown; no one'],
  [/\bfor ever\b/i, 'forever; without limit'],
  [/\.;/, 'one mark between sentences'],
  [/\bmay not stand\b/i, 'is not allowed'],
  [/\bstands? (?:twice|here|there|at|in|on|under|within|behind|beside|before|against)\b/i, 'is; appears'],
  [/\bcomes? of (?:it|this|that)\b/i, 'the result'],
  [/\b(?:what|that) (?:comes|came) in\b/i, 'profiles ingested …'],
  [/\bwith nothing\b/i, 'with empty results'],
  [/\btakes? (?:it|one|this|the \w+) away\b|\btakes away\b/i, 'remove'],
  [/\bexclude each other\b/i, 'use either … or …, not both'],
  [/\bout of sight\b|\bseen again\b/i, 'not visible; visible again'],
  [/\blooked for in another place\b/i, 'is no longer found'],
  [/\btakes? no notice\b/i, 'ignores'],
  [/\bbelieves? to\b/i, 'expects'],
  [/\ba text\b|\btexts\b/i, 'a string'],
  [/\bwithout a word\b/i, 'silently'],
  [/\bin clear\b/i, 'in plain text'],
  [/\beverybody\b/i, 'anyone'],
  [/\bfor its information only\b/i, 'an info'],
  [
    /(?<![\d.,:/=-])\b1 (?:pod|panic|component|metastore|service|job|segment|block|check|time|minute)s\b/,
    'counted()',
  ],
  [/--set\S* \S*extraArgs\S*=null\b/, 'remove the key from the file: null leaves a flag without a value'],
  [/\bset persistence for each\b/i, 'name the key with its value'],
  [/\btakes? (?:it|them|"[^"]+"|[\w.]+\.[\w.-]+) out\b/i, 'remove'],
];

/** A piece of text, where it is from, and the rule that it is about. */
interface Piece {
  readonly from: string;
  readonly text: string;
  readonly rule?: string;
}

function faultsOf({ from, text, rule }: Piece): readonly string[] {
  return HABITS.flatMap(([habit, better]) => {
    const found = habit.exec(text);
    if (!found) return [];
    const line = text.slice(0, found.index).split('\n').length - 1;
    return [
      `${from}${rule === undefined ? '' : ` [${rule}]`}: ${text.split('\n')[line]?.trim()} (${found[0]} → ${better})`,
    ];
  });
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .toSorted();

/** A printed finding ends its first line with its rule, and what follows belongs to it; lists of rules begin with it. */
function findingsIn(from: string, printed: string): readonly Piece[] {
  let rule: string | undefined;
  return printed.split('\n').map((text) => {
    if (/^\S/.test(text))
      rule = (/\[(?:[ABC]\d+ )*([\w./-]+)\]$/.exec(text) ?? /^(?:\| )?(pyroscope\/[\w.-]+) /.exec(text))?.[1];
    return { from, text, ...(rule !== undefined && { rule }) };
  });
}

/** What a golden case shows of standard output and standard error. */
function printedIn(file: string): readonly Piece[] {
  const sections = read(file).split(/^==== /m);
  return sections
    .filter((section) => /^std(?:out|err)\b/.test(section))
    .flatMap((section) => findingsIn(file, section.slice(section.indexOf('\n') + 1)));
}

/** Tables of rules name the rule in their first or second column. */
const tableOfRules = (file: string): readonly Piece[] =>
  read(file)
    .split('\n')
    .map((text) => {
      const rule = /^\| (?:\[([^\]]+)\]|[ABC]?\d* ?\| ([\w./-]+) \|)/.exec(text);
      return { from: file, text, ...(rule && { rule: rule[1] ?? rule[2] ?? '' }) };
    });

/** Code is quoted as it is. */
const withoutCode = (markdown: string): string =>
  markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]+`/g, '`…`');

const document = (file: string): Piece => ({ from: file, text: withoutCode(read(file)) });

const faults = (pieces: readonly Piece[]): readonly string[] => [...new Set(pieces.flatMap(faultsOf))];

/** Nouns behind a number that may be 1; in a template a plural would stand there whatever the number. */
const COUNTED =
  /\$\{[^}]+\} (?:pods|panics|components|metastores|services|jobs|segments|blocks|checks|times|minutes|errors|warnings|infos|objects|edits|files|findings)\b/;

describe('English', () => {
  it('of numbers in the sources counts with counted()', () => {
    const sources = filesIn('src', '.ts').flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line) => (COUNTED.test(line) ? [`${file}: ${line.trim()}`] : [])),
    );
    expect(sources).toEqual([]);
  });

  it.each(Object.keys(COMMANDS))('of phasegate %s --help', async (name) => {
    const { out } = await run([name, '--help']);
    expect(faults([{ from: name, text: out.replace(/\s+/g, ' ') }])).toEqual([]);
  });

  it('of the overview', async () => {
    expect(faults([{ from: '--help', text: (await run(['--help'])).out }])).toEqual([]);
  });

  it('of all that the golden cases print', () => {
    const cases = filesIn('golden', '.case');
    expect(faults(cases.flatMap(printedIn))).toEqual([]);
  });

  it('of what lint prints about the examples of its rules', () => {
    expect(faults(findingsIn('rule-texts', read('golden/lint/rule-texts.txt')))).toEqual([]);
  });

  it('of the table of rules', () => {
    expect(faults(tableOfRules('docs/rules.md'))).toEqual([]);
  });

  it("of the rules' pages", () => {
    const pages = filesIn('docs/rules', '.md').map((file) => ({
      ...document(file),
      rule: file.replace(/^docs\/rules\/|\.md$/g, ''),
    }));
    expect(faults(pages)).toEqual([]);
  });

  it.each([
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'docs/gate.md',
    'docs/lint.md',
    'docs/performance.md',
    'docs/pachyderm/migrate.md',
    'docs/packs.md',
    'docs/pachyderm/side-by-side.md',
    'docs/render.md',
  ])('of %s', (file) => {
    expect(faults([document(file)])).toEqual([]);
  });

  it('of the schemas', () => {
    const files = readdirSync(join(ROOT, 'schemas')).filter((name) => name.endsWith('.json'));
    const descriptions = files.flatMap((file) =>
      [...read(join('schemas', file)).matchAll(/"description": "(.*)"/g)].map(([, text = '']) => ({
        from: file,
        text,
      })),
    );
    expect(faults(descriptions)).toEqual([]);
  });
});
