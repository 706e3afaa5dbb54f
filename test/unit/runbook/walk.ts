import { withObjections } from '../../../src/cli/next/objections.ts';
import { nextValues } from '../../../src/cli/plan/kept-values.ts';
import { NOTHING_SILENCED } from '../../../src/cli/silenced.ts';
import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import { migrationSteps } from '../../../src/packs/pyroscope/steps/guide.ts';
import {
  type ReleaseSide,
  type ReleaseValues,
  releaseValues,
  type SideInput,
  stateOfValues,
} from '../../../src/release/from-values.ts';
import { ok } from '../../../src/result.ts';
import { type RunbookStep, runbookSteps } from '../../../src/step/runbook.ts';
import { resolveUserValues } from '../../../src/values/resolve.ts';
import type { SetFlag } from '../../../src/values/set-flag.ts';
import { fromJson, type MapNode, toJson } from '../../../src/values/tree.ts';
import { timeLine } from '../step/history.ts';
import { given, NOW, written } from './state.ts';

/** What Helm keeps of a release: what somebody wrote, and what lies under it. */
export type Installed = SideInput;

const textOf = (): string => '';

/** A step of values, and whether its sides are one that lint and plan can judge. */
export const stepOfValues = (before: Installed, after: Installed): ReleaseValues =>
  releaseValues({ ...after, before, helm: 4, textOf }, pyroscope);

export const resolved = (one: Installed): ReleaseSide =>
  releaseValues({ ...one, helm: 4, textOf }, pyroscope);

export const stateOf = (one: Installed): PyroscopeState => stateOfValues(pyroscope, resolved(one), textOf);

/** `--set` and `--set-string` with their words, out of a command or a sentence split at blanks. */
export function setFlagsIn(words: readonly string[]): readonly SetFlag[] {
  return (['--set', '--set-string'] as const).flatMap((flag) =>
    given(words, flag).map((text) => ({ flag, text })),
  );
}

/** Values under the flags of a command. @throws Error if Helm would not read them */
export function flagValues(setFlags: readonly SetFlag[]): MapNode {
  const read = resolveUserValues({ files: [], setFlags, readFile: () => ok('') });
  if (!read.ok || read.value.kind !== 'map') throw new Error(JSON.stringify(read));
  return read.value;
}

/** The upgrades that a fix of render spells out: the flags of Helm, and the phase where it names one. */
export const upgradesIn = (
  fix: string,
): readonly { readonly phase: string | undefined; readonly setFlags: readonly SetFlag[] }[] =>
  fix.split('; ').flatMap((clause) => {
    const words = clause.replaceAll("''", '').split(' ');
    const setFlags = setFlagsIn(words);
    return setFlags.length === 0 ? [] : [{ phase: given(words, '--phase')[0], setFlags }];
  });

/** The keys that a note wants out of the values file. */
const REMOVED =
  /^Remove (\S+) from your values|\. First, in an upgrade of its own: remove (\S+?)(?::| from) /;

type Json = { readonly [key: string]: unknown };

export function without(json: Json, [key = '', ...rest]: readonly string[]): Json {
  const { [key]: child, ...others } = json;
  if (rest.length === 0 || typeof child !== 'object' || child === null) return others;
  return { ...others, [key]: without(child as Json, rest) };
}

export const keysOf = (path: string): readonly string[] =>
  path.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));

/** What the printed upgrade makes of a release, its notes followed. */
export function taken(
  before: Installed,
  { command, notes }: Pick<RunbookStep, 'command' | 'notes'>,
): Installed {
  const removed = notes.flatMap((note) => {
    const [, own, refused] = REMOVED.exec(note) ?? [];
    return own ?? refused ?? [];
  });
  const edit = (values: MapNode): Json =>
    removed.reduce((rest, key) => without(rest, keysOf(key)), toJson(values) as Json);
  const edited = edit(before.user);
  const under = before.defaults && { defaults: written(edit(before.defaults)) };
  const { user, keepsDefaults } = nextValues({ userValues: edited }, flagValues(setFlagsIn(command)), {
    reuseValues: command.includes('--reuse-values'),
    resetThenReuseValues: command.includes('--reset-then-reuse-values'),
    resetValues: false,
  });
  const [chart = before.chart] = given(command, '--version');
  const defaults = fromJson(toJson(resolved({ ...before, ...under, user: written(edited) }).resolved), {
    kind: 'default',
    chartVersion: before.chart,
  });
  return { user, chart, ...(keepsDefaults && defaults.kind === 'map' && { defaults }) };
}

/** The phase that a command tells its post-renderer. */
export function phaseOf({ command }: Pick<RunbookStep, 'command'>): string {
  const words = given(command, '--post-renderer-args');
  return words[words.indexOf('--phase') + 1] ?? '';
}

/** The steps that the pack names for a release, and what is printed of them. @throws Error where it has no steps */
function named(one: Installed, revisions: string) {
  const migration = {
    now: stateOf(one),
    history: timeLine(revisions),
    asked: () => undefined,
    options: {},
    clock: NOW.getTime(),
  };
  const steps = migrationSteps(migration, PYROSCOPE_CHART.versions.at(-1) ?? '');
  if (typeof steps === 'string') throw new Error(steps);
  const release = {
    ...{ release: 'pyroscope', namespace: 'default', chartRef: 'grafana/pyroscope' },
    helm: 4 as const,
  };
  const { keepsValues } = PYROSCOPE_CHART;
  const { phases } = pyroscope;
  const of = { release, chart: one.chart, phases, ...(keepsValues && { keepsValues }) };
  return { steps, shown: runbookSteps(steps, of) };
}

/** The steps of a release as commands. @throws Error where it has none */
export const printed = (one: Installed, revisions = 'v1@0!deployed'): readonly RunbookStep[] =>
  named(one, revisions).shown;

/** What `next` prints for a release: its steps, with what plan holds against them. @throws Error where it has none */
export function noted(one: Installed): Promise<readonly RunbookStep[]> {
  const revisions = 'v1@0!deployed';
  const { steps, shown } = named(one, revisions);
  return withObjections(steps, shown, {
    ...{ pack: pyroscope, installed: one, helm: 4, history: timeLine(revisions), clock: NOW.getTime() },
    permitted: {
      silencer: NOTHING_SILENCED,
      accepted: () => ({ acceptLoss: false, acceptUnknownChart: false }),
    },
  });
}

export interface TakenStep {
  readonly step: RunbookStep;
  readonly before: Installed;
  readonly after: Installed;
}

/** The printed steps, one after the other. */
export function walked(
  start: Installed,
  steps: readonly RunbookStep[] = printed(start),
): readonly TakenStep[] {
  const done: TakenStep[] = [];
  for (const step of steps) {
    const before = done.at(-1)?.after ?? start;
    done.push({ step, before, after: taken(before, step) });
  }
  return done;
}
