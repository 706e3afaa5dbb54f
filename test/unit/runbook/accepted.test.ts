import { describe, expect, it } from 'vitest';
import { planFindings } from '../../../src/cli/plan/build-plan.ts';
import { DEFAULT_SETTINGS } from '../../../src/lint/rule-names.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { v2Gaps } from '../../../src/packs/pyroscope/read/weights.ts';
import { toJson } from '../../../src/values/tree.ts';
import { judge } from '../step/pyroscope-states.ts';
import { LAYOUTS, STARTS, type Start, titleOf } from './releases.ts';
import { idsOf, NOW } from './state.ts';
import {
  type Installed,
  noted,
  phaseOf,
  printed,
  stateOf,
  stepOfValues,
  type TakenStep,
  taken,
  walked,
} from './walk.ts';

/** Releases that differ before a step are often the same behind it. */
const memo = new Map<string, Promise<Told>>();
const keyOf = ({ chart, user, defaults }: Installed): string =>
  JSON.stringify([chart, toJson(user), defaults && toJson(defaults)]);

type Told = readonly { readonly rule: string; readonly what: string }[];

function errorsOf(before: Installed, after: Installed): Promise<Told> {
  const key = keyOf(before) + keyOf(after);
  const errors =
    memo.get(key) ??
    planFindings(stepOfValues(before, after), pyroscope, DEFAULT_SETTINGS).then((found) =>
      found.flatMap(({ severity, ruleId, what }) => (severity === 'error' ? [{ rule: ruleId, what }] : [])),
    );
  memo.set(key, errors);
  return errors;
}

const sharesOf = (one: Installed): readonly number[] => v2Gaps(stateOf(one)).map(({ share }) => share);

/** What stands against a step and is not said with it: refusals of plan, and errors. Of a way back, errors it brings. */
async function against({ step, before, after }: TakenStep, isBack: boolean): Promise<readonly string[]> {
  const refused = judge(stateOf(before), stateOf(after), undefined, { now: NOW.getTime() }).refusals;
  const had = new Set(isBack ? (await errorsOf(before, before)).map(({ rule }) => rule) : []);
  const errors = (await errorsOf(before, after)).filter(({ rule }) => !had.has(rule));
  const isSaid = ({ what }: Told[number]): boolean =>
    step.notes.some((note) => note.includes(`: ${what}. First, `));
  const opensGap =
    step.id !== 'to-dual' &&
    phaseOf(step) === 'dual' &&
    sharesOf(before).length === 0 &&
    sharesOf(after).length > 0;
  return [
    ...refused
      .filter((one) => !isSaid(one))
      .map(({ rule, what }) => `${step.id} is refused: ${rule}: ${what}`),
    ...errors
      .filter((one) => !isSaid(one))
      .map(({ rule, what }) => `${step.id} is an error: ${rule}: ${what}`),
    ...(opensGap ? [`${step.id} keeps profiles from v2`] : []),
  ];
}

/** What a printed upgrade does not keep of its promise. */
function broken({ step, after }: TakenStep, rest: readonly string[]): readonly string[] {
  const { phase } = stateOf(after);
  const promised = phaseOf(step);
  const left = idsOf(printed(after, promised === 'dual' ? 'v1@0 dual@5!deployed' : undefined));
  return [
    ...(phase.sure && phase.value === promised ? [] : [`${step.id} does not end in ${promised}`]),
    ...(left === rest.join(' ') ? [] : [`behind ${step.id} comes ${left}, and not ${rest.join(' ')}`]),
  ];
}

/** The printed way back, where it is an upgrade. */
function wayBack({ step, after }: TakenStep): readonly TakenStep[] {
  const { id, rollback } = step;
  if (rollback[1] !== 'upgrade') return [];
  const back = { ...step, id: `the way back of ${id}`, command: rollback, notes: [] };
  return [{ step: back, before: after, after: taken(after, back) }];
}

async function problemsOf(start: Start): Promise<readonly string[]> {
  const steps = walked(start, await noted(start));
  const ids = steps.map(({ step }) => step.id);
  const found: string[] = [];
  for (const [index, one] of steps.entries()) {
    found.push(...broken(one, ids.slice(index + 1)));
    found.push(...(await against(one, false)));
    for (const way of wayBack(one)) found.push(...(await against(way, true)));
  }
  const last = steps.at(-1);
  const end = last ? phaseOf(last.step) : start.stand;
  return [...found, ...(end === 'v2' ? [] : [`the steps end in ${end}`])].map(
    (problem) => `${titleOf(start)}: ${problem}`,
  );
}

/** One voice: what `next` prints, `plan` allows, one step after the other. */
describe('the printed steps', () => {
  const charts = [...new Set(STARTS.map(({ chart }) => chart))];

  it('start from every known chart', () => {
    expect(charts).toEqual(pyroscope.charts[0].versions);
  });

  it.each(charts.flatMap((chart) => LAYOUTS.map((layout) => ({ chart, layout }))))(
    'from chart $chart, $layout, are allowed by plan and end in v2',
    async ({ chart, layout }) => {
      const starts = STARTS.filter((one) => one.chart === chart && one.layout === layout);
      const problems = await Promise.all(starts.map(problemsOf));
      expect(problems.flat()).toEqual([]);
    },
  );
});
