import { describe, expect, it } from 'vitest';
import { isBefore } from '../../../src/chart/versions.ts';
import { planFindings } from '../../../src/cli/plan/build-plan.ts';
import { DEFAULT_SETTINGS } from '../../../src/lint/rule-names.ts';
import { type Example, likely } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import { legacyComponentsLayout } from '../../../src/packs/pyroscope/rules/legacy-components-layout.ts';
import { storedReleases } from '../../../src/release/history.ts';
import { mergeMaps } from '../../../src/values/merge.ts';
import type { SetFlag } from '../../../src/values/set-flag.ts';
import { toJson } from '../../../src/values/tree.ts';
import { rendered } from '../rules/run-example.ts';
import { judge } from '../step/pyroscope-states.ts';
import { isIgnored, STARTS, type Start, titleOf } from './releases.ts';
import { NOW, written } from './state.ts';
import {
  flagValues,
  type Installed,
  keysOf,
  setFlagsIn,
  stateOf,
  stepOfValues,
  upgradesIn,
  without,
} from './walk.ts';

/** One `helm upgrade` of what a message advises, as a change to values that somebody was about to install. */
type Edit = (values: Installed) => Installed;

const withFlags =
  (assignments: readonly string[]): Edit =>
  (one) => ({
    ...one,
    user: mergeMaps(one.user, flagValues(setFlagsIn(assignments.flatMap((text) => ['--set', text])))),
  });

const TOGGLES: Readonly<Record<string, readonly [boolean, boolean]>> = {
  v1: [true, false],
  dual: [true, true],
  v2: [false, true],
};

const inPhase = (phase: string): Edit => {
  const [v1, v2] = TOGGLES[phase] ?? [];
  return withFlags([`architecture.storage.v1=${v1}`, `architecture.storage.v2=${v2}`]);
};

const onChart =
  (chart: string): Edit =>
  (one) => ({ ...one, chart });

const inTurn =
  (...edits: readonly Edit[]): Edit =>
  (one) =>
    edits.reduce((now, edit) => edit(now), one);

/** `a.b: true`, `a."b.c": 1`, and `v1: true` behind a key beside it. */
const ASSIGNED = /((?:[\w-]+\.)+(?:[\w-]+|"[^"]+")|\bv[12]|"[^"]+"): (true|false|"[^"]*"|[\w./-]*\w)/g;

function assigned(clause: string): readonly string[] {
  let beside = '';
  return [...clause.matchAll(ASSIGNED)].map(([, key = '', value = '']) => {
    const path = /^(?:v[12]$|")/.test(key) ? `${beside}.${key}` : key;
    beside = path.replace(/\.(?:"[^"]+"|[^.]+)$/, '');
    const quoted = path.replace(/"([^"]+)"/, (_, name: string) => name.replaceAll('.', '\\.'));
    return `${quoted}=${value.replaceAll('"', '')}`;
  });
}

interface Told {
  readonly rule: string;
  readonly fix: string;
}

/** What one clause asks for; undefined where there is nothing in it that could be done. */
function editOf(clause: string, { before, after }: Sides): Edit | undefined {
  const [, upgraded, kept] = /upgrade to ([\d.]+\d) in (\w+)/.exec(clause) ?? [];
  if (upgraded !== undefined && kept !== undefined) return inTurn(onChart(upgraded), inPhase(kept));
  const [, goes, chart] = /go(?: on)? to (v1|v2|dual)(?: on chart ([\d.]+\d))?/.exec(clause) ?? [];
  if (goes !== undefined)
    return chart === undefined ? inPhase(goes) : () => inTurn(inPhase(goes), onChart(chart))(before);
  if (clause.includes('change the chart')) return () => withFlags(assigned(clause))(after);
  const [, layout] = /keep (a single binary|components)/.exec(clause) ?? [];
  if (layout !== undefined) return (one) => inPhase(phaseIn(one))({ ...before, chart: one.chart });
  const [, own] = /leave (\S+) as it was/.exec(clause) ?? [];
  if (own !== undefined) return (one) => copied(one, before, keysOf(own.replaceAll('"', '')));
  const [, removed] = /remove (pyroscope[\w.]*\w)/.exec(clause) ?? [];
  if (removed !== undefined)
    return (one) => ({ ...one, user: written(without(toJson(one.user) as Json, keysOf(removed))) });
  const assignments = assigned(clause);
  if (assignments.length === 0) return undefined;
  const edit = withFlags(assignments);
  return clause.includes(' in dual') ? inTurn(edit, inPhase('dual')) : edit;
}

const phaseIn = (one: Installed): string => {
  const { phase } = stateOf(one);
  return phase.sure ? phase.value : '';
};

type Json = { readonly [key: string]: unknown };

function copied(one: Installed, from: Installed, path: readonly string[]): Installed {
  const has = path.reduce<unknown>((node, key) => (node as Json | undefined)?.[key], toJson(from.user));
  if (has === undefined) return { ...one, user: written(without(toJson(one.user) as Json, path)) };
  return withFlags([`${path.join('.')}=${has}`])(one);
}

interface Sides {
  readonly before: Installed & Partial<Pick<Start, 'storage'>>;
  readonly after: Installed & Partial<Pick<Start, 'storage'>>;
}

/** The ways that a message names, each the upgrades that it asks for one after the other. */
function waysIn(fix: string, sides: Sides): readonly (readonly Edit[])[] {
  const ways: Edit[][] = [];
  for (const clause of fix.split(/; |, (?=or )|, and (?=go )/)) {
    if (/accept-data-loss|move the data first|kubectl delete/.test(clause)) continue;
    const edit = editOf(clause, sides);
    if (edit === undefined) continue;
    const way = ways.at(-1);
    if (way && /^(?:then|go) /.test(clause)) way.push(edit);
    else ways.push([edit]);
  }
  return ways;
}

const memo = new Map<string, Promise<readonly Told[]>>();

async function found({ before, after }: Sides): Promise<readonly Told[]> {
  const refused = judge(stateOf(before), stateOf(after), undefined, { now: NOW.getTime() }).refusals;
  const errors = await planFindings(stepOfValues(before, after), pyroscope, DEFAULT_SETTINGS);
  return [
    ...refused,
    ...errors.flatMap(({ ruleId, severity, remedy }) =>
      severity === 'error' ? [{ rule: ruleId.replace('pyroscope/', ''), fix: remedy }] : [],
    ),
  ];
}

/** Refusals and errors of a step; the same step is often asked for. */
function toldOf(sides: Sides): Promise<readonly Told[]> {
  const key = JSON.stringify([sides.before, sides.after].map(({ chart, user }) => [chart, toJson(user)]));
  const told = memo.get(key) ?? found(sides);
  memo.set(key, told);
  return told;
}

const LEGACY = 'legacy-components-layout';

/** One change of layout is told by different rules, depending on the phases around it. */
const OF_LAYOUT = new Set(['cluster-label-change', LEGACY, 'mode-with-phase-change', 'store-changed']);

/** What the values of these releases bring along: other volumes by layout, flags and servers of 1.x. */
const ELSEWHERE = [
  'component-values-in-single-binary',
  'persistence-changed-mid-migration',
  'query-backend-from-auto-unsupported',
  'v2-flags-unknown-to-image',
  'v2-leftovers-in-v1',
];

/** What says how to come to a phase is not refused for how it does. */
const OF_PHASES = ['v1-to-v2-without-dual', 'chart-border-with-phase-change'];

/** What is told of a bucket that charts 1.x ignore, whatever else a step changes. */
const OF_STORAGE = new Set([
  'filesystem-backend-overrides-object-storage',
  'filesystem-dir-moved-in-2.0',
  'store-changed',
]);

const PHASE_WORDS = /architecture\.storage\.v[12]: |go (?:on )?to /;

/** Without what lets a refusal through, which lint does not say of the same. */
const advised = (fix: string): string => fix.replace(/; --accept-\S+ lets it through$/, '');

/** What comes of following a message: what was not said before, or is said again. */
async function following(
  { rule, fix }: Told,
  told: readonly Told[],
  sides: Sides,
): Promise<readonly string[]> {
  const { layout: was } = stateOf(sides.before);
  const isMoved = likely(was) !== likely(stateOf(sides.after).layout) && !OF_LAYOUT.has(rule);
  const isShort = likely(was) === 'legacy' && rule !== LEGACY;
  const others = new Set([
    ...told.filter((one) => advised(one.fix) !== advised(fix)).map((one) => one.rule),
    ...(isMoved ? OF_LAYOUT : []),
    ...(isShort ? [LEGACY] : []),
    ...ELSEWHERE,
    ...([sides.before, sides.after].some(isIgnored) && !OF_STORAGE.has(rule) ? OF_STORAGE : []),
  ]);
  if (PHASE_WORDS.test(fix)) for (const rule of OF_PHASES) others.delete(rule);
  const problems: string[] = [];
  for (const way of waysIn(fix, sides)) {
    let { before, after } = sides;
    for (const edit of way) {
      after = edit(after);
      for (const one of await toldOf({ before, after }))
        if (!others.has(one.rule)) problems.push(`${rule}: "${fix}" leads to ${one.rule}: ${one.fix}`);
      before = after;
    }
  }
  return problems;
}

/** Charts on both sides of what changes between them, and a way down. */
const CHARTS = [
  ['2.2.1', '2.2.1'],
  ['1.21.0', '1.21.0'],
  ['1.21.0', '2.2.1'],
  ['2.0.1', '2.0.2'],
  ['1.19.1', '1.19.2'],
  ['2.2.1', '2.0.1'],
] as const;

const STANDS: ReadonlySet<string> = new Set(['v1', 'dual', 'dual, with partial weights', 'v2']);

const ends = (chart: string): readonly Start[] =>
  STARTS.filter((one) => one.chart === chart && one.storage !== 'filesystem' && STANDS.has(one.stand));

/** A bucket that charts 1.x ignore is a case of its own: no second store is changed along with it. */
const isAlikeInStorage = (before: Start, after: Start): boolean =>
  before.storage === after.storage ||
  (isIgnored(before) && after.layout === before.layout && isBefore('1.21.0', after.chart));

/** One voice: what a refusal advises is not refused, and never skips dual. */
describe('what a refusal or an error advises', () => {
  it.each(CHARTS)('from chart %s to %s is accepted by plan, done as it is written', async (from, to) => {
    const problems = new Map<string, string>();
    for (const before of ends(from))
      for (const after of ends(to).filter((one) => isAlikeInStorage(before, one))) {
        const told = await toldOf({ before, after });
        for (const one of told)
          for (const problem of await following(one, told, { before, after }))
            problems.set(problem, `${titleOf(before)} → ${titleOf(after)}`);
      }
    expect(Object.fromEntries(problems)).toEqual({});
  });
});

/** What render says of examples in which components are missing, each with the release that it is of. */
const LACKING = legacyComponentsLayout.bad.filter(({ manifests }) => manifests !== undefined);

async function refusalOf(example: Example) {
  const { releases } = await rendered(example);
  const told = releases.flatMap(({ findings }) => findings).find(({ outcome }) => outcome === 'refused');
  const [stored] = storedReleases(example.manifests ?? '', [pyroscope]);
  if (!told || !stored) throw new Error('the example is not refused');
  const { chart, layout, phase } = stored.state as PyroscopeState;
  const start = (stand: string): Installed => {
    const found = STARTS.find(
      (one) =>
        one.chart === likely(chart) &&
        one.layout === likely(layout) &&
        one.stand === stand &&
        one.storage === 'bucket',
    );
    if (!found) throw new Error(`no release in ${stand}`);
    return found;
  };
  // What is rendered in v2 without its components is v1 under a chart's new default.
  const isByDefault = likely(layout) === 'legacy' && likely(phase) === 'v2';
  return {
    fix: told.fix,
    start,
    from: isByDefault ? 'v1' : (likely(phase) ?? ''),
    rendered: likely(phase) ?? '',
  };
}

const afterFlags = (one: Installed, setFlags: readonly SetFlag[]): Installed => ({
  ...one,
  user: mergeMaps(one.user, flagValues(setFlags)),
});

describe('what render advises where Helm rendered no components of a phase', () => {
  it.each(LACKING.map((example, index) => ({ index, asked: example.asked?.phase ?? '', example })))(
    'example $index, asked for $asked, is allowed by plan and ends there',
    async ({ asked, example }) => {
      const { fix, start, from, rendered: shown } = await refusalOf(example);
      const end = asked || shown;
      const problems: string[] = [];
      let before = start(from);
      for (const { phase = end, setFlags } of upgradesIn(fix)) {
        const after = afterFlags(before, setFlags);
        for (const { rule } of await toldOf({ before, after })) problems.push(`${rule} behind "${fix}"`);
        expect(phaseIn(after)).toBe(phase);
        before = after;
      }
      expect(problems).toEqual([]);
      expect(phaseIn(before)).toBe(end);
    },
  );

  it('goes through dual, which a release that is in it already is spared', async () => {
    const example = LACKING.find(({ asked }) => asked?.phase === 'v2');
    const { fix, start, from } = await refusalOf(example ?? {});
    expect([from, ...upgradesIn(fix).map(({ phase }) => phase)]).toEqual(['v1', 'v1', 'dual', 'v2']);
    expect(fix).toContain('if the release is in dual already, take the last step alone');
    const before = start('dual');
    const after = afterFlags(before, upgradesIn(fix).at(-1)?.setFlags ?? []);
    expect(judge(stateOf(before), stateOf(after)).refusals.map(({ rule }) => rule)).not.toContain(
      'v1-to-v2-without-dual',
    );
  });
});
