import { releaseValues } from '../../../src/lint/build-release.ts';
import type { Report, ValuePath } from '../../../src/lint/finding.ts';
import { Locator } from '../../../src/lint/locate.ts';
import type { RuleExample } from '../../../src/lint/rule.ts';
import { lintable } from '../../../src/packs/pyroscope/adapt/lint.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/read/facts.ts';
import type { PyroscopeRule as LintRule } from '../../../src/packs/pyroscope/rules/rule.ts';
import { pyroscopeValues } from '../../../src/packs/pyroscope/values/pyroscope-values.ts';
import type { Message } from '../../../src/step/finding.ts';
import { readValues } from '../../../src/values/read-values.ts';
import type { MapNode } from '../../../src/values/tree.ts';
import { placesIn } from '../../../src/values/tree.ts';

function mapOf(text: string, file: string): MapNode {
  const read = readValues(text, placesIn(file, text));
  if (!read.ok) throw new Error(`${file}:${read.error.line}:${read.error.column}: ${read.error.message}`);
  return read.value.values;
}

/** A path as examples write it: joined by dots, dots within keys escaped. */
export const shownPath = (path: ValuePath): string => path.map((key) => key.replaceAll('.', '\\.')).join('.');

/** A rule of the pack, in whichever form it is written. */
export type AnyRule = PyroscopeRule | LintRule;

export interface Outcome {
  readonly at: string;
  readonly report: Report;
}

/** What a rule says about an example, each report with its path. */
export function runExample(any: AnyRule, example: RuleExample): readonly Outcome[] {
  const rule = lintable(any);
  const { values, chart = EXAMPLE_CHART, fromChart, fromValues } = example;
  const user = mapOf(values, 'values.yaml');
  const release = releaseValues(
    {
      user,
      chart,
      helm: 4,
      ...(fromChart !== undefined && { fromChart }),
      ...(fromValues !== undefined && { fromUser: mapOf(fromValues, 'before.yaml') }),
      textOf: (file) => (file === 'values.yaml' ? values : (fromValues ?? '')),
    },
    CHART,
  );
  const options = Object.fromEntries(
    Object.entries(rule.options ?? {}).map(([name, option]) => [name, option.default]),
  );
  const locator = new Locator(user);
  return rule
    .check(pyroscopeValues(release), options)
    .map((report) => ({ at: shownPath(locator.locate(report).path), report }));
}

/** The values with a report's fix applied. */
export function fixed(values: string, { fix }: Report): string {
  const edits = [...(fix?.edits ?? [])].toSorted((a, b) => b.start - a.start);
  return edits.reduce(
    (text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end),
    values,
  );
}

/** The text of a report. */
export const messageOf = (rule: AnyRule, { message, args }: Report): Message =>
  message ?? lintable(rule).message(args ?? {});
