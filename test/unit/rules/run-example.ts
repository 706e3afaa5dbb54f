import type { Message, Report, ValuePath } from '../../../src/lint/finding.ts';
import { Locator } from '../../../src/lint/locate.ts';
import { reportsOf } from '../../../src/lint/violations.ts';
import type { Example, Finding, RuleOptions, Violation } from '../../../src/pack.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeRule, PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import {
  caseOfValues,
  type ReleaseValues,
  releaseValues,
  stateOfValues,
} from '../../../src/release/from-values.ts';
import { storedReleases } from '../../../src/release/history.ts';
import { renderStream } from '../../../src/render/render-stream.ts';
import { ok } from '../../../src/result.ts';
import { judge, violationsOf } from '../../../src/rules/judge.ts';
import type { Sourced } from '../../../src/step/source.ts';
import { timeLineOf } from '../../../src/step/time-line.ts';
import { parseValues, readValuesText } from '../../../src/values/read-values.ts';
import { type MapNode, placesIn } from '../../../src/values/tree.ts';

function mapOf(text: string, file: string): MapNode {
  const read = parseValues(text, placesIn(file, text));
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

/** As in lint, all rules look at one case: reading it takes longer than most of them. */
const cases = new WeakMap<ReleaseValues, ReturnType<typeof caseOf>>();
const caseOf = (values: ReleaseValues) => caseOfValues(pyroscope, values);

/** What lint reports of a rule about values. */
export function check(
  rule: PyroscopeRule,
  values: ReleaseValues,
  options: RuleOptions = defaultsOfRule(rule),
): readonly Report[] {
  const of = cases.get(values) ?? caseOf(values);
  cases.set(values, of);
  return reportsOf(rule, { ...of, options }, values.textOf);
}

/** The release of an example, read once: a test may hand the same example to all rules. */
const releases = new WeakMap<Example, ReleaseValues>();

function releaseOf(example: Example): ReleaseValues {
  const known = releases.get(example);
  if (known) return known;
  const { values = '', chart = EXAMPLE_CHART, fromChart, before } = example;
  const user = mapOf(values, 'values.yaml');
  const release = releaseValues(
    {
      user,
      chart,
      helm: 4,
      ...((fromChart ?? before) !== undefined && {
        before: {
          user: before === undefined ? user : mapOf(before, 'before.yaml'),
          chart: fromChart ?? chart,
        },
      }),
      textOf: (file) => (file === 'values.yaml' ? values : (before ?? '')),
    },
    pyroscope,
  );
  releases.set(example, release);
  return release;
}

/** What a rule says about an example, each report with its path. */
export function runExample(rule: PyroscopeRule, example: Example): readonly Outcome[] {
  const release = releaseOf(example);
  const locator = new Locator(release.user);
  return check(rule, release).map((report) => ({
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

const flag = (value: string): Sourced<string> => ({ value, source: { kind: 'flag', flag: 'test' } });

/** Renders an example as `phasegate render` would, with what it asks for. */
export async function rendered({ manifests = '', asked = {} }: Example) {
  const { phase, correct, ...settings } = asked;
  const intent = {
    ...(phase !== undefined && { phase: flag(phase) }),
    settings: new Map(Object.entries(settings).map(([key, value]) => [key, flag(value)])),
    choices: {
      correct: new Set(correct === undefined ? [] : [correct]),
      noCorrect: new Set<string>(),
      acceptLoss: false,
      acceptUnknownChart: false,
    },
  };
  const result = await renderStream(manifests, {
    packs: [pyroscope],
    intentFor: () => ok(intent),
    values: undefined,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function stateOf(text: string): PyroscopeState {
  const [stored] = storedReleases(text, [pyroscope]);
  if (!stored) throw new Error('no release in the example');
  return stored.state as PyroscopeState;
}

/** What rules find in manifests as Helm rendered them. */
export function judgeManifests(rules: readonly PyroscopeRule[], manifests: string): readonly Violation[] {
  const of = { now: stateOf(manifests), asked: () => undefined, options: {}, clock: 0 };
  return rules.flatMap((rule) => violationsOf(rule, of));
}

/** What a rule finds in an example of a step over manifests. */
export const judgeStep = async (
  rule: PyroscopeRule,
  { manifests = '', before = '' }: Example,
): Promise<readonly Violation[]> =>
  violationsOf(rule, {
    now: stateOf(manifests),
    before: stateOf(before),
    asked: () => undefined,
    options: {},
    clock: 0,
  });

function stateOfText(text: string, chart: string) {
  const user = readValuesText(text, 'values.yaml');
  if (!user.ok || user.value.kind !== 'map') throw new Error('the values are not read');
  const textOf = (): string => text;
  const release = releaseValues({ user: user.value, chart, helm: 4, textOf }, pyroscope);
  return stateOfValues(pyroscope, release, textOf);
}

const timeLine = (history: NonNullable<Example['history']>) =>
  timeLineOf(
    history.map(({ phase, since }, index) => ({
      revision: index + 1,
      updated: since,
      status: index === history.length - 1 ? 'deployed' : 'superseded',
      chart: `pyroscope-${EXAMPLE_CHART}`,
      phase,
    })),
  );

/** What a rule finds in an example of a step of a living release. */
export function judgeHistory(
  rule: PyroscopeRule,
  { values = '', before, chart, fromChart, history = [] }: Example,
): readonly Finding[] {
  const version = chart ?? EXAMPLE_CHART;
  return judge([rule], {
    now: stateOfText(values, version),
    before: stateOfText(before ?? values, fromChart ?? version),
    history: timeLine(history),
    asked: () => undefined,
    options: {},
    clock: 0,
  });
}
