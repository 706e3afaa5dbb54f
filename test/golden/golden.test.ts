import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedRules } from '../../src/cli/rules/command.ts';
import type { Example } from '../../src/pack.ts';
import { PACKS } from '../../src/packs/index.ts';
import { EXAMPLE_CHART } from '../../src/packs/pyroscope/facts/charts.ts';
import { ASKED_FOR, PROGRAM } from '../program.ts';
import { caseFile, caseNames, filesBelow, GOLDEN, inputNames, printCase, readCase } from './case-file.ts';
import { runCase } from './run-case.ts';

const updating = process.env.PHASEGATE_UPDATE_GOLDENS === '1';
const RULE_TEXTS = 'lint/rule-texts.txt';

const names = caseNames();
const cases = new Map(names.map((name) => [name, readCase(name)]));

/** Compares a file as it is with the file as the program makes it now. */
function expectFile(file: string, now: string): void {
  if (updating) writeFileSync(file, now);
  expect(now).toBe(
    existsSync(file) ? readFileSync(file, 'utf8') : 'missing: npm run golden:update writes it',
  );
}

/** The first case of every group: enough to see that the program around the bundle does the same. */
function firstOfGroups(): string[] {
  const groups = new Map<string, string>();
  for (const name of names) {
    const group = name.split('/').slice(0, -1).slice(0, 2).join('/');
    if (!groups.has(group)) groups.set(group, name);
  }
  return [...groups.values()];
}

describe('golden', () => {
  for (const [name, given] of cases)
    it(name, async () => {
      expectFile(caseFile(name), printCase(given, await runCase(given)));
    });

  it('has no leftovers', () => {
    const known = new Set([...names.map((name) => `${name}.case`), RULE_TEXTS]);
    const files = filesBelow(GOLDEN).filter((file) => !file.startsWith('inputs/'));
    expect(files.filter((file) => !known.has(file))).toEqual([]);
    const used = new Set([...cases.values()].map(({ sharedInput }) => sharedInput));
    expect(inputNames().filter((name) => !used.has(name))).toEqual([]);
  });
});

/** Runs of render that pass something on. */
const renders = [...cases].filter(([name, { stdin }]) => name.startsWith('render/') && stdin.length > 0);

describe('render of its own output', () => {
  for (const [name, given] of renders)
    it(`changes nothing: ${name}`, async () => {
      const once = await runCase(given);
      if (once.exit !== 0) return;
      const again = await runCase({ ...given, stdin: once.stdout });
      expect(again.stdout.toString('utf8')).toBe(once.stdout.toString('utf8'));
      expect(again.exit).toBe(0);
    });
});

describe('golden, started as a program', () => {
  for (const name of firstOfGroups())
    it.concurrent(name, async ({ expect }) => {
      expect(printCase(readCase(name), await runCase(readCase(name), PROGRAM))).toBe(
        readFileSync(caseFile(name), 'utf8'),
      );
    });
});

/** A finding begins at its place and ends before the next, or before the count of all. */
const FINDINGS = /^(?=\S+:\d+:\d+: )|^(?=\d+ (?:error|warning|info))/m;

/** What lint can judge: it knows no history. */
const ofValues = ({ values, history }: Example): boolean => values !== undefined && history === undefined;

/** What lint prints about an example in the name of one rule. */
async function findingsOf(ruleId: string, example: Example): Promise<string> {
  const { values = '', chart = EXAMPLE_CHART, fromChart, before } = example;
  const words = [
    `phasegate lint --info values.yaml --chart-version ${chart}`,
    ...(fromChart === undefined ? [] : [`--from-chart-version ${fromChart}`]),
    ...(before === undefined ? [] : ['--from-values before.yaml']),
  ];
  const files = new Map([['values.yaml', Buffer.from(values)]]);
  for (const [name, text] of Object.entries(example.beside ?? {})) files.set(name, Buffer.from(text));
  if (before !== undefined) files.set('before.yaml', Buffer.from(before));
  const run = await runCase({
    command: words.join(' '),
    files,
    stdin: Buffer.alloc(0),
    sharedInput: undefined,
  });
  const found = run.stdout.toString('utf8').split(FINDINGS);
  return found.filter((text) => /([^\s[]+)\]$/.exec(text.split('\n', 1)[0] ?? '')?.[1] === ruleId).join('');
}

// A process for each of the examples would take minutes, and shows nothing that the cases do not.
describe.skipIf(ASKED_FOR !== undefined)('rules of lint', async () => {
  const rules = documentedRules(PACKS);

  it('say about their invalid examples what they said', async () => {
    const texts: string[] = [];
    const silent: string[] = [];
    for (const { ruleId, rule } of rules) {
      for (const [at, example] of rule.bad.filter(ofValues).entries()) {
        const text = await findingsOf(ruleId, example);
        texts.push(`==== ${ruleId} ${at + 1}\n${text}`);
        if (text === '') silent.push(`${ruleId} ${at + 1}`);
      }
    }
    expect(silent).toEqual([]);
    expectFile(join(GOLDEN, RULE_TEXTS), texts.join(''));
  });

  it('say nothing about their valid examples', async () => {
    const loud: string[] = [];
    for (const { ruleId, rule } of rules) {
      for (const [at, example] of (rule.good ?? []).filter(ofValues).entries()) {
        const text = await findingsOf(ruleId, example);
        if (text !== '') loud.push(`${ruleId} ${at + 1}: ${text}`);
      }
    }
    expect(loud).toEqual([]);
  });
});
