import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterEach, expect, it, vi } from 'vitest';
import type { Example, Pack } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/read/facts.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { wrongExamples } from '../../../src/render/wrong-examples.ts';
import { ofValues } from './examples.ts';
import { judgeHistory, judgeStep, rendered, runExample } from './run-example.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILES = globSync(['src/rules/*.ts', 'src/packs/pyroscope/rules/*.ts'], { cwd: ROOT });

/** The file that judges the rule; of a rule about every product a pack has the examples alone. */
function fileOf({ id }: PyroscopeRule): string {
  const judges = (file: string) => readFileSync(join(ROOT, file), 'utf8').includes('judge(');
  const file = FILES.find((one) => basename(one, '.ts') === id && judges(one));
  if (file === undefined) throw new Error(`no file of ${id}`);
  return file;
}

/** Lines of a source, from 1, that call `report`. */
const sitesIn = (source: string): readonly number[] =>
  source
    .split('\n')
    .flatMap((line, index) => (/^(?!\s*(\/\/|\*)).*\breport\(/.test(line) ? [index + 1] : []));

/** The line that called, from 1. */
function lineOf(file: string, stack = ''): number {
  const frame = stack.split('\n').find((line) => line.includes(`${file}:`)) ?? '';
  return Number(frame.slice(frame.indexOf(`${file}:`) + file.length + 1).match(/^\d+/)?.[0]);
}

async function run(rule: PyroscopeRule, example: Example): Promise<void> {
  if (example.running !== undefined) await wrongExamples({ ...pyroscope, rules: [rule] } as Pack);
  else if (example.history) judgeHistory(rule, example);
  else if (example.manifests !== undefined && example.before !== undefined) await judgeStep(rule, example);
  else if (example.manifests !== undefined) await rendered(example);
}

afterEach(() => vi.restoreAllMocks());

it.each(RULES.map((rule) => [rule.id, rule] as const))(
  '%s: an example reaches every report',
  async (_, rule) => {
    const file = fileOf(rule);
    const reached = new Set<number>();
    const { judge } = rule;
    vi.spyOn(rule, 'judge').mockImplementation((of, report) =>
      judge(of, (violation) => {
        reached.add(lineOf(file, new Error().stack));
        report(violation);
      }),
    );
    for (const example of rule.bad.filter(ofValues)) runExample(rule, example);
    for (const example of rule.bad) await run(rule, example);
    const sites = sitesIn(readFileSync(join(ROOT, file), 'utf8'));
    expect(sites).not.toEqual([]);
    const shown = (lines: readonly number[]) => lines.map((line) => `${file}:${line}`);
    expect(shown([...reached].toSorted((one, other) => one - other))).toEqual(shown(sites));
  },
);
