import { releaseValues } from '../../../src/lint/build-release.ts';
import type { Report, ValuePath } from '../../../src/lint/finding.ts';
import { Locator } from '../../../src/lint/locate.ts';
import { reportsOf } from '../../../src/lint/violations.ts';
import type { Example, RuleOptions } from '../../../src/pack.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/read/facts.ts';
import { caseOfValues } from '../../../src/packs/pyroscope/read/values.ts';
import {
  type PyroscopeChange,
  pyroscopeValues,
} from '../../../src/packs/pyroscope/values/pyroscope-values.ts';
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

export interface Outcome {
  readonly at: string;
  readonly report: Report;
}

export const defaultsOfRule = ({ options = {} }: PyroscopeRule): RuleOptions =>
  Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));

/** What lint reports of a rule about values. */
export const check = (
  rule: PyroscopeRule,
  values: PyroscopeChange,
  options: RuleOptions = defaultsOfRule(rule),
): readonly Report[] => reportsOf(rule, { ...caseOfValues(values), options }, values.textOf);

/** What a rule says about an example, each report with its path. */
export function runExample(rule: PyroscopeRule, example: Example): readonly Outcome[] {
  const { values = '', chart = EXAMPLE_CHART, fromChart, before } = example;
  const user = mapOf(values, 'values.yaml');
  const release = releaseValues(
    {
      user,
      chart,
      helm: 4,
      ...(fromChart !== undefined && { fromChart }),
      ...(before !== undefined && { fromUser: mapOf(before, 'before.yaml') }),
      textOf: (file) => (file === 'values.yaml' ? values : (before ?? '')),
    },
    CHART,
  );
  const locator = new Locator(user);
  return check(rule, pyroscopeValues(release)).map((report) => ({
    at: shownPath(locator.locate(report).path),
    report,
  }));
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
export const messageOf = ({ message = NO_MESSAGE }: Report): Message => message;
const NO_MESSAGE: Message = { what: 'undefined', why: '', remedy: '' };
